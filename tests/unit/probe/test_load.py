"""Many requests beside each other: how many at a time, when each was due, and whose fault a delay is."""

import asyncio
import time

import pytest
from recorded_answers import CHAT, MS, wish
from scripted_server import LAST_CHUNK, NEXT, chunk, head, serving

from smartaipi_cli.errors import UserError
from smartaipi_cli.probe.load import Load, is_client_limited, run_load
from smartaipi_cli.probe.network import Network
from smartaipi_cli.probe.protocols.registry import PROTOCOLS

ANSWER = [
    head(content_type="text/event-stream", transfer_encoding="chunked"),
    chunk(b"".join(CHAT)),
    LAST_CHUNK,
]
SLOW = [0.05, *ANSWER]


def run(script, load, **more):
    async def main():
        async with serving(script) as served:
            return served, await run_load(
                Network(clock=time.monotonic_ns),
                load,
                lambda number: PROTOCOLS["chat"].encode(wish(f"{served.url}/v1", prompt=f"nonce {number}")),
                pause=asyncio.sleep,
                **more,
            )

    return asyncio.run(main())


def most_at_once(samples):
    stages = [sample.capture.recording().stages for sample in samples]
    return max(sum(other.started <= each.started < other.end for other in stages) for each in stages)


def test_a_closed_loop_has_so_many_at_a_time_and_no_more():
    served, done = run(SLOW, Load(requests=6, concurrency=2, is_kept=False))

    assert sorted(sample.number for sample in done.samples) == list(range(6))
    assert most_at_once(done.samples) == 2
    assert served.connections == 6
    assert len({request.partition(b"nonce")[2] for request in served.requests}) == 6


def test_connections_are_used_again_when_they_are_kept():
    served, done = run([*ANSWER, NEXT, *ANSWER, NEXT, *ANSWER], Load(requests=3))

    assert served.connections == 1
    assert [sample.capture.is_reused for sample in done.samples] == [False, True, True]


def test_an_open_loop_starts_by_the_clock_and_not_by_the_answers():
    _, done = run(SLOW, Load(requests=4, concurrency=10, rate_per_s=100, is_kept=False))

    due = sorted(sample.due_ns for sample in done.samples)
    assert [round((moment - due[0]) / MS) for moment in due] == [0, 10, 20, 30]
    assert most_at_once(done.samples) > 1
    assert all(sample.capture.marks["started"] >= sample.due_ns for sample in done.samples)


def test_an_open_loop_drops_what_has_no_place():
    _, done = run([0.3, *ANSWER], Load(requests=4, concurrency=1, rate_per_s=100))

    assert [sample.number for sample in done.samples] == [0]
    assert done.dropped == (1, 2, 3)


@pytest.mark.parametrize("rate", [None, 1000])
def test_nothing_is_started_once_it_may_not_be(rate):
    allowed = iter([True, True, False, False, False, False])

    _, done = run(
        ANSWER,
        Load(requests=5, rate_per_s=rate, concurrency=5 if rate else 1),
        may_start=lambda: next(allowed),
    )

    assert len(done.samples) == 2


@pytest.mark.parametrize(
    ("lag_ms", "gap_ms", "cpu_share", "expected"),
    [(1, 20, 0.5, False), (3, 20, 0.5, True), (4, 100, 0.5, False), (6, 100, 0.5, True), (0, 20, 0.9, True)],
    ids=["fine", "a tenth of the gap", "less than a tenth", "over 5 ms", "a busy core"],
)
def test_a_client_that_is_too_slow_itself_says_so(lag_ms, gap_ms, cpu_share, expected):
    assert is_client_limited([lag_ms * MS] * 10, gap_ms * MS, cpu_share) is expected


def test_our_own_lag_is_sampled_all_the_time():
    _, done = run([0.2, *ANSWER], Load(requests=1))

    assert len(done.lags_ns) >= 3


@pytest.mark.parametrize("rate", [None, 1000])
def test_an_address_that_cannot_be_used_is_an_error_and_no_sample(rate):
    load = Load(requests=3, rate_per_s=rate)

    with pytest.raises(UserError):
        asyncio.run(
            run_load(
                Network(clock=time.monotonic_ns),
                load,
                lambda _: PROTOCOLS["chat"].encode(wish("gw.test")),
                pause=asyncio.sleep,
            )
        )
