"""Figures of a benchmark as people read them, alone and beside each other."""

from collections.abc import Iterator

from smartaipi_cli.actions.benchmark.data import figures_of
from smartaipi_cli.actions.benchmark.report import Report
from smartaipi_cli.results import Block, Column, Line, Table

COMPARED = {
    "p50_ttfb": "TTFB p50",
    "p50_ttft": "TTFT p50",
    "p95_ttft": "TTFT p95",
    "p50_itl": "ITL p50",
    "p95_itl": "ITL p95",
    "p50_total": "total p50",
    "p95_total": "total p95",
    "tokens_per_s": "tokens/s",
    "error_rate": "error rate",
    "goodput": "goodput",
}
"""What is set side by side."""


def comparison(report: Report) -> Iterator[Block]:
    """Contenders beside each other, or this run beside its baseline."""
    sides = [(one.contender.label, figures_of(one.summary)) for one in report.measured]
    if report.plan.baseline is not None:
        sides = [(report.plan.baseline.name, dict(report.plan.baseline.figures)), ("now", sides[0][1])]
    if len(sides) < 2:
        return
    first = sides[0][1]
    columns = [Column("COMPARED"), Column(sides[0][0], numeric=True)]
    for label, _ in sides[1:]:
        columns += [Column(label, numeric=True), Column("CHANGE", numeric=True)]
    rows = []
    for name, title in COMPARED.items():
        if all(name in figures for _, figures in sides):
            cells = [title, figure(name, first[name])]
            for _, figures in sides[1:]:
                cells += [figure(name, figures[name]), change(first[name], figures[name])]
            rows.append(tuple(cells))
    yield Line(text="")
    yield Table(columns=tuple(columns), rows=tuple(rows), empty="nothing that both have")


def figure(name: str, value: float) -> str:
    """A figure with its unit."""
    if name in {"error_rate", "goodput"}:
        return f"{value:.1%}"
    return f"{value:,.1f}" if name.endswith("_per_s") else duration(value)


def change(before: float, now: float) -> str:
    """How much more or less, in per cent."""
    return f"{now / before - 1:+.1%}" if before else ("0.0%" if now == before else "-")


def duration(seconds: float) -> str:
    """A time with three digits that count: `0.42 ms`, `812 ms`, `1.23 s`."""
    amount, unit = (seconds, "s") if seconds >= 0.9995 else (seconds * 1000, "ms")
    digits = 0 if amount >= 99.95 else 1 if amount >= 9.995 else 2
    return f"{amount:.{digits}f} {unit}"
