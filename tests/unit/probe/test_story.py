"""Every protocol tells the same story in its own words, and each request is what its clients send."""

import base64
import json
import struct

import pytest
from recorded_answers import KEY, STREAMS, evidence_of, named, recorded, wish

from smartaipi_cli.probe.dialogue import Hear, Say
from smartaipi_cli.probe.protocols import realtime, websocket
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.story import (
    Delivered,
    Failed,
    ReasoningPiece,
    TextPiece,
    ToolPiece,
    Unreadable,
    UsageTold,
)


def story_of(protocol, events, **more):
    return evidence_of(protocol, recorded(events, **more)).story


@pytest.mark.parametrize("protocol", STREAMS)
def test_the_streams_of_all_protocols_tell_one_story(protocol):
    story = story_of(protocol, STREAMS[protocol])

    assert [type(piece) for piece in story.tokens()] == [ReasoningPiece, TextPiece, TextPiece]
    assert (story.text, story.model, story.is_finished) == ("ok", "wanted", True)
    assert (story.usage.input_tokens, story.usage.output_tokens) == (9, 4)
    assert list(story.unreadable()) == []


CALLS = {
    "chat": [
        b'data: {"choices": [{"delta": {"tool_calls": [{"function": {"name": "f", "arguments": ""}}]}}]}\n\n',
        b'data: {"choices": [{"delta": {"tool_calls": [{"function": {"arguments": "{}"}}]}}]}\n\n',
    ],
    "responses": [
        named("response.output_item.added", item={"type": "function_call", "name": "f"}),
        named("response.function_call_arguments.delta", delta="{}"),
    ],
    "messages": [
        named("content_block_start", content_block={"type": "tool_use", "name": "f"}),
        named("content_block_delta", delta={"type": "input_json_delta", "partial_json": "{}"}),
    ],
}


@pytest.mark.parametrize("protocol", CALLS)
def test_a_tool_call_is_told_by_its_name_and_its_arguments(protocol):
    pieces = story_of(protocol, CALLS[protocol], gap_ms=0).pieces

    at_ns = pieces[0].at_ns
    assert pieces == (ToolPiece(at_ns, name="f"), ToolPiece(at_ns, arguments="{}"))


ERRORS = {
    "chat": b'data: {"error": {"message": "no", "code": "x"}}\n\n',
    "chat, text": b'data: {"error": "no"}\n\n',
    "responses": named("error", message="no", code="x"),
    "responses, nested": named("error", status=429, error={"message": "no", "code": "x"}),
    "responses, failed": named("response.failed", response={"error": {"message": "no", "code": "x"}}),
    "messages": named("error", error={"message": "no", "type": "x"}),
}


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_inside_a_stream_is_told(case):
    failure = story_of(case.partition(",")[0], [ERRORS[case]]).failure

    assert isinstance(failure, Failed)
    assert failure.message == "no"


def test_claude_needs_the_names_of_events_and_the_others_do_not():
    nameless = [data.partition(b"\n")[2] for data in STREAMS["messages"]]

    assert [piece.text for piece in story_of("messages", nameless).unreadable()] == [
        "the event has no `event:` line, which Anthropic's library needs"
    ]
    assert not list(
        story_of("responses", [data.partition(b"\n")[2] for data in STREAMS["responses"]]).unreadable()
    )


def test_what_claude_reads_from_its_cache_counts_as_input():
    usage = {"input_tokens": 1, "cache_read_input_tokens": 20, "cache_creation_input_tokens": 300}

    story = story_of("messages", [named("message_start", message={"usage": usage})])

    assert story.usage == UsageTold(story.usage.at_ns, input_tokens=321, cached_tokens=20)


VECTOR = base64.b64encode(struct.pack("<3f", 1, 2, 3)).decode()
WHOLE = {
    "count-tokens": ({"input_tokens": 7}, [("input tokens", 7)]),
    "embeddings": ({"data": [{"embedding": VECTOR}]}, [("numbers of a vector", 3)]),
    "embeddings ": ({"data": [{"embedding": [0.5, 0.5]}]}, [("numbers of a vector", 2)]),
    "images": ({"data": [{"b64_json": "aGVsbG8="}]}, [("bytes of an image", 5)]),
    "images ": ({"data": [{"url": "https://gw.test/i.png"}]}, [("image by its address", 1)]),
    "models": ({"data": [{"id": "a"}, {"id": "b"}]}, [("models", 2)]),
}


@pytest.mark.parametrize("case", WHOLE)
def test_an_answer_in_one_piece_tells_what_it_delivers(case):
    body, expected = WHOLE[case]
    text = json.dumps(body)

    story = story_of(case.strip(), [text[:9], text[9:]])

    delivered = [piece for piece in story.pieces if isinstance(piece, Delivered)]
    assert [(piece.unit, piece.amount) for piece in delivered] == expected
    assert story.is_finished


