"""What is asked in a benchmark, and from when an answer's times count."""

import asyncio
import json
import time

import pytest
from recorded_answers import CHAT, MS, evidence_of, recorded, wish
from scripted_server import LAST_CHUNK, NEXT, chunk, head, serving

from smartaipi_cli.domain.catalogue import Price
from smartaipi_cli.domain.money import Money
from smartaipi_cli.probe.load import Load
from smartaipi_cli.probe.network import Network
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.race import Contender, Race
from smartaipi_cli.probe.spending import Spending
from smartaipi_cli.probe.trials import trial_of

PRICE = Price(model="wanted", input=Money.from_cents(100), output=Money.from_cents(200))
ANSWER = [
    head(content_type="text/event-stream", transfer_encoding="chunked"),
    chunk(b"".join(CHAT)),
    LAST_CHUNK,
]


def test_what_waited_for_its_start_counts_from_when_it_was_due():
    """Else a stall of the gateway would hide behind the requests that it kept from being sent."""
    evidence = evidence_of("chat", recorded(CHAT))

    in_time = trial_of(0, evidence, due_ns=0, begun_ns=-1000 * MS, price=None)
    late = trial_of(0, evidence, due_ns=-300 * MS, begun_ns=-1000 * MS, price=None)

    for name in ("ttfb_s", "ttft_s", "ttfr_s", "total_s"):
        assert getattr(late, name) == pytest.approx(getattr(in_time, name) + 0.3)
    assert (late.itl_s, late.gaps_s) == (in_time.itl_s, in_time.gaps_s)
    assert (late.due_s, late.started_s) == (pytest.approx(0.7), pytest.approx(1.0))


def test_a_request_costs_what_its_tokens_cost():
    """Nine in, four out."""
    trial = trial_of(0, evidence_of("chat", recorded(CHAT)), due_ns=0, begun_ns=0, price=PRICE)

    assert trial.cost == Money.from_micros(9 + 8)


def test_a_request_that_was_refused_costs_nothing_and_one_without_counts_is_not_known():
    refused = evidence_of("chat", recorded([b'{"error": {"message": "no"}}'], status=429))
    untold = evidence_of("chat", recorded(CHAT[:4]))

    assert trial_of(0, refused, due_ns=0, begun_ns=0, price=PRICE).cost == Money.zero()
    assert trial_of(0, untold, due_ns=0, begun_ns=0, price=PRICE).cost is None


def test_no_two_prompts_are_alike_and_no_warm_up_is_a_trial():
    """A cache would answer the second one; the mark comes first, where caches begin to compare."""
    served, race = raced(requests=3, warm_up=2)

    bodies = [body for request in served.requests if (body := request.partition(b"\r\n\r\n")[2])]
    prompts = [json.loads(body)["messages"][0]["content"] for body in bodies]
    assert len(set(prompts)) == 5
    assert all(prompt.startswith("[mark ") and prompt.endswith("] Say ok") for prompt in prompts)
    assert [trial.number for trial in race.trials[0]] == [0, 1, 2]
    assert len(race.warm_ups) == 2


def test_the_first_connection_is_measured_and_then_used_again():
    """The warm-up has one of its own."""
    served, race = raced(requests=3, warm_up=1)

    assert served.connections == 2
    assert [trial.is_reused for trial in race.trials[0]] == [False, True, True]


def test_progress_is_told_after_each_request():
    told = []

    raced(requests=3, warm_up=1, on_progress=lambda done, total: told.append((done, total)))

    assert told == [(1, 3), (2, 3), (3, 3)]


def raced(*, requests, warm_up, **more):
    """(server, race) of a race of one contender, when it is over."""

    async def main():
        async with serving([*ANSWER, NEXT] * 4 + ANSWER) as served:
            contender = Contender(
                label="one",
                protocol=PROTOCOLS["chat"],
                wish=wish(f"http://127.0.0.1:{served.port}/v1", prompt="Say ok"),
                network=Network(clock=time.monotonic_ns),
            )
            race = Race(
                contenders=(contender,),
                load=Load(requests=requests),
                spending=Spending(limit=None, reserve=None),
                nonce="mark",
                clock=time.monotonic_ns,
                cpu_s=lambda: 0.0,
                pause=asyncio.sleep,
                **more,
            )
            assert await race.warm_up(warm_up) is None
            await race.run()
            race.close()
            race.settle()
        return served, race

    return asyncio.run(main())
