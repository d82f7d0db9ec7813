"""How a range of time is read: whole days and hours from their sums, the ragged ends request by request."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from smartaipi_cli.sandbox.management.parameters import Range

DAY_S: Final = 86_400
HOUR_S: Final = 3_600
_WIDTHS: Final = (DAY_S, HOUR_S)


class Stretch(NamedTuple):
    """A part of a range, half-open, in Unix seconds; a width of 0 means the single requests."""

    width_s: int
    start: int
    end: int


def cover(span: Range, widest_s: int) -> Iterator[Stretch]:
    """Stretches that together are the range, none overlapping, each aligned to its width.

    `widest_s` is the longest sum that helps: a report by the hour cannot use days, one by the minute neither.
    """
    yield from _cover(span.start, span.end, tuple(width for width in _WIDTHS if width <= widest_s))


def _cover(start: int, end: int, widths: tuple[int, ...]) -> Iterator[Stretch]:
    if start >= end:
        return
    if not widths:
        yield Stretch(0, start, end)
        return
    width, *narrower = widths
    first, last = -(-start // width) * width, end // width * width
    if first >= last:
        yield from _cover(start, end, tuple(narrower))
        return
    yield from _cover(start, first, tuple(narrower))
    yield Stretch(width, first, last)
    yield from _cover(last, end, tuple(narrower))
