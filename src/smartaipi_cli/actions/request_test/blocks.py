"""What a test found, for people."""

from collections.abc import Iterator
from decimal import Decimal

from smartaipi_cli.actions.request_test.sending import Tested
from smartaipi_cli.domain.money import Money
from smartaipi_cli.probe.attempts import Attempt
from smartaipi_cli.probe.flaws import actual_model
from smartaipi_cli.probe.recording import Stages
from smartaipi_cli.probe.retries import Again, Decision, WithFallback
from smartaipi_cli.probe.story import Delivered, Story
from smartaipi_cli.probe.verdict import Grade, Verdict
from smartaipi_cli.results import Brief, Column, Line, Style, Table

HEADINGS = (
    "PROTOCOL",
    "VERDICT",
    "MODEL",
    "ANSWERED BY",
    "DNS",
    "TCP",
    "TLS",
    "FIRST BYTE",
    "FIRST TOKEN",
    "TOKENS/S",
    "TOKENS",
    "COST",
)
LEFT = frozenset({"PROTOCOL", "VERDICT", "MODEL", "ANSWERED BY"})
SHORT_HEADINGS = {"FIRST BYTE": "BYTE", "FIRST TOKEN": "TOKEN"}
TOLD_BELOW = frozenset({"ANSWERED BY", "COST"})
"""Columns that a terminal has no room for."""

USUAL = {"VERDICT": "answered", "DNS": "-", "TCP": "-", "TLS": "-"}
"""Cells that a terminal is spared where the whole column has nothing else."""

STYLES: dict[Grade, Style] = {Grade.GOOD: "good", Grade.FLAWED: "warn", Grade.FAILED: "bad"}
STAGES = {
    "dns": "name looked up",
    "tcp": "connected",
    "proxy": "through the proxy",
    "tls": "TLS",
    "upgraded": "WebSocket",
    "sent": "request sent",
    "first_byte": "first byte",
    "last_byte": "last byte",
}
BAR_WIDTH = 30


def suite_table(tested: tuple[Tested, ...]) -> Table:
    """One row a protocol; a terminal has the times in milliseconds, and some of the rest below."""
    rows = tuple(cells_of(one) for one in tested)
    kept = [place for place, heading in enumerate(HEADINGS) if heading not in TOLD_BELOW]
    short = tuple(
        Column(
            heading=SHORT_HEADINGS.get(HEADINGS[place], HEADINGS[place]),
            numeric=HEADINGS[place] not in LEFT,
            usual=USUAL.get(HEADINGS[place], ""),
        )
        for place in kept
    )
    return Table(
        columns=tuple(Column(heading=heading, numeric=heading not in LEFT) for heading in HEADINGS),
        rows=rows,
        brief=Brief(
            tuple(tuple(row[place].removesuffix(" ms") for place in kept) for row in rows),
            tuple(notes_on(tested)),
            short,
        ),
    )


def notes_on(tested: tuple[Tested, ...]) -> Iterator[Line]:
    """Which models answered for others, and what it cost."""
    for asked, actual in dict.fromkeys((one.last.model, actual_model(one.last.evidence)) for one in tested):
        if asked and actual != asked:
            yield Line(text=f"{asked} was answered by {actual}", folds=True)
    costs = [one.cost.dollars for one in tested if one.cost is not None]
    cost = f"; {Money(sum(costs, Decimal(0)))} in all" if costs else ""
    yield Line(text=f"times in ms{cost}", style="faint")


def cells_of(tested: Tested) -> tuple[str, ...]:
    """One row."""
    attempt = tested.last
    evidence, timings = attempt.evidence, attempt.evidence.timings
    spans = dict(evidence.recording.stages.spans())
    actual = actual_model(evidence)
    return (
        tested.protocol,
        attempt.verdict.code,
        attempt.model or "-",
        actual if actual != attempt.model else "-",
        milliseconds(spans.get("dns")),
        milliseconds(spans.get("tcp")),
        milliseconds(spans.get("tls")),
        milliseconds(timings.first_byte_ns),
        milliseconds(timings.first_token_ns),
        f"{timings.tokens_per_s:.0f}" if timings.tokens_per_s else "-",
        amount_of(evidence.story),
        str(tested.cost) if tested.cost is not None else "-",
    )


