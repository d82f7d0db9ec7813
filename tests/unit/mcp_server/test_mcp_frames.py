"""Each line that is no message is refused with the id of the request that it may have been: nobody waits for ever."""

import json

import pytest

from smartaipi_cli.mcp_server.frames import MOST_BYTES, Message, Refused, read_frame, refusal

PARSE, INVALID = -32700, -32600
CALL = {"jsonrpc": "2.0", "id": 7, "method": "tools/list"}

NO_MESSAGES = {
    "no JSON": (b"hello", PARSE, None),
    "half a JSON": (b'{"jsonrpc":"2.0","id":7', PARSE, None),
    "no UTF-8": (b'{"jsonrpc":"2.0","id":7,"method":"\xff\xfe"}', PARSE, None),
    "UTF-16": (json.dumps(CALL).encode("utf-16"), PARSE, None),
    "too deep": (b"[" * 200_000, PARSE, None),
    "too long a number": (b'{"id":' + b"9" * 10_000 + b"}", PARSE, None),
    "a number": (b"42", INVALID, None),
    "null": (b"null", INVALID, None),
    "a batch": (json.dumps([CALL, CALL]).encode(), INVALID, None),
    "an empty object": (b"{}", INVALID, None),
    "no version": (b'{"id":7,"method":"ping"}', INVALID, 7),
    "another version": (b'{"jsonrpc":"1.0","id":"a","method":"ping"}', INVALID, "a"),
    "a number for a method": (b'{"jsonrpc":"2.0","id":7,"method":5}', INVALID, 7),
    "a list of parameters": (b'{"jsonrpc":"2.0","id":7,"method":"ping","params":[1]}', INVALID, 7),
    "a text for parameters": (b'{"jsonrpc":"2.0","id":7,"method":"ping","params":"x"}', INVALID, 7),
    "no id where one is": (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', INVALID, None),
    "a fraction for an id": (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', INVALID, None),
    "a flag for an id": (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', INVALID, None),
    "an object for an id": (b'{"jsonrpc":"2.0","id":{},"method":"ping"}', INVALID, None),
    "nothing to do": (b'{"jsonrpc":"2.0","id":7}', INVALID, 7),
    "too long": (b" " * (MOST_BYTES + 1), INVALID, None),
}


@pytest.mark.parametrize(("line", "code", "identifier"), NO_MESSAGES.values(), ids=NO_MESSAGES)
def test_what_is_no_message_is_refused(line, code, identifier):
    frame = read_frame(line)

    assert isinstance(frame, Refused)
    answer = json.loads(refusal(frame))
    assert (answer["jsonrpc"], answer["id"], answer["error"]["code"]) == ("2.0", identifier, code)
    assert answer["error"]["message"]


@pytest.mark.parametrize(
    ("content", "identifier"),
    [
        pytest.param(CALL, 7, id="request"),
        pytest.param({**CALL, "id": "seven", "params": {"a": [1]}}, "seven", id="request with parameters"),
        pytest.param({"jsonrpc": "2.0", "method": "notifications/initialized"}, None, id="notification"),
        pytest.param({"jsonrpc": "2.0", "id": 7, "result": {}}, None, id="answer"),
    ],
)
def test_a_message_is_read_with_the_id_of_whoever_waits(content, identifier):
    assert read_frame(json.dumps(content).encode()) == Message(identifier, content)


def test_a_megabyte_of_arguments_is_a_message():
    content = {**CALL, "params": {"text": "x" * 1_000_000}}

    assert read_frame(json.dumps(content).encode()) == Message(7, content)
