"""A benchmark for people: what was done, what came of it, how it is spread."""

from collections.abc import Iterator, Mapping
from itertools import chain

from smartaipi_cli.actions.benchmark.figures import comparison, duration, figure
from smartaipi_cli.actions.benchmark.histogram import bars
from smartaipi_cli.actions.benchmark.report import Measured, Report
from smartaipi_cli.probe.conditions import Outcome
from smartaipi_cli.probe.statistics import NEEDED, Spread, Summary, histogram, values_of
from smartaipi_cli.probe.timing import DEFINITIONS
from smartaipi_cli.probe.verdict import PROBE_CODES
from smartaipi_cli.results import Block, Chart, Column, Fields, Line, Result, Table

OWN_DEFINITIONS: Mapping[str, str] = {
    "total": "time to the end of the answer",
    "goodput": "share of requests that keep all limits of --slo; failures, dropped ones and what could not be "
    "measured do not",
    "error rate": "share of requests without a whole answer; they have no part in any latency",
    "p50 … p99": "percentiles by nearest rank; p90 from 10 values on, p95 from 20, p99 from 100",
    "closed loop": "--concurrency N: a request starts when another one is over, so a gateway that stalls is asked "
    "less; times count from the start",
    "open loop": "--rate R: requests start by the clock; times count from the moment when each was due, so waiting "
    "is not left out",
    "dropped": "was due while 400 streams were open, and was not sent",
    "late": "started more than 5 ms after it was due",
    "client-limited": "our own loop was late by more than 5 ms or a tenth of the median ITL (p99), or took more "
    "than 80 % of a core",
}
NAMES = {"ttfb": "TTFB", "ttft": "TTFT", "ttfr": "TTFR", "itl": "ITL", "icl": "ICL", "total": "total"}

ROW_COLUMNS = (
    Column("METRIC"),
    *(Column(name, numeric=True) for name in ("SAMPLES", "MEAN", "P50", "P90", "P95", "P99", "MAX")),
)
EMPTY = Line(text="")


def definition_blocks() -> Result:
    """What the figures mean."""
    definitions = {**DEFINITIONS, **OWN_DEFINITIONS}
    lines = tuple(Line(text=f"{name}: {meaning}", folds=True) for name, meaning in definitions.items())
    return Result(data={"definitions": definitions}, blocks=lines)


def blocks_of(report: Report) -> tuple[Block, ...]:
    """The whole report."""
    sections = chain.from_iterable(section(report, one) for one in report.measured)
    return (*header(report), *sections, *comparison(report), *ending(report))


def header(report: Report) -> Iterator[Line]:
    """What was done, so that the figures can be read."""
    load, plan = report.plan.load, report.plan
    if load.rate_per_s is None:
        loop = f"closed loop, {load.concurrency} at a time, one after another; times count from the start"
    else:
        loop = f"open loop, {load.rate_per_s:g} a second by the clock; times count from when each was due"
    has_socket = any(one.transport == "websocket" for one in report.measured)
    kept = "; a WebSocket has a new one each time" if has_socket else ""
    warm_up = f"{plan.warm_up} warm-up not counted" if plan.warm_up else "no warm-up"
    turns = ("contenders take turns",) if len(report.measured) > 1 else ()
    for text in (
        loop,
        f"HTTP/1.1, one connection a stream, used again{kept}",
        f"{warm_up}; every prompt differs; nothing is sent twice",
        *turns,
    ):
        yield Line(text=text, style="faint", folds=True)


def section(report: Report, measured: Measured) -> Iterator[Block]:
    """One contender."""
    summary = measured.summary
    way = f"{measured.protocol} over {'a WebSocket' if measured.transport == 'websocket' else 'SSE'}"
    yield EMPTY
    yield Line(
        text=f"{report.naming(measured)}{measured.contender.wish.model}, {way}, at {measured.host}",
        style="strong",
        folds=True,
    )
    yield Fields(pairs=tuple(facts(report, measured)))
    values = values_of([trial for trial in measured.trials if trial.is_answered], "ttft")
    if bins := histogram(values):
        yield EMPTY
        yield Line(text=f"TTFT of {len(values):,} answers", style="strong")
        yield Chart(bars=tuple(bars(bins, summary.spreads["ttft"])))
    if summary.spreads:
        yield EMPTY
        yield Table(columns=ROW_COLUMNS, rows=tuple(spread_rows(summary)))
        yield from absence(summary)
    if summary.failed:
        yield EMPTY
        yield Table(
            columns=(Column("FAILED"), Column("TIMES", numeric=True), Column("MEANING")),
            rows=tuple(
                (code, f"{times:,}", PROBE_CODES[code].text) for code, times in summary.failed.items()
            ),
        )
    for outcome in measured.outcomes:
        yield verdict_line(outcome)


