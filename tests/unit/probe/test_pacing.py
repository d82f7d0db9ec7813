"""When requests start, by a clock that is moved by hand; and what a spending limit lets through."""

import asyncio

import pytest

from smartaipi_cli.domain.catalogue import Price
from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError
from smartaipi_cli.probe.load import Load
from smartaipi_cli.probe.pacing import ask_by_the_clock, ask_in_turn, watch_lag
from smartaipi_cli.probe.spending import Spending, dearest_cost
from smartaipi_cli.probe.trials import Trial
from smartaipi_cli.probe.verdict import Verdict

MS = 1_000_000
CENT = Money.from_cents(1)


class Time:
    """A clock that moves when somebody waits."""

    def __init__(self):
        self.now_ns = 0

    def clock(self):
        return self.now_ns

    async def pause(self, seconds):
        self.now_ns += round(seconds * 1e9)
        for _ in range(10):  # lets everything run that can
            await asyncio.sleep(0)


def test_a_closed_loop_starts_one_when_one_is_over():
    time, open_now, most, asked = Time(), 0, 0, []

    async def ask(number, due_ns):
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        asked.append(number)
        await asyncio.sleep(0)
        open_now -= 1

    asyncio.run(ask_in_turn(Load(requests=7, concurrency=3), ask, clock=time.clock, may_start=lambda: True))

    assert (sorted(asked), most) == (list(range(7)), 3)


def test_an_open_loop_starts_by_the_clock_and_drops_what_has_no_place():
    time, due, dropped = Time(), [], []

    async def ask(number, due_ns):
        due.append((number, due_ns // MS))
        if number == 1:
            await asyncio.Event().wait()  # a request that never ends

    async def main():
        is_dropped = asyncio.Event()

        def drop(number):
            dropped.append(number)
            if len(dropped) == 2:
                is_dropped.set()

        running = asyncio.create_task(
            ask_by_the_clock(
                Load(requests=4, concurrency=1),
                100,
                ask,
                clock=time.clock,
                pause=time.pause,
                may_start=lambda: True,
                on_drop=drop,
            )
        )
        await is_dropped.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        return asyncio.all_tasks() - {asyncio.current_task()}

    left = asyncio.run(main())

    assert (due, dropped) == ([(0, 0), (1, 10)], [2, 3])
    assert left == set()


@pytest.mark.parametrize("is_open", [False, True], ids=["closed", "open"])
def test_an_error_ends_the_loop_and_whatever_runs_beside_it(is_open):
    time, begun = Time(), []

    async def ask(number, due_ns):
        begun.append(number)
        if number == 1:
            raise UserError("usage", "no")
        await asyncio.Event().wait()

    async def main():
        load = Load(requests=3, concurrency=3)
        if not is_open:
            await ask_in_turn(load, ask, clock=time.clock, may_start=lambda: True)
        else:
            await ask_by_the_clock(
                load,
                1000,
                ask,
                clock=time.clock,
                pause=time.pause,
                may_start=lambda: True,
                on_drop=begun.append,
            )

    with pytest.raises(UserError):
        asyncio.run(main())

    assert begun == [0, 1, 2]


def test_lag_is_what_a_pause_takes_longer_than_it_should():
    time, lags = Time(), []

    async def slow(seconds):
        if len(lags) == 3:
            raise asyncio.CancelledError
        await time.pause(seconds + 0.003)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(watch_lag(lags, clock=time.clock, pause=slow))

    assert lags == [3 * MS] * 3


def over(cost, code="answered"):
    return Trial(
        number=0, due_s=0, started_s=0, ended_s=1, verdicts=(Verdict(code=code, sentence=""),), cost=cost
    )


def test_no_request_starts_that_could_pass_the_limit():
    spending = Spending(limit=Money.from_cents(5), reserve=CENT)

    assert spending.allows(4, lambda: 4)
    assert not spending.allows(5, lambda: 5)
    assert spending.is_exhausted


def test_what_was_cheaper_than_reserved_makes_room_for_more():
    spending = Spending(limit=Money.from_cents(5), reserve=CENT)

    def settle():
        for _ in range(4):
            spending.take(over(Money.from_micros(100)))
        return 1

    assert spending.allows(5, settle)
    assert not spending.is_exhausted


def test_a_gateway_that_ignores_the_token_limit_raises_what_is_reserved():
    spending = Spending(limit=Money.from_cents(5), reserve=CENT)

    spending.take(over(Money.from_cents(3)))

    assert not spending.allows(0, lambda: 0)


def test_a_request_that_never_told_its_tokens_counts_as_the_dearest():
    spending = Spending(limit=Money.from_cents(5), reserve=Money.from_cents(2))

    spending.take(over(None, "gateway-truncated"))

    assert spending.spent == Money.from_cents(2)


@pytest.mark.parametrize(
    "spending",
    [Spending(limit=None, reserve=CENT), Spending(limit=CENT, reserve=None)],
    ids=["limit", "price"],
)
def test_without_a_limit_or_a_price_nothing_is_refused(spending):
    assert spending.allows(10_000, lambda: pytest.fail("nothing is to be settled"))


def test_the_dearest_request_has_every_byte_a_token_and_all_tokens_of_the_answer():
    price = Price(model="m", input=Money.from_cents(100), output=Money.from_cents(1000))

    assert dearest_cost(price, "x" * 936, 1000) == Money.from_micros(11_000)
    assert dearest_cost(None, "x", 1) is None
