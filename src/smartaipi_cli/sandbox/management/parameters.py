"""The parameters that reports and lists share: numbers, choices and ranges of time."""

from dataclasses import dataclass
from typing import Final

from starlette.datastructures import QueryParams

from smartaipi_cli.sandbox.problems import ProblemError, invalid_request

_LATEST_SECOND: Final = 10**11
"""Beyond this a time is in milliseconds by mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A half-open range of time in Unix seconds."""

    start: int
    end: int


def read_one(query: QueryParams, name: str) -> str | None:
    """A parameter that may come once; None when it does not.

    Errors: `ProblemError` 400 when it comes again: one of the two would be lost.
    """
    values = query.getlist(name)
    if len(values) > 1:
        raise ProblemError(invalid_request(f"`{name}` may be given once", param=name))
    return values[0] if values else None


def read_number(query: QueryParams, name: str, *, low: int, high: int, default: int) -> int:
    """A whole number within bounds.

    Errors: `ProblemError` 400.
    """
    text = read_one(query, name)
    if text is None:
        return default
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(high)) else -1
    if not low <= number <= high:
        raise ProblemError(invalid_request(f"`{name}` must be a number from {low} to {high}", param=name))
    return number


def read_choice(query: QueryParams, name: str, choices: tuple[str, ...]) -> str | None:
    """One of some words; None when it is not given.

    Errors: `ProblemError` 400.
    """
    chosen = read_one(query, name)
    if chosen is not None and chosen not in choices:
        raise ProblemError(invalid_request(f"`{name}` must be one of {', '.join(choices)}", param=name))
    return chosen


def read_many(query: QueryParams, name: str) -> tuple[str, ...]:
    """A parameter that may come several times, as `name`, as `name[]`, or with commas."""
    values = [*query.getlist(name), *query.getlist(f"{name}[]")]
    return tuple(dict.fromkeys(part for value in values for part in value.split(",") if part))


def read_range(query: QueryParams, *, now_s: int, default_s: int, longest_s: int | None = None) -> Range:
    """`start_time` and `end_time`; the end is now and the start so long before, when they are not given.

    Errors: `ProblemError` 400 `invalid_parameter`, or `range_too_large`.
    """
    end = read_number(query, "end_time", low=0, high=_LATEST_SECOND, default=now_s + 1)
    start = read_number(query, "start_time", low=0, high=_LATEST_SECOND, default=max(0, end - default_s))
    if start > end:
        raise ProblemError(invalid_request("`start_time` is after `end_time`", param="start_time"))
    if longest_s is not None and end - start > longest_s:
        message = f"The range is longer than {longest_s // 86_400} days"
        raise ProblemError(invalid_request(message, param="start_time", code="range_too_large"))
    return Range(start=start, end=end)
