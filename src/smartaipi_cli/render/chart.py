"""Bars of text for a terminal."""

from collections.abc import Iterator

from smartaipi_cli.render.plain import printable
from smartaipi_cli.results import Chart

EIGHTHS = " ▏▎▍▌▋▊▉"
FULL = "█"
LONGEST_LABEL = 40
SHORTEST_BAR = 10
MOST_BARS = 62


def chart_lines(chart: Chart, width: int) -> Iterator[str]:
    """One bar a line, the longest as wide as there is room; nothing for fewer than two amounts above zero.

    A long series becomes one line of columns, its newest part when it does not fit.
    """
    highest = max((amount for _, amount in chart.bars), default=0.0)
    if highest <= 0 or len(chart.bars) < 2:
        return
    if len(chart.bars) > MOST_BARS:
        yield sparkline(tuple(amount for _, amount in chart.bars[-width:]))
        return
    labels = [shortened(printable(label)) for label, _ in chart.bars]
    indent = max(map(len, labels))
    room = max(SHORTEST_BAR, min(width - indent - 2, 60))
    for label, (_, amount) in zip(labels, chart.bars, strict=True):
        yield f"{label.ljust(indent)}  {bar(amount / highest, room)}".rstrip()


def bar(share: float, room: int) -> str:
    """A bar of `share` (0 to 1) of the room, to an eighth of a character; never empty above zero."""
    eighths = max(round(share * room * 8), 1 if share > 0 else 0)
    return FULL * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def sparkline(amounts: tuple[float, ...]) -> str:
    """One column a character."""
    highest = max(amounts)
    steps = "▁▂▃▄▅▆▇█"
    return "".join(steps[round(max(amount, 0.0) / highest * (len(steps) - 1))] for amount in amounts)


def shortened(label: str) -> str:
    """A label that leaves room for its bar."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