def amount_of(story: Story) -> str:
    """`12+3`: tokens in and out; else what was delivered, such as `14 models`."""
    usage = story.usage
    if usage and usage.output_tokens is not None:
        return f"{usage.input_tokens or 0}+{usage.output_tokens}"
    delivered = [piece for piece in story.pieces if isinstance(piece, Delivered)]
    if not delivered:
        return "-"
    return f"{sum(piece.amount for piece in delivered)} {delivered[0].unit.removeprefix('input ')}"


def verdict_lines(attempt: Attempt, label: str = "") -> Iterator[Line]:
    """Everything that is to be said about an answer that is not as it should be."""
    for verdict in attempt.verdicts:
        if verdict.is_good:
            continue
        yield Line(
            text=f"{label}{verdict.sentence} [{verdict.code}]", style=STYLES[verdict.grade], folds=True
        )
        yield from said_below(verdict)


def said_below(verdict: Verdict) -> Iterator[Line]:
    """Why, and what to do."""
    if verdict.reason:
        yield Line(text=f"  {verdict.reason}", folds=True)
    for line in verdict.hint.splitlines():
        yield Line(text=f"  hint: {line.strip()}", style="strong")


def attempt_lines(attempt: Attempt) -> Iterator[Line]:
    """One attempt that did not do, and what followed; said while the next one is waited for."""
    yield Line(text=f"attempt {attempt.number}: {attempt.verdict.sentence}", style="warn", aside=True)
    yield Line(text=f"  {decision_text(attempt.decision)}", style="faint", aside=True)


def decision_text(decision: Decision) -> str:
    """What follows an attempt."""
    match decision:
        case Again(wait_s, reason):
            return f"again in {wait_s:.1f} s: {reason}"
        case WithFallback(reason):
            return f"now with the other model: {reason}"
        case _:
            return f"no further attempt: {decision.reason}"


def timing_lines(tested: Tested) -> Iterator[Line]:
    """Where the time went, as bars, and what came for it; beside the answer, which is the data."""
    attempt = tested.last
    evidence = attempt.evidence
    stages, timings, usage = evidence.recording.stages, evidence.timings, evidence.story.usage
    yield Line(text="", aside=True)
    for name, span, bar in stage_bars(stages):
        yield Line(text=f"{name:<18}{milliseconds(span):>11}  {bar}".rstrip(), style="faint", aside=True)
    if timings.first_token_ns is not None:
        speed = f", {timings.tokens_per_s:.0f} tokens/s" if timings.tokens_per_s else ""
        text = f"first token after {milliseconds(timings.first_token_ns)}{speed}"
        yield Line(text=text, aside=True)
    if usage:
        parts = [
            f"{count} {word}"
            for word, count in (
                ("tokens in", usage.input_tokens),
                ("of them cached", usage.cached_tokens or None),
                ("out", usage.output_tokens),
                ("of them reasoning", usage.reasoning_tokens or None),
            )
            if count is not None
        ]
        cost = f", {tested.cost}" if tested.cost is not None else ""
        yield Line(text=f"{', '.join(parts)}{cost}", aside=True)
    actual = actual_model(evidence)
    if actual and actual != attempt.model:
        yield Line(text=f"answered by {actual}, asked for {attempt.model}", aside=True)


def stage_bars(stages: Stages) -> Iterator[tuple[str, int, str]]:
    """(stage in words, how long it took, a bar that begins where the one before ended)."""
    spans = [(name, span) for name, span in stages.spans() if name in STAGES]
    whole = sum(span for _, span in spans) or 1
    passed = 0
    for name, span in spans:
        begin = round(passed / whole * BAR_WIDTH)
        passed += span
        end = round(passed / whole * BAR_WIDTH)
        yield STAGES[name], span, " " * begin + ("█" * (end - begin) or "▏")


def milliseconds(span_ns: float | None) -> str:
    """`0.31 ms`, `12.4 ms`, `1,240 ms`; a dash for what did not happen."""
    if span_ns is None:
        return "-"
    span_ms = span_ns / 1e6
    digits = 2 if span_ms < 1 else 1 if span_ms < 100 else 0
    return f"{span_ms:,.{digits}f} ms"
