"""Whether a request is sent again, after how long, and with which model. Pure.

*Source:* the policies of the OpenAI and Anthropic libraries (measured, November 2026), which repeat 408, 409, 429 and
5xx, never 402, and obey `x-should-retry`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smartaipi_cli.probe.recording import Ending
from smartaipi_cli.probe.waits import asked_wait_s

PASSING_STATUSES: Final = frozenset({408, 409, 429})
ACCEPTED: Final = frozenset({101, 200})
PASSING_ENDINGS: Final = frozenset(
    {Ending.UNRESOLVED, Ending.UNREACHABLE, Ending.TIMED_OUT, Ending.CUT, Ending.RESET}
)
PASSING_CODES: Final = frozenset({"rate-limited", "stream-failed", "gateway-failed", "gateway-truncated"})
"""What passes although the answer began with a success."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How often and how long. `deadline_s` counts from the first attempt."""

    attempts: int = 4
    base_s: float = 0.5
    cap_s: float = 20.0
    deadline_s: float = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What an attempt came to. `status` is None when there was no answer; header names are lower case.

    `code` is that of its verdict; `has_tokens` whether any token was delivered, and so paid.
    """

    status: int | None
    headers: Mapping[str, str]
    ending: Ending
    code: str
    has_tokens: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """Send it again after so many seconds."""

    wait_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class WithFallback:
    """Send it with the other model, at once."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Leave it at that."""

    reason: str


Decision = Again | WithFallback | Stop


def decide(  # noqa: PLR0913 - all that it may depend on comes in as a value
    policy: Policy,
    tried: Tried,
    *,
    number: int,
    elapsed_s: float,
    draw: float,
    has_fallback: bool = False,
    now: datetime | None = None,
) -> Decision:
    """What follows the attempt of this number (from 1). `draw` is random in [0, 1): full jitter.

    What the gateway asks to wait comes before our own, but not over the deadline; nothing is repeated once a
    token was delivered.
    """
    if tried.has_tokens:
        return Stop("tokens were delivered already, and would be paid twice")
    if tried.code == "model-unknown":
        return WithFallback("the model is unknown") if has_fallback else Stop("the model is unknown")
    if not is_passing(tried):
        return Stop("it would come out the same again")
    asked_s = asked_wait_s(tried.headers, now)
    own_s = draw * min(policy.cap_s, policy.base_s * 2 ** (number - 1))
    wait_s = own_s if asked_s is None else asked_s
    if number >= policy.attempts:
        return _exhausted(tried, f"{number} attempts were made", has_fallback=has_fallback)
    if elapsed_s + wait_s > policy.deadline_s:
        return _exhausted(tried, f"{policy.deadline_s:g} s would be over", has_fallback=has_fallback)
    return Again(wait_s, "the gateway asks for this wait" if asked_s is not None else "it may pass")


def is_passing(tried: Tried) -> bool:
    """Whether the same request may come out better."""
    if tried.headers.get("x-should-retry", "").lower() in {"true", "false"}:
        return tried.headers["x-should-retry"].lower() == "true"
    if tried.code == "group-mismatch":
        return False
    if tried.status is None:
        return tried.ending in PASSING_ENDINGS
    if tried.status in ACCEPTED:
        return tried.ending in PASSING_ENDINGS or tried.code in PASSING_CODES
    return tried.status in PASSING_STATUSES or tried.status >= 500


def _exhausted(tried: Tried, reason: str, *, has_fallback: bool) -> Decision:
    is_served_elsewhere = tried.status is not None and (tried.status == 429 or tried.status >= 500)
    return WithFallback(reason) if has_fallback and is_served_elsewhere else Stop(reason)