def absence(summary: Summary) -> Iterator[Block]:
    """Why a percentile is nowhere to be found."""
    missing = [
        name for name in NEEDED if all(getattr(found, name) is None for found in summary.spreads.values())
    ]
    if missing:
        needs = ", ".join(f"{name} from {NEEDED[name]}" for name in missing)
        yield Line(text=f"too few samples: {needs} on", style="faint")


def facts(report: Report, measured: Measured) -> Iterator[tuple[str, str]]:
    """What is one number each."""
    summary = measured.summary
    yield (
        "answered",
        f"{summary.answered:,} of {summary.requests:,}"
        + (f", {summary.error_rate:.1%} failed" if summary.error_rate else ""),
    )
    if report.plan.load.rate_per_s is not None:
        yield "starts", f"{summary.dropped:,} dropped, {summary.late:,} late"
    if summary.goodput is not None:
        limits = ", ".join(f"{NAMES[name]} {duration(bound)}" for name, bound in report.plan.limits.items())
        yield "goodput", f"{summary.goodput:.1%} within {limits}"
    if summary.requests_per_s:
        tokens = f"{summary.tokens_per_s or 0:,.0f} tokens/s in {duration(summary.elapsed_s)}"
        yield "rate", f"{summary.requests_per_s:.1f} requests/s, {tokens}"
    if "itl" in summary.spreads:
        yield "TPOT", duration(summary.spreads["itl"].mean)
    yield (
        "tokens",
        f"{summary.input_tokens:,} in ({summary.cached_tokens:,} cached), {summary.output_tokens:,} out",
    )
    yield "cost", "not known" if summary.cost is None else f"{summary.cost} by the gateway's price list"
    if measured.answered_by:
        yield "answered by", measured.answered_by


def spread_rows(summary: Summary) -> Iterator[tuple[str, ...]]:
    """A row for each metric; TTFT is told apart by connection where there are both kinds."""
    for metric, found in summary.spreads.items():
        yield spread_row(NAMES[metric], found)
        if metric == "ttft" and summary.first and summary.reused:
            yield spread_row("· new", summary.first)
            yield spread_row("· kept", summary.reused)


def spread_row(name: str, found: Spread) -> tuple[str, ...]:
    """One row."""
    times = (found.mean, found.p50, found.p90, found.p95, found.p99, found.max)
    return (name, f"{found.count:,}", *("-" if value is None else duration(value) for value in times))


def verdict_line(outcome: Outcome) -> Line:
    """Whether a condition was kept."""
    said = "not measured" if outcome.value is None else figure(outcome.condition.figure, outcome.value)
    if outcome.is_failed:
        return Line(text=f"failed: {outcome.condition.text} ({said})", style="bad")
    return Line(text=f"passed: not {outcome.condition.text} ({said})", style="good")


def ending(report: Report) -> Iterator[Block]:
    """Our own side, what it cost in all, and why it was over early."""
    yield EMPTY
    yield Line(text=f"our own side: {report.client.said}", style="faint", folds=True)
    if report.spent is not None:
        yield Line(
            text=f"spent in all, warm-ups included: {report.spent} of at most {report.plan.max_cost}",
            style="faint",
        )
    if report.stopped == "max-cost":
        yield Line(
            text=f"stopped after {report.done:,} of {report.asked:,} requests: another one could pass "
            f"--max-cost {report.plan.max_cost}",
            style="warn",
            folds=True,
        )
    if report.stopped == "duration":
        yield Line(text=f"stopped by --duration after {report.done:,} requests", style="faint")
    if report.plan.save and report.stopped != "interrupted":
        yield Line(text=f"saved: {report.plan.save}", aside=True)
