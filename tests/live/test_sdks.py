"""The official SDKs against a fresh sandbox: what they read of its answers, and what they cannot do without."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from live_sdks import FOLDER, REQUIRE_VARIABLE, Sdks, find_sdks, run_calls

from smartaipi_cli.sandbox.address import SandboxAddress
from smartaipi_cli.sandbox.testing import running

pytestmark = pytest.mark.live

PNG = "89504e470d0a1a0a"
PYTHON_VALUES = {
    "chat": ["hello there", "stop", 6],
    "chat_stream": ["hello there", "stop", 6],
    "chat_helper": ["hello there", "hello there", 6],
    "chat_tool": ["tool_calls", "Bash", ["command", "description"]],
    "responses": ["hello there", "completed", 6],
    "responses_stream": ["hello there", 6],
    "responses_helper": ["hello there", "hello there", 6],
    "responses_tool": ["Bash", ["command", "description"], True],
    "responses_reasoning": [["reasoning", "message"], True],
    "responses_stored": [400, "Store must be set to false"],
    "messages": ["hello there", "end_turn", 3, 3],
    "messages_stream": ["hello there", "end_turn", 3],
    "messages_helper": ["hello there", "hello there", "end_turn", 3],
    "messages_tool": ["tool_use", "tool_use", "Bash", ["command", "description"]],
    "count_tokens": 3,
    "embeddings": [[1536, 1536], 5],
    "embeddings_float": True,
    "images": PNG,
    "images_edit": [PNG, PNG],
    "models": True,
    "model": "gpt-5.4",
    "models_of_anthropic": True,
    "responses_socket": ["hello there", "and again"],
    "realtime_socket": ["session.created", "sandbox/echo"],
    "after_two_refusals": ["hello there", "hello there"],
    "after_an_unpaid_one": [402, 402],
}
JAVASCRIPT_VALUES = {
    "chat": ["hello there", "stop", 6],
    "chat_stream": ["hello there", 6],
    "chat_helper": ["hello there", "stop"],
    "responses": ["hello there", "completed", 6],
    "responses_helper": ["hello there", "hello there"],
    "messages": ["hello there", "end_turn", 3],
    "messages_helper": ["hello there", "hello there", "end_turn", 3],
    "messages_tool": ["tool_use", "Bash", ["command", "description"]],
    "count_tokens": 3,
    "embeddings": [[1536, 1536], 5],
    "images": [PNG, PNG],
    "models": [True, True],
    "responses_socket": "hello there",
}
NEEDED = {
    "chat": {"choices", "choices/0/message", "usage"},
    "chat_stream": {"chunk/choices/0/delta"},
    "chat_helper": {"chunk/choices", "chunk/choices/0/index", "chunk/choices/0/delta"},
    "responses": {"output", "output/0/content"},
    "responses_stream": {"response.output_text.delta/delta", "response.completed/response"},
    "responses_helper": {
        "response.created",
        "response.created/response/id",
        "response.in_progress/response/id",
        "response.output_item.added",
        "response.output_item.added/item/type",
        "response.output_item.added/item/id",
        "response.output_item.added/item/content",
        "response.output_item.added/output_index",
        "response.content_part.added",
        "response.content_part.added/part/type",
        "response.content_part.added/part/text",
        "response.content_part.added/output_index",
        "response.output_text.delta/output_index",
        "response.output_text.delta/content_index",
        "response.output_item.done/item/id",
        "response.output_item.done/item/type",
        "response.completed",
        "response.completed/response/id",
    },
    "messages": {"content", "usage"},
    "messages_helper": {
        "message_start",
        "message_start event line",
        "message_start/message/content",
        "message_start/message/usage",
        "content_block_start",
        "content_block_start event line",
        "content_block_start/content_block/text",
        "content_block_delta/index",
        "content_block_stop/index",
        "message_delta/delta",
        "message_delta/usage",
    },
    "embeddings": {"data"},
    "images": {"data/0"},
    "images_edit": {"data"},
    "models_of_anthropic": {"has_more"},
}
"""What the Python SDKs cannot do without (openai 3.52.0, anthropic 2.11.0); `has_more` they would ask for for ever."""


@pytest.fixture(scope="module")
def sdks() -> Sdks:
    """The SDKs, or the reason why the tests do not run; a failure where they are required."""
    found = find_sdks(os.environ, Path.home())
    if isinstance(found, Sdks):
        return found
    if os.environ.get(REQUIRE_VARIABLE) == "1":
        pytest.fail(f"{REQUIRE_VARIABLE}=1, but {found}", pytrace=False)
    pytest.skip(f"NOT RUN: {found}")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxAddress]:
    with running(tmp_path_factory.mktemp("sdks") / "sandbox") as address:
        yield address


@pytest.fixture(scope="module")
def key(box: SandboxAddress) -> str:
    headers = {"authorization": f"Bearer {box.account_token.reveal()}"}
    made = httpx.post(f"{box.management_url}/keys", headers=headers, json={"name": "sdks"}, trust_env=False)
    return made.json()["value"]


@pytest.fixture(scope="module")
def python_calls(sdks: Sdks, box: SandboxAddress, key: str):
    return run_calls([sdks.python, FOLDER / "sdk_calls.py", box.url], key=key)


@pytest.fixture(scope="module")
def javascript_calls(sdks: Sdks, box: SandboxAddress, key: str):
    return run_calls([sdks.node, FOLDER / "sdk_calls.mjs", box.url, sdks.folder], key=key)


@pytest.fixture(scope="module")
def deletions(sdks: Sdks, box: SandboxAddress, key: str):
    return run_calls([sdks.python, FOLDER / "sdk_deletions.py", box.url], key=key)


@pytest.mark.parametrize("call", PYTHON_VALUES)
def test_a_python_program_reads_what_it_expects(python_calls, call):
    assert python_calls[call] == {"value": PYTHON_VALUES[call]}


@pytest.mark.parametrize("call", JAVASCRIPT_VALUES)
def test_a_javascript_program_reads_what_it_expects(javascript_calls, call):
    assert javascript_calls[call] == {"value": JAVASCRIPT_VALUES[call]}


def test_no_call_is_made_that_nobody_judges(python_calls, javascript_calls):
    assert (set(python_calls), set(javascript_calls)) == (set(PYTHON_VALUES), set(JAVASCRIPT_VALUES))


@pytest.mark.parametrize("call", NEEDED)
def test_what_an_sdk_cannot_do_without_is_there_and_its_absence_would_be_noticed(deletions, call):
    """Deleting what is not there deletes nothing: so each of these stands in the sandbox's answer, and matters."""
    assert NEEDED[call] - set(deletions[call]["throws"]) == set()


def test_every_call_depends_on_what_it_is_answered(deletions):
    """A call whose value survives every deletion would prove nothing."""
    assert [call for call, found in deletions.items() if not (found["throws"] or found["differs"])] == []
    assert set(PYTHON_VALUES) - set(deletions) == {
        "responses_socket",
        "realtime_socket",
        "after_two_refusals",
        "after_an_unpaid_one",
    }