NOT_WHOLE = {
    "count-tokens": {},
    "embeddings": {"data": [{"embedding": "abc"}]},
    "embeddings ": {"data": []},
    "images": {"data": [{}]},
    "images ": {"created": 1},
    "models": {"object": "list"},
    "models ": {"data": [], "last_id": None},
}


@pytest.mark.parametrize("case", NOT_WHOLE)
def test_an_answer_without_what_was_asked_for_is_unreadable(case):
    story = story_of(case.strip(), [json.dumps(NOT_WHOLE[case])])

    assert any(isinstance(piece, Unreadable) for piece in story.pieces)


PATHS = {
    "chat": "POST https://gw.test/v1/chat/completions",
    "responses": "POST https://gw.test/v1/responses",
    "messages": "POST https://gw.test/v1/v1/messages?beta=true",
    "count-tokens": "POST https://gw.test/v1/v1/messages/count_tokens?beta=true",
    "embeddings": "POST https://gw.test/v1/embeddings",
    "images": "POST https://gw.test/v1/images/generations",
    "image-edits": "POST https://gw.test/v1/images/edits",
    "models": "GET https://gw.test/v1/models",
    "websocket": "GET wss://gw.test/v1/responses",
    "realtime": "GET wss://gw.test/v1/realtime?model=a%2Fb",
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_request_goes_to_its_path_and_carries_the_key_in_the_headers_asked_for_alone(protocol):
    request = PROTOCOLS[protocol].encode(wish(model="a/b", styles=("bearer", "x-api-key")))

    revealed = [name for name, value in request.revealed_headers() if KEY.reveal() in value]
    assert f"{request.method} {request.url}" == PATHS[protocol]
    assert sorted(revealed) == ["authorization", "x-api-key"]
    assert KEY.reveal() not in f"{request}{request.body}{request.masked_headers()}"


@pytest.mark.parametrize("protocol", [name for name in PROTOCOLS if name not in {"models", "image-edits"}])
def test_what_is_wished_besides_goes_over_the_body(protocol):
    wished = wish(extra_body={"model": "other", "user": "me"}, frame="flat")
    if PROTOCOLS[protocol].converse:
        said = next(step for step in steps_of(PROTOCOLS[protocol].converse(wished)) if isinstance(step, Say))
        body = json.loads(said.text)
    else:
        body = json.loads(PROTOCOLS[protocol].encode(wished).body)

    assert (body["model"], body["user"]) == ("other", "me")


def test_an_edit_is_a_form_with_one_image():
    request = PROTOCOLS["image-edits"].encode(wish(image=b"\x89PNG one", prompt="a cat"))

    boundary = dict(request.revealed_headers())["content-type"].partition("boundary=")[2]
    parts = request.body.split(f"--{boundary}".encode())
    assert [b"PNG one" in part for part in parts].count(True) == 1
    assert parts[0] == b""
    assert parts[-1] == b"--\r\n"
    assert b'name="prompt"\r\n\r\na cat\r\n' in request.body


def steps_of(dialogue, *heard):
    """What a dialogue does when it hears these frames and then nothing."""
    steps = [next(dialogue)]
    answers = list(heard)
    try:
        while True:
            answer = (answers.pop(0) if answers else None) if isinstance(steps[-1], Hear) else None
            steps.append(dialogue.send(answer))
    except StopIteration:
        return steps


def said(steps):
    return [json.loads(step.text) for step in steps if isinstance(step, Say)]


BAD_FRAME = json.dumps({"type": "error", "status": 400, "error": {"message": "what?"}})
DONE = json.dumps({"type": "response.completed", "response": {}})


@pytest.mark.parametrize(
    ("frame", "heard", "forms"),
    [
        ("auto", (DONE,), ["wrapped"]),
        ("auto", (BAD_FRAME, DONE), ["wrapped", "flat"]),
        ("auto", (json.dumps({"type": "error", "status": 402}),), ["wrapped"]),
        ("auto", (), ["wrapped"]),
        ("flat", (BAD_FRAME,), ["flat"]),
        ("wrapped", (BAD_FRAME,), ["wrapped"]),
    ],
    ids=["understood", "not understood", "refused for another reason", "closed", "only flat", "only wrapped"],
)
def test_the_other_form_of_frame_is_tried_when_the_first_was_not_understood(frame, heard, forms):
    frames = said(steps_of(websocket.converse(wish(frame=frame)), *heard))

    assert ["wrapped" if "response" in data else "flat" for data in frames] == forms


@pytest.mark.parametrize(
    ("greeting", "kinds"),
    [
        (json.dumps({"type": "session.created"}), ["conversation.item.create", "response.create"]),
        (None, ["response.create"]),
        (json.dumps({"type": "error"}), []),
    ],
    ids=["greets", "says nothing", "refuses"],
)
def test_realtime_asks_in_the_dialect_of_the_greeting(greeting, kinds):
    frames = said(steps_of(realtime.converse(wish()), greeting, DONE))

    assert [data["type"] for data in frames] == kinds
