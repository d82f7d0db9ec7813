"""Whole answers of each protocol, as events and as recordings, for tests that take something away from them."""

import json
from dataclasses import replace

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.probe.evidence import gather
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.recording import Arrival, Ending, Recording, Stages
from smartaipi_cli.probe.wish import Wish

KEY = Secret("sk-test-canary0123")
MS = 1_000_000


def named(name, **data):
    return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()


def chat_chunk(delta=None, finish=None, **more):
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    return f"data: {json.dumps({'model': 'wanted', 'choices': choices, **more})}\n\n".encode()


CHAT = (
    chat_chunk({"role": "assistant", "content": ""}),
    chat_chunk({"reasoning_content": "hm"}),
    chat_chunk({"content": "o"}),
    chat_chunk({"content": "k"}),
    chat_chunk({}, "stop"),
    chat_chunk(
        usage={
            "prompt_tokens": 9,
            "completion_tokens": 4,
            "completion_tokens_details": {"reasoning_tokens": 1},
        }
    ),
    b"data: [DONE]\n\n",
)
RESPONSES = (
    named("response.created", response={"id": "r"}),
    named("response.reasoning_summary_text.delta", delta="hm"),
    named("response.output_text.delta", delta="o"),
    named("response.output_text.delta", delta="k"),
    named(
        "response.completed",
        response={
            "model": "wanted",
            "status": "completed",
            "usage": {
                "input_tokens": 9,
                "output_tokens": 4,
                "output_tokens_details": {"reasoning_tokens": 1},
            },
        },
    ),
)
MESSAGES = (
    named("message_start", message={"model": "wanted", "usage": {"input_tokens": 9, "output_tokens": 1}}),
    named("ping"),
    named("content_block_delta", delta={"type": "thinking_delta", "thinking": "hm"}),
    named("content_block_delta", delta={"type": "text_delta", "text": "o"}),
    named("content_block_delta", delta={"type": "text_delta", "text": "k"}),
    named("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 4}),
    named("message_stop"),
)
STREAMS = {"chat": CHAT, "responses": RESPONSES, "messages": MESSAGES}


def recorded(events, *, gap_ms=10, **more):
    """A recording of these pieces, the first 50 ms after the start and each `gap_ms` after the one before."""
    arrivals = tuple(
        Arrival((50 + gap_ms * number) * MS, data.encode() if isinstance(data, str) else data)
        for number, data in enumerate(events)
    )
    last = arrivals[-1].at_ns if arrivals else 50 * MS
    plain = Recording(
        method="POST",
        url="https://gw.test/v1/chat/completions",
        stages=Stages(started=0, tcp=5 * MS, sent=6 * MS, first_byte=40 * MS, last_byte=last, end=last),
        ending=Ending.COMPLETE,
        status=200,
        headers=(("content-type", "text/event-stream"),),
        arrivals=arrivals,
    )
    return replace(plain, **more)


def evidence_of(protocol, recording, model="wanted"):
    return gather(recording, PROTOCOLS[protocol], model)


def wish(base_url="https://gw.test/v1", model="wanted", **more):
    return Wish(base_url=base_url, model=model, key=KEY, **more)
