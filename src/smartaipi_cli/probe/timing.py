"""The times of one answer, computed from its recording and its story.

What is meant by each name stands in `DEFINITIONS`, to be printed beside the numbers. All are in nanoseconds and
count from the moment when the request was started, unless they say otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from smartaipi_cli.probe.recording import Recording
from smartaipi_cli.probe.story import ReasoningPiece, Story, TextPiece, ToolPiece

DEFINITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "TTFB": "time to the first byte of the answer; no token need be in it",
        "TTFT": "time to the first visible text or tool argument that is not empty",
        "TTFR": "time to the first piece of reasoning that is not empty",
        "ITL": "(last token - first token) / (output tokens - 1), by the usage that the gateway reports",
        "ICL": "the gaps between the reads in which tokens arrived; one read may hold many tokens",
        "TPOT": "the ITL of one request, averaged over requests",
        "tokens/s": "output tokens / time from the start to the last token",
        "buffered": "more than half of the pieces came in the last tenth of the time, faster than a model writes",
    }
)

BUFFERED_PIECES: Final = 8
"""Fewer say nothing about how they were spread."""

BUFFERED_NS: Final = 100_000_000
"""A shorter answer cannot be called held back."""

WRITTEN_IN_NS: Final = 500_000
"""No model writes a piece faster than this; what arrives so was kept somewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """The times of one answer; None for what did not happen. `gaps_ns` are the inter-chunk latencies."""

    first_byte_ns: int | None
    first_token_ns: int | None
    first_reasoning_ns: int | None
    last_token_ns: int | None
    total_ns: int | None
    gaps_ns: tuple[int, ...]
    token_gap_ns: float | None
    tokens_per_s: float | None
    is_buffered: bool


def measure(recording: Recording, story: Story) -> Timings:
    """The times of an answer."""
    stages, started = recording.stages, recording.stages.started
    moments = [piece.at_ns for piece in story.tokens() if _has_token(piece)]
    visible = [
        piece.at_ns for piece in story.tokens() if not isinstance(piece, ReasoningPiece) and _has_token(piece)
    ]
    thought = [piece.at_ns for piece in story.tokens() if isinstance(piece, ReasoningPiece) and piece.text]
    output = story.usage.output_tokens if story.usage else None
    hidden = (story.usage.reasoning_tokens or 0) if story.usage else 0
    return Timings(
        first_byte_ns=_since(started, stages.first_byte),
        first_token_ns=_since(started, visible[0] if visible else None),
        first_reasoning_ns=_since(started, thought[0] if thought else None),
        last_token_ns=_since(started, moments[-1] if moments else None),
        total_ns=_since(started, stages.end),
        gaps_ns=tuple(later - earlier for earlier, later in pairwise(dict.fromkeys(moments))),
        token_gap_ns=_token_gap(visible, output - hidden if output else 0),
        tokens_per_s=output * 1e9 / (moments[-1] - started)
        if output and moments and moments[-1] > started
        else None,
        is_buffered=is_buffered(moments, stages.sent or started),
    )


def is_buffered(moments: Sequence[int], sent_ns: int) -> bool:
    """Whether pieces that came at these moments were held back on their way and let go at the end."""
    if len(moments) < BUFFERED_PIECES or moments[-1] - sent_ns < BUFFERED_NS:
        return False
    bound = moments[-1] - (moments[-1] - sent_ns) // 10
    late = [moment for moment in moments if moment >= bound]
    return len(late) > len(moments) / 2 and (late[-1] - late[0]) / len(late) < WRITTEN_IN_NS


def percentile(values: Sequence[float], share: float) -> float:
    """The value at a share of 0 to 1 of the values, by nearest rank. Errors: `ValueError` when there are none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def _has_token(piece: ReasoningPiece | TextPiece | ToolPiece) -> bool:
    return bool(piece.arguments if isinstance(piece, ToolPiece) else piece.text)


def _token_gap(visible: Sequence[int], tokens: int) -> float | None:
    is_told = tokens > 1 and len(visible) > 1 and visible[-1] > visible[0]  # not when all came in one read
    return (visible[-1] - visible[0]) / (tokens - 1) if is_told else None


def _since(started: int, moment: int | None) -> int | None:
    return None if moment is None else moment - started
