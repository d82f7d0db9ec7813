"""The port to time."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits; tests hold one that they move themselves."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds since some moment; never runs backwards."""
        ...

    def monotonic_ns(self) -> int:
        """The same in nanoseconds."""
        ...

    def pause(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The clock of the operating system."""

    def now(self) -> datetime:
        """See `Clock`."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """See `Clock`."""
        return time.monotonic()

    def monotonic_ns(self) -> int:
        """See `Clock`."""
        return time.monotonic_ns()

    def pause(self, seconds: float) -> None:
        """See `Clock`."""
        time.sleep(seconds)
