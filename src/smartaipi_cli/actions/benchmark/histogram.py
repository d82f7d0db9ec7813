"""The bars of a histogram with their labels."""

import math
from collections.abc import Iterator

from smartaipi_cli.probe.statistics import Bin, Spread


def bars(bins: tuple[Bin, ...], found: Spread) -> Iterator[tuple[str, float]]:
    """The bars of a histogram: which percentiles lie in each, from where to where, how many."""
    is_long = bins[-1].low >= 1
    scale, unit = (1, "s") if is_long else (1000, "ms")
    digits = digits_of(((bins[0].high or bins[0].low) - bins[0].low) * scale)
    spans = [
        f"{one.low * scale:.{digits}f}–{one.high * scale:.{digits}f} {unit}"
        if one.high is not None
        else f"≥ {one.low * scale:.{digits}f} {unit}"
        for one in bins
    ]
    marks = [marks_of(one, found) for one in bins]
    widest = max(map(len, marks)), max(map(len, spans)), max(len(f"{one.count:,}") for one in bins)
    for one, mark, span in zip(bins, marks, spans, strict=True):
        yield f"{mark:>{widest[0]}}  {span:>{widest[1]}}  {one.count:>{widest[2]},}", float(one.count)


def marks_of(one: Bin, found: Spread) -> str:
    """The percentiles that lie in a bin."""
    named = ((name, getattr(found, name)) for name in ("p50", "p95", "p99"))
    return " ".join(
        name for name, value in named if value is not None and one.low <= value < (one.high or math.inf)
    )


def digits_of(step: float) -> int:
    """How many digits behind the point tell one bin from the next."""
    return next((digits for digits in range(4) if math.isclose(round(step, digits), step)), 4)
