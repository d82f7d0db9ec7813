"""What many trials come to: percentiles where there are enough of them, shares, rates, a histogram."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from smartaipi_cli.domain.money import Money
from smartaipi_cli.probe.timing import percentile
from smartaipi_cli.probe.trials import Trial

NEEDED: Final[Mapping[str, int]] = {"p50": 1, "p90": 10, "p95": 20, "p99": 100}
"""Percentile to the number of samples below which it would be the largest one under another name."""

METRICS: Final = ("ttfb", "ttft", "ttfr", "itl", "icl", "total")
LIMITED: Final = ("ttfb", "ttft", "itl", "total")
"""The metrics that one request has one of, and that a goodput limit can be set on."""

LATE_S: Final = 0.005
"""A request that started so long after it was due was started late."""

MOST_BINS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How values are spread, by nearest rank; a percentile is None when there are too few of them."""

    count: int
    mean: float
    min: float
    max: float
    p50: float
    p90: float | None = None
    p95: float | None = None
    p99: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run came to; times in seconds, shares from 0 to 1, rates None when no time passed.

    `failed` and `flawed` are verdict codes with how often each was given; `first` and `reused` are the TTFT on
    new and on kept connections; `goodput` is None without limits; `cost` when some request's is not known.
    """

    requests: int
    answered: int
    failed: Mapping[str, int] = field(default_factory=dict)
    flawed: Mapping[str, int] = field(default_factory=dict)
    dropped: int = 0
    late: int = 0
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    first: Spread | None = None
    reused: Spread | None = None
    elapsed_s: float = 0.0
    requests_per_s: float | None = None
    tokens_per_s: float | None = None
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    error_rate: float | None = None
    goodput: float | None = None
    cost: Money | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """How many values lie from `low` up to `high`; the last bin of a long tail has no upper bound."""

    low: float
    high: float | None
    count: int


def summarise(
    trials: Sequence[Trial], *, elapsed_s: float, dropped: int = 0, limits: Mapping[str, float] | None = None
) -> Summary:
    """The summary of trials. `limits` are those of goodput: a metric of `LIMITED` with seconds."""
    answered = [trial for trial in trials if trial.is_answered]
    output_tokens = _total(trial.output_tokens for trial in trials)
    costs = [trial.cost for trial in trials]
    known = [cost for cost in costs if cost is not None]
    due = len(trials) + dropped
    return Summary(
        requests=len(trials),
        answered=len(answered),
        failed=_counted(trial.verdict.code for trial in trials if not trial.is_answered),
        flawed=_counted(
            verdict.code for trial in answered for verdict in trial.verdicts if not verdict.is_good
        ),
        dropped=dropped,
        late=sum(trial.started_s - trial.due_s > LATE_S for trial in trials),
        spreads={name: found for name in METRICS if (found := spread(values_of(answered, name)))},
        first=spread(values_of([trial for trial in answered if not trial.is_reused], "ttft")),
        reused=spread(values_of([trial for trial in answered if trial.is_reused], "ttft")),
        elapsed_s=elapsed_s,
        requests_per_s=len(answered) / elapsed_s if elapsed_s > 0 else None,
        tokens_per_s=output_tokens / elapsed_s if elapsed_s > 0 else None,
        input_tokens=_total(trial.input_tokens for trial in trials),
        cached_tokens=_total(trial.cached_tokens for trial in trials),
        output_tokens=output_tokens,
        error_rate=1 - len(answered) / len(trials) if trials else None,
        goodput=sum(meets(trial, limits) for trial in answered) / due if limits and due else None,
        cost=sum(known, Money.zero()) if trials and len(known) == len(costs) else None,
    )


def values_of(trials: Iterable[Trial], metric: str) -> list[float]:
    """All values of a metric: one a request, or for `icl` one a gap."""
    if metric == "icl":
        return [gap for trial in trials for gap in trial.gaps_s]
    return [value for trial in trials if (value := getattr(trial, f"{metric}_s")) is not None]


def spread(values: Sequence[float]) -> Spread | None:
    """How values are spread; None when there are none."""
    if not values:
        return None
    shown = {
        name: percentile(values, int(name[1:]) / 100)
        for name, needed in NEEDED.items()
        if len(values) >= needed
    }
    return Spread(
        count=len(values), mean=math.fsum(values) / len(values), min=min(values), max=max(values), **shown
    )


def meets(trial: Trial, limits: Mapping[str, float]) -> bool:
    """Whether an answer keeps all limits; what could not be measured does not."""
    values = {name: getattr(trial, f"{name}_s") for name in limits}
    return all(value is not None and value <= limits[name] for name, value in values.items())


def histogram(values: Sequence[float]) -> tuple[Bin, ...]:
    """At most `MOST_BINS` bins of one round width; what lies far above the others shares the last one.

    Empty when all values are one.
    """
    if not values or min(values) == max(values):
        return ()
    width, low = _fitting(min(values), _edge(values))
    counts = Counter(min(math.floor(value / width) - low, MOST_BINS - 1) for value in values)
    highest = max(counts)
    is_open = any(math.floor(value / width) - low >= MOST_BINS for value in values)
    return tuple(
        Bin(
            round((low + index) * width, 9),
            None if is_open and index == highest else round((low + index + 1) * width, 9),
            counts[index],
        )
        for index in range(highest + 1)
    )


def _edge(values: Sequence[float]) -> float:
    """Where the tail begins: at twice the distance of most values from the least, or nowhere."""
    least, most = min(values), max(values)
    usual = least + 2 * (percentile(values, 0.9) - least)
    return most if usual == least else min(most, usual)


def _fitting(least: float, edge: float) -> tuple[float, int]:
    """(width, number of the first bin): the least of 1, 2, 5, 10… with which everything up to the edge has a bin."""
    exponent = math.floor(math.log10((edge - least) / MOST_BINS))
    widths = (step * 10.0**power for power in (exponent, exponent + 1, exponent + 2) for step in (1, 2, 5))
    return next(
        (width, math.floor(least / width))
        for width in widths
        if math.floor(edge / width) - math.floor(least / width) < MOST_BINS
    )


def _total(counts: Iterable[int | None]) -> int:
    return sum(count or 0 for count in counts)


def _counted(codes: Iterable[str]) -> dict[str, int]:
    return dict(Counter(codes).most_common())
