import json

import pytest

from smartaipi_cli.sandbox.behaviours import Echo, Lorem, Scripted, Think
from smartaipi_cli.sandbox.catalogue import find_model, listed_models
from smartaipi_cli.sandbox.conversation import Conversation, Message, Role, Tool
from smartaipi_cli.sandbox.engine import plan_answer
from smartaipi_cli.sandbox.events import Finish, FinishReason, ReasoningDelta, TextDelta, ToolCall
from smartaipi_cli.sandbox.scripts import SCRIPTS, WRITTEN_FILE, WRITTEN_TEXT

USER = Message(Role.USER, "make the file")
RESULT = Message(Role.TOOL, "ok")
CALLED = Message(Role.ASSISTANT, "{}")


def talk(*messages: Message, tools: tuple[Tool, ...] = (), limit: int | None = None) -> Conversation:
    return Conversation(model="m", messages=messages, tools=tools, tools_size=0, output_limit=limit)


def tool(name: str, *parameters: str) -> Tool:
    return Tool(name=name, parameters=frozenset(parameters))


def text_of(events) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def test_echo_gives_back_what_the_user_said_last():
    events = plan_answer(talk(Message(Role.USER, "first"), CALLED, Message(Role.USER, "second one")), Echo())

    assert text_of(events) == "second one"


def test_lorem_has_exactly_the_tokens_that_its_name_says():
    *said, finish = plan_answer(talk(USER), Lorem(37))

    assert len(said) == 37
    assert finish.usage.output_tokens == 37


def test_an_output_limit_cuts_the_answer_and_says_so():
    *said, finish = plan_answer(talk(USER, limit=5), Lorem(37))

    assert len(said) == 5
    assert (finish.reason, finish.usage.output_tokens) == (FinishReason.LENGTH, 5)


def test_an_answer_that_just_fits_its_limit_is_not_cut():
    assert plan_answer(talk(USER, limit=37), Lorem(37))[-1].reason is FinishReason.STOP


def test_thoughts_come_first_and_are_counted_apart():
    events = plan_answer(talk(USER), Think())

    assert isinstance(events[0], ReasoningDelta)
    assert text_of(events) == USER.text
    assert 0 < events[-1].usage.reasoning_tokens < events[-1].usage.output_tokens


def test_every_answer_ends_with_its_only_finish():
    for model in listed_models():
        events = plan_answer(talk(USER), model.behaviour)

        assert [isinstance(event, Finish) for event in events].count(True) == 1
        assert isinstance(events[-1], Finish)


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        pytest.param([tool("Write", "file_path", "content")], "Write", id="claude code"),
        pytest.param([tool("Bash", "command", "description")], "Bash", id="claude code without its editor"),
        pytest.param([tool("exec_command", "cmd", "workdir", "yield_time_ms")], "exec_command", id="codex"),
        pytest.param([tool("shell", "command", "workdir")], "shell", id="an older codex"),
        pytest.param([tool("write", "filePath", "content"), tool("bash", "command")], "write", id="opencode"),
        pytest.param([tool("write", "path"), tool("bash", "command", "description")], "bash", id="misfit"),
    ],
)
def test_a_script_calls_the_first_tool_that_the_agent_offers_and_that_takes_its_arguments(tools, expected):
    *_, call, finish = plan_answer(talk(USER, tools=tuple(tools)), Scripted("write-file"))

    assert call.name == expected
    assert WRITTEN_FILE in call.arguments
    assert WRITTEN_TEXT.strip() in call.arguments
    assert finish.reason is FinishReason.TOOL_CALLS


def test_a_script_ends_when_the_result_has_come_back():
    events = plan_answer(talk(USER, CALLED, RESULT, tools=(tool("Write"),)), Scripted("write-file"))

    assert not any(isinstance(event, ToolCall) for event in events)
    assert text_of(events) == SCRIPTS["write-file"].farewell


def test_a_script_goes_on_turn_by_turn():
    tools = (tool("Write"), tool("Read"))
    turns = [
        plan_answer(talk(USER, *[CALLED, RESULT] * done, tools=tools), Scripted("write-and-read"))
        for done in range(3)
    ]

    calls = [[event.name for event in turn if isinstance(event, ToolCall)] for turn in turns]
    assert calls == [["Write"], ["Read"], []]


def test_a_script_begins_anew_when_the_user_speaks_again():
    *_, call, _ = plan_answer(
        talk(USER, CALLED, RESULT, USER, tools=(tool("Write"),)), Scripted("write-file")
    )

    assert json.loads(call.arguments)["file_path"] == WRITTEN_FILE


def test_a_script_says_which_tools_it_would_have_needed():
    events = plan_answer(talk(USER, tools=(tool("Telephone"),)), Scripted("write-file"))

    assert "exec_command" in text_of(events)
    assert events[-1].reason is FinishReason.STOP


@pytest.mark.parametrize("name", [model.id for model in listed_models()])
def test_every_listed_model_is_found_by_its_name(name):
    assert find_model(name).id == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "gpt-9",
        "sandbox/",
        "sandbox/lorem-0",
        "sandbox/lorem-999999",
        "sandbox/lorem-٣",
        "sandbox/script:nope",
        "sandbox/error-200",
        "sandbox/slow-1",
        "echo",
        "claude-opus-5-5",
    ],
)
def test_other_names_are_no_models(name):
    assert find_model(name) is None
