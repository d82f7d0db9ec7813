"""A test from its first attempt to its last, with every attempt told."""

import asyncio
import time
from datetime import UTC, datetime

import pytest
from recorded_answers import CHAT, wish
from scripted_server import LAST_CHUNK, Served, chunk, head, listening, play, read_request

from smartaipi_cli.probe.attempts import Ports, attempt
from smartaipi_cli.probe.network import Network
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.retries import Again, Policy, Stop, WithFallback
from smartaipi_cli.probe.story import TextPiece

GOOD = [
    head(content_type="text/event-stream", transfer_encoding="chunked"),
    *(chunk(data.replace(b"wanted", b"m")) for data in CHAT),
    LAST_CHUNK,
]
CUT = GOOD[:5]


def refused(status, **headers):
    return [head(f"{status} No", content_length="2", **headers), b"{}"]


def attempts_on(answers, **more):
    """What became of a test whose requests are answered so, one after the other."""
    waits, told, pieces, served = [], [], [], Served()

    async def pause(seconds):
        waits.append(seconds)

    async def handle(reader, writer):
        served.requests.append(await read_request(reader))
        await play(answers[len(served.requests) - 1], served, reader, writer)

    async def main():
        ports = Ports(pause=pause, draw=lambda: 0.5, now=lambda: datetime(2026, 11, 21, tzinfo=UTC))
        async with listening(handle, served, None):
            return await attempt(
                Network(clock=time.monotonic_ns),
                ports,
                PROTOCOLS["chat"],
                wish(f"{served.url}/v1", model="m"),
                policy=Policy(),
                on_attempt=told.append,
                on_piece=pieces.append,
                **more,
            )

    attempts = asyncio.run(main())
    assert tuple(told) == attempts
    return attempts, waits, served, pieces


def test_an_answer_at_once_is_one_attempt_and_told_live():
    attempts, waits, _, pieces = attempts_on([GOOD])

    assert [done.verdict.code for done in attempts] == ["answered"]
    assert waits == []
    assert [piece.text for piece in pieces if isinstance(piece, TextPiece)] == ["o", "k"]


def test_what_passes_is_tried_again_after_the_wait_that_was_asked_for():
    attempts, waits, _, _ = attempts_on([refused(429, retry_after="2"), refused(503), GOOD])

    assert [done.verdict.code for done in attempts] == ["rate-limited", "gateway-failed", "answered"]
    assert [type(done.decision) for done in attempts] == [Again, Again, Stop]
    assert waits == [2.0, 0.5]


def test_the_other_model_gets_attempts_of_its_own():
    attempts, _, served, _ = attempts_on([refused(503)] * 7 + [GOOD], fallback_model="other")

    assert [done.model for done in attempts] == ["m"] * 4 + ["other"] * 4
    assert [done.number for done in attempts] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert isinstance(attempts[3].decision, WithFallback)
    assert b'"model": "other"' in served.requests[4]


@pytest.mark.parametrize("answer", [refused(402), CUT], ids=["refused for good", "cut after a token"])
def test_what_would_not_help_is_not_done(answer):
    attempts, waits, served, _ = attempts_on([answer])

    assert (len(attempts), waits, len(served.requests)) == (1, [], 1)


def test_it_ends_when_nothing_is_left():
    attempts, _, _, _ = attempts_on([refused(500)] * 4)

    assert len(attempts) == 4
    assert isinstance(attempts[-1].decision, Stop)
