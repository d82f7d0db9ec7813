"""What a person demands of a benchmark: limits of goodput, and conditions under which it fails."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from smartaipi_cli.errors import UserError
from smartaipi_cli.probe.statistics import LIMITED, METRICS, NEEDED, Spread, Summary

_COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_SHARES: Final = ("error_rate", "goodput")
_RATES: Final = ("tokens_per_s", "requests_per_s")
_STATISTICS: Final = (*NEEDED, "mean", "min", "max")
_CONDITION: Final = re.compile(r"([a-z0-9_]+)\s*(>=|<=|>|<)\s*([0-9.]+)\s*([a-z%]*)")
_UNITS: Final = {"ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a benchmark fails: a figure compared with a bound (seconds, shares from 0 to 1, or a rate)."""

    text: str
    figure: str
    comparison: str
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a condition; `value` is None when the run did not give the figure, and that fails too."""

    condition: Condition
    value: float | None
    is_failed: bool


def parse_condition(text: str) -> Condition:
    """`p95_ttft>2s`, `error_rate>1%`, `goodput<90%`, `tokens_per_s<50`. Errors: `usage`."""
    match = _CONDITION.fullmatch(text.strip().lower())
    number = _number(match[3]) if match else None
    if match is None or number is None:
        raise _unusable(text, "it is a figure, `>` or `<`, and a bound: `p95_ttft>2s`")
    figure, comparison, _, unit = match.groups()
    if figure in _SHARES:
        if unit != "%":
            raise _unusable(text, f"`{figure}` is a share: its bound ends in `%`")
        return Condition(text=text, figure=figure, comparison=comparison, bound=number / 100)
    if figure in _RATES:
        if unit:
            raise _unusable(text, f"the bound of `{figure}` is a number alone")
        return Condition(text=text, figure=figure, comparison=comparison, bound=number)
    statistic, _, metric = figure.partition("_")
    if statistic not in _STATISTICS or metric not in METRICS:
        raise _unusable(
            text,
            f"figures are {', '.join((*_SHARES, *_RATES))}, and {', '.join(_STATISTICS)} "
            f"of {', '.join(METRICS)}, as in `p95_ttft`",
        )
    if unit not in _UNITS:
        raise _unusable(text, f"`{figure}` is a time: its bound ends in `s` or `ms`")
    return Condition(text=text, figure=figure, comparison=comparison, bound=number * _UNITS[unit])


def parse_limits(text: str) -> Mapping[str, float]:
    """`ttft=2s,itl=80ms` as metric to seconds. Errors: `usage`."""
    limits = {}
    for part in text.split(",") if text else ():
        name, _, bound = part.strip().lower().partition("=")
        if name not in LIMITED:
            raise UserError(
                "usage",
                f"`{part.strip()}` is no limit",
                reason=f"it is one of {', '.join(LIMITED)} and a time: `ttft=2s,itl=80ms`",
            )
        limits[name] = parse_seconds(bound)
    return limits


def parse_seconds(text: str) -> float:
    """`80ms`, `2s`, `1.5s`, `5m`. Errors: `usage`."""
    match = re.fullmatch(r"([0-9.]+)(ms|s|m)", text.strip())
    number = _number(match[1]) if match else None
    if match is None or not number:
        raise UserError(
            "usage", f"`{text}` is no time", reason="it is a number above 0 with ms, s or m: `80ms`, `30s`"
        )
    return number * _UNITS[match[2]]


def judge(condition: Condition, summary: Summary) -> Outcome:
    """Whether a condition holds, which fails the run; so does a figure that the run did not give."""
    value = figure_of(summary, condition.figure)
    is_failed = value is None or _COMPARED[condition.comparison](value, condition.bound)
    return Outcome(condition=condition, value=value, is_failed=is_failed)


def figure_of(summary: Summary, figure: str) -> float | None:
    """A figure of a summary by its name in a condition."""
    if figure in _SHARES or figure in _RATES:
        found: float | None = getattr(summary, figure)
        return found
    statistic, _, metric = figure.partition("_")
    spread: Spread | None = summary.spreads.get(metric)
    value: float | None = getattr(spread, statistic) if spread else None
    return value


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _unusable(text: str, reason: str) -> UserError:
    return UserError("usage", f"`{text}` is no condition", reason=reason)
