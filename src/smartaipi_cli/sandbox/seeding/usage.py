"""The requests of a made-up history, oldest first. Pure: the same wish and seed give the same requests."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from random import Random
from typing import Final, NamedTuple

from smartaipi_cli.sandbox.catalogue import Model
from smartaipi_cli.sandbox.events import Usage
from smartaipi_cli.sandbox.pricing import cost_micros
from smartaipi_cli.sandbox.seeding import habits

DAY_S: Final = 86_400
_HOUR_S: Final = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedWish:
    """How much history is wanted; it ends where the account's own begins."""

    records: int
    keys: int
    days: int


class SeededRequest(NamedTuple):
    """One request; `key` is the number of its key. Tokens as in a usage record."""

    time: int
    key: int
    model: Model
    endpoint: str
    is_priority: bool
    is_streamed: bool
    status: str
    error_code: str | None
    usage: Usage
    cost_micros: int
    duration_ms: int | None
    first_token_ms: int | None


def plan_requests(wish: SeedWish, *, seed: str, end_s: int) -> Iterator[SeededRequest]:
    """Exactly so many requests in the days before `end_s`, in the order of time."""
    random = Random(f"{seed}/{wish.records}/{wish.keys}/{wish.days}")  # noqa: S311  # a history, no secret
    start_s = end_s - wish.days * DAY_S
    for day, count in enumerate(counts_by_day(wish, start_s)):
        yield from _requests_of(random, wish, start_s + day * DAY_S, count)


def counts_by_day(wish: SeedWish, start_s: int) -> list[int]:
    """How many requests each day has; they add up to the wish."""
    weights = [_weight(start_s + day * DAY_S, day / wish.days) for day in range(wish.days)]
    bounds = [round(wish.records * share / sum(weights)) for share in accumulate(weights)]
    bounds[-1] = wish.records  # the sum of fractions may end a hair beside the whole
    return [bound - before for before, bound in zip([0, *bounds], bounds, strict=False)]


def _weight(day_s: int, share_passed: float) -> float:
    is_weekend = datetime.fromtimestamp(day_s, UTC).weekday() >= 5
    return (1 + (habits.GROWTH - 1) * share_passed) * (habits.WEEKEND if is_weekend else 1)


def _requests_of(random: Random, wish: SeedWish, day_s: int, count: int) -> Iterator[SeededRequest]:
    times = sorted(
        _at_hour(day_s, hour, random.randrange(_HOUR_S))
        for hour in random.choices(range(24), weights=habits.HOURS, k=count)
    )
    keys = random.choices(range(wish.keys), weights=_falling(wish.keys), k=count)
    models = random.choices(habits.MODELS, weights=_falling(len(habits.MODELS)), k=count)
    outcomes = random.choices(habits.OUTCOMES, weights=habits.OUTCOME_WEIGHTS, k=count)
    for time, key, model, (status, error_code) in zip(times, keys, models, outcomes, strict=True):
        yield _request(random, time, key, model, status, error_code)


def _at_hour(day_s: int, hour: int, second: int) -> int:
    # A day of the history may begin at any hour of a UTC day: the second moves on within it.
    return day_s + (hour * _HOUR_S + second - day_s) % DAY_S


def _falling(count: int) -> list[float]:
    return [1 / (position + 2) for position in range(count)]


def _request(  # noqa: PLR0913, PLR0917  # the draws of one request, from one place, a million times
    random: Random, time: int, key: int, model: Model, status: str, error_code: str | None
) -> SeededRequest:
    draw = random.random
    is_claude = model.id.startswith("claude-")
    is_priority = draw() * habits.PRIORITY_IN < 1
    is_streamed = draw() < 0.8
    if status == "blocked":
        usage, duration_ms, first_token_ms = Usage(input_tokens=0), None, None
    else:
        entered = 20 + int(random.expovariate(1 / habits.TYPICAL_INPUT))
        spoken = 1 + int(random.expovariate(1 / habits.TYPICAL_OUTPUT))
        cached = int(entered * habits.CACHED_SHARES[int(draw() * len(habits.CACHED_SHARES))])
        usage = Usage(
            input_tokens=entered,
            output_tokens=spoken,
            reasoning_tokens=0 if is_claude else spoken // 3,
            cached_input_tokens=cached,
        )
        first_token_ms = 150 + int(draw() * 900) if is_streamed else None
        duration_ms = 1_100 + spoken * 9
    return SeededRequest(
        time=time,
        key=key,
        model=model,
        endpoint=habits.CLAUDE_ENDPOINT if is_claude else habits.ENDPOINTS[time % 2],
        is_priority=is_priority,
        is_streamed=is_streamed,
        status=status,
        error_code=error_code,
        usage=usage,
        cost_micros=cost_micros(usage, model.price, is_priority=is_priority),
        duration_ms=duration_ms,
        first_token_ms=first_token_ms,
    )
