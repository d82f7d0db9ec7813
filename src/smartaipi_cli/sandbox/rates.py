"""How often the account may call its management API, and the headers that say so."""

from dataclasses import dataclass
from typing import Final

REQUESTS_PER_MINUTE: Final = 120_000
_WINDOW_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The state of the window after one request; `reset_s` is at least 1."""

    limit: int
    remaining: int
    reset_s: int
    is_allowed: bool

    def headers(self) -> dict[str, str]:
        """The headers in OpenAI's names and forms."""
        minutes, seconds = divmod(self.reset_s, 60)
        return {
            "x-ratelimit-limit-requests": str(self.limit),
            "x-ratelimit-remaining-requests": str(self.remaining),
            "x-ratelimit-reset-requests": f"{minutes}m{seconds}s" if minutes else f"{seconds}s",
        }


class RateWindow:
    """Counts requests in windows of a minute; in memory, since a restart forgives."""

    def __init__(self, limit: int = REQUESTS_PER_MINUTE) -> None:
        self.limit = limit
        self._window = 0
        self._count = 0

    def take(self, now: float) -> Rate:
        """Counts one request at this time."""
        window, passed = divmod(int(now), _WINDOW_S)
        if window != self._window:
            self._window, self._count = window, 0
        is_allowed = self._count < self.limit
        self._count += is_allowed
        return Rate(
            limit=self.limit,
            remaining=self.limit - self._count,
            reset_s=_WINDOW_S - passed,
            is_allowed=is_allowed,
        )
