"""What a test found, for programs: every moment that was stamped, in seconds from the start of its request."""

from dataclasses import asdict

from smartaipi_cli.actions.request_test.sending import Tested
from smartaipi_cli.probe.attempts import Attempt
from smartaipi_cli.probe.flaws import actual_model
from smartaipi_cli.probe.retries import Again, Decision, WithFallback
from smartaipi_cli.probe.story import Delivered, Piece, ReasoningPiece, TextPiece, ToolPiece
from smartaipi_cli.probe.timing import Timings
from smartaipi_cli.probe.verdict import Verdict

NS_PER_S = 1e9


def tested_data(tested: Tested) -> dict[str, object]:
    """One protocol with all its attempts."""
    return {
        "protocol": tested.protocol,
        "verdict": tested.last.verdict.code,
        "grade": tested.last.verdict.grade.value,
        "cost_usd": tested.cost,
        "attempts": [attempt_data(one) for one in tested.attempts],
    }


def attempt_data(attempt: Attempt) -> dict[str, object]:
    """One request and its answer; texts of the answer stand in its pieces."""
    evidence, recording = attempt.evidence, attempt.evidence.recording
    started, usage = recording.stages.started, evidence.story.usage
    return {
        "number": attempt.number,
        "url": recording.url,
        "model": attempt.model,
        "actual_model": actual_model(evidence),
        "status": recording.status,
        "ending": recording.ending.value,
        "request_id": recording.header("x-request-id") or recording.header("request-id"),
        "verdicts": [verdict_data(verdict) for verdict in attempt.verdicts],
        "then": decision_data(attempt.decision),
        "stages_s": {name: seconds(span) for name, span in recording.stages.spans()},
        "is_reused": recording.stages.is_reused,
        "timings_s": timings_data(evidence.timings),
        "usage": {name: value for name, value in usage._asdict().items() if name != "at_ns"}
        if usage
        else None,
        "request_headers": [list(pair) for pair in recording.request_headers],
        "headers": [list(pair) for pair in recording.headers],
        "reads": [[seconds(at_ns - started), len(data)] for at_ns, data in recording.arrivals],
        "pieces": [piece_data(piece, started) for piece in evidence.story.pieces],
    }


def verdict_data(verdict: Verdict) -> dict[str, object]:
    """One thing that is to be said."""
    return {**asdict(verdict), "grade": verdict.grade.value}


def decision_data(decision: Decision) -> dict[str, object]:
    """What followed from an attempt."""
    match decision:
        case Again(wait_s, reason):
            return {"what": "again", "wait_s": round(wait_s, 6), "reason": reason}
        case WithFallback(reason):
            return {"what": "fallback", "reason": reason}
        case _:
            return {"what": "stop", "reason": decision.reason}


def timings_data(timings: Timings) -> dict[str, object]:
    """The times under the names that `--explain` defines; the gaps are all there are."""
    return {
        "ttfb": seconds(timings.first_byte_ns),
        "ttft": seconds(timings.first_token_ns),
        "ttfr": seconds(timings.first_reasoning_ns),
        "last_token": seconds(timings.last_token_ns),
        "total": seconds(timings.total_ns),
        "itl": seconds(timings.token_gap_ns),
        "icl": [seconds(gap) for gap in timings.gaps_ns],
        "tokens_per_s": round(timings.tokens_per_s, 3) if timings.tokens_per_s else None,
        "is_buffered": timings.is_buffered,
    }


def piece_data(piece: Piece, started: int) -> dict[str, object]:
    """One piece of the answer, and when it came."""
    data: dict[str, object] = {"at_s": seconds(piece.at_ns - started), "kind": kind_of(piece)}
    match piece:
        case TextPiece() | ReasoningPiece():
            data["text"] = piece.text
        case ToolPiece():
            data |= {"name": piece.name, "arguments": piece.arguments}
        case Delivered():
            data |= {"unit": piece.unit, "amount": piece.amount}
        case _:
            pass
    return data


def kind_of(piece: Piece) -> str:
    """`TextPiece` is `text`, `UsageTold` is `usage`."""
    return type(piece).__name__.removesuffix("Piece").removesuffix("Told").lower()


def seconds(span_ns: float | None) -> float | None:
    """Nanoseconds as seconds, to the microsecond."""
    return None if span_ns is None else round(span_ns / NS_PER_S, 6)
