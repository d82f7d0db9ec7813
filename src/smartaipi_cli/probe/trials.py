"""One request of a benchmark as it counts: its times, its tokens, what was said about it and what it cost."""

from dataclasses import dataclass

from smartaipi_cli.domain.catalogue import Price
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.token_cost import cost_of
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.judgement import findings
from smartaipi_cli.probe.verdict import Grade, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One request, its times in seconds and None for what did not happen.

    `due_s`, `started_s` and `ended_s` count from the beginning of the run, the others from the moment when the request
    was due; `itl_s` is the time that a token took, `gaps_s` are those between reads. `cost` is None where it is not
    known.
    """

    number: int
    due_s: float
    started_s: float
    ended_s: float
    verdicts: tuple[Verdict, ...]
    is_reused: bool = False
    ttfb_s: float | None = None
    ttft_s: float | None = None
    ttfr_s: float | None = None
    total_s: float | None = None
    itl_s: float | None = None
    gaps_s: tuple[float, ...] = ()
    input_tokens: int | None = None
    cached_tokens: int | None = None
    output_tokens: int | None = None
    model: str = ""
    status: int | None = None
    cost: Money | None = None

    @property
    def verdict(self) -> Verdict:
        """The gravest thing that is to be said."""
        return self.verdicts[0]

    @property
    def is_answered(self) -> bool:
        """Whether a whole answer came, flawed or not: failures have no latency."""
        return self.verdict.grade is not Grade.FAILED


def trial_of(number: int, evidence: Evidence, *, due_ns: int, begun_ns: int, price: Price | None) -> Trial:
    """The trial that a recording was."""
    timings, stages = evidence.timings, evidence.recording.stages
    usage = evidence.story.usage
    verdicts = findings(evidence)
    waited_ns = stages.started - due_ns
    return Trial(
        number=number,
        due_s=(due_ns - begun_ns) / 1e9,
        started_s=(stages.started - begun_ns) / 1e9,
        ended_s=((stages.end or stages.started) - begun_ns) / 1e9,
        verdicts=verdicts,
        is_reused=stages.is_reused,
        ttfb_s=_since_due(waited_ns, timings.first_byte_ns),
        ttft_s=_since_due(waited_ns, timings.first_token_ns),
        ttfr_s=_since_due(waited_ns, timings.first_reasoning_ns),
        total_s=_since_due(waited_ns, timings.total_ns),
        itl_s=None if timings.token_gap_ns is None else timings.token_gap_ns / 1e9,
        gaps_s=tuple(gap / 1e9 for gap in timings.gaps_ns),
        input_tokens=usage.input_tokens if usage else None,
        cached_tokens=usage.cached_tokens if usage else None,
        output_tokens=usage.output_tokens if usage else None,
        model=evidence.recording.header("x-actual-model") or evidence.story.model,
        status=evidence.recording.status,
        cost=_cost(evidence, price),
    )


def _since_due(waited_ns: int, span_ns: int | None) -> float | None:
    return None if span_ns is None else (waited_ns + span_ns) / 1e9


def _cost(evidence: Evidence, price: Price | None) -> Money | None:
    usage = evidence.story.usage
    if price is None:
        return None
    if not evidence.is_accepted:
        return Money.zero()  # a request that was refused is not billed
    if usage is None or usage.input_tokens is None or usage.output_tokens is None:
        return None
    return cost_of(
        price,
        input_tokens=usage.input_tokens,
        cached_tokens=min(usage.cached_tokens or 0, usage.input_tokens),
        output_tokens=usage.output_tokens,
    )
