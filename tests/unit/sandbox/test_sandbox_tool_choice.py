"""A caller who wants a tool to be called gets a call, in each dialect's own words for it."""

import json

import pytest

from smartaipi_cli.sandbox.behaviours import Echo, Scripted
from smartaipi_cli.sandbox.decoders.chat import decode_chat
from smartaipi_cli.sandbox.decoders.messages import decode_messages
from smartaipi_cli.sandbox.decoders.responses import decode_responses
from smartaipi_cli.sandbox.engine import plan_answer
from smartaipi_cli.sandbox.events import TextDelta, ToolCall

SCHEMA = {"type": "object", "properties": {"command": {"type": "string"}}}
CHAT = [{"type": "function", "function": {"name": name, "parameters": SCHEMA}} for name in ("one", "two")]
RESPONSES = [{"type": "function", "name": name, "parameters": SCHEMA} for name in ("one", "two")]
MESSAGES = [{"name": name, "input_schema": SCHEMA} for name in ("one", "two")]
SAID = [{"role": "user", "content": "do it"}]


def conversation(dialect, choice):
    base = {"model": "m", "tool_choice": choice}
    if dialect == "chat":
        return decode_chat({**base, "messages": SAID, "tools": CHAT})
    if dialect == "responses":
        return decode_responses({**base, "input": SAID, "tools": RESPONSES})
    return decode_messages({**base, "messages": SAID, "tools": MESSAGES})


@pytest.mark.parametrize(
    ("dialect", "choice", "name"),
    [
        ("chat", {"type": "function", "function": {"name": "two"}}, "two"),
        ("chat", "required", "one"),
        ("responses", {"type": "function", "name": "two"}, "two"),
        ("responses", "required", "one"),
        ("messages", {"type": "tool", "name": "two"}, "two"),
        ("messages", {"type": "any"}, "one"),
    ],
)
def test_a_tool_that_is_demanded_is_called_with_what_the_user_said(dialect, choice, name):
    call, _ = plan_answer(conversation(dialect, choice), Echo())

    assert isinstance(call, ToolCall)
    assert (call.name, json.loads(call.arguments)) == (name, {"command": "do it"})


@pytest.mark.parametrize(
    ("dialect", "choice"),
    [
        ("chat", "auto"),
        ("chat", None),
        ("responses", "none"),
        ("messages", {"type": "auto"}),
        ("messages", {"type": "tool", "name": "three"}),
    ],
)
def test_without_a_demand_that_can_be_met_the_model_talks(dialect, choice):
    events = plan_answer(conversation(dialect, choice), Echo())

    assert all(isinstance(event, TextDelta) for event in events[:-1])


def test_a_script_goes_its_own_way():
    events = plan_answer(conversation("messages", {"type": "any"}), Scripted("write-file"))

    assert isinstance(events[0], TextDelta)
