"""The money of a made-up history: it begins and ends with nothing, and never falls below."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, NamedTuple

_GRANT: Final = 5_000_000
_TOP_UP: Final = 100_000_000


class Movement(NamedTuple):
    """One entry of the ledger, in signed micro-US-dollars, with what stands after it."""

    time: int
    type: str
    amount_micros: int
    free_micros: int
    balance_after_micros: int
    free_after_micros: int
    description: str
    request_id: str | None = None
    key_id: str | None = None


class Purse:
    """Pays requests, free credit first; tops itself up, and is granted a little each month, which then expires."""

    def __init__(self) -> None:
        self._total = 0
        self._free = 0
        self._month = 0

    def pay(self, time: int, cost_micros: int, request_id: str, key_id: str) -> Iterator[Movement]:
        """The movements that a request brings about; one that costs nothing may bring none."""
        month = datetime.fromtimestamp(time, UTC).month
        if month != self._month:
            self._month = month
            if self._free:
                yield self._move(time, "expiry", -self._free, -self._free, "Free credit of the month before")
            yield self._move(time, "grant", _GRANT, _GRANT, "Free credit of the month")
        if cost_micros == 0:
            return
        while self._total < cost_micros:
            yield self._move(time, "top_up", _TOP_UP, 0, "Automatic top-up")
        free = -min(cost_micros, self._free)
        moved = self._move(time, "usage", -cost_micros, free, "Model usage")
        yield moved._replace(request_id=request_id, key_id=key_id)

    def empty(self, time: int) -> Iterator[Movement]:
        """What is left leaves the account, so that the account's own books begin with nothing before them."""
        if self._free:
            yield self._move(time, "expiry", -self._free, -self._free, "Free credit of the month")
        if self._total:
            yield self._move(time, "transfer", -self._total, 0, "The rest of this history")

    def _move(self, time: int, kind: str, amount: int, free: int, description: str) -> Movement:
        self._total += amount
        self._free += free
        return Movement(time, kind, amount, free, self._total, self._free, description)
