"""How much a session may spend: of requests that it sends, and of budgets that it gives away."""

from collections.abc import Callable
from threading import Lock

from smartaipi_cli.actions.keys.lost_answers import LOST_ANSWERS
from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError
from smartaipi_cli.results import Result

UNKNOWN = LOST_ANSWERS | {"key-missing"}
"""Failures after which a budget may have been given away all the same."""


class SpendCap:
    """US dollars for one session. What is reserved counts until it is settled or released.

    Calls run in several threads, so every method is atomic.
    """

    def __init__(self, limit: Money) -> None:
        self.limit = limit
        self._spent = Money.zero()
        self._lock = Lock()

    @property
    def left(self) -> Money:
        """What may still be spent; negative when a request cost more than was reserved for it."""
        return self.limit - self._spent

    def check(self, amount: Money) -> None:
        """Return when `amount` fits. Errors: `spend-cap-reached`."""
        if amount > self.left:
            raise UserError(
                "spend-cap-reached",
                f"{amount} is more than this session may still spend",
                reason=f"{max(self.left, Money.zero())} of {self.limit} are left",
                hint="the user can start the server with a higher cap: smartaipi mcp serve --max-spend USD",
            )

    def reserve(self, amount: Money) -> None:
        """Count `amount` as spent. Errors: as `check`."""
        with self._lock:
            self.check(amount)
            self._spent += amount

    def settle(self, reserved: Money, cost: Money | None) -> None:
        """Count what it really cost in place of what was reserved; an unknown cost is taken to be that."""
        if cost is not None:
            with self._lock:
                self._spent += cost - reserved

    def release(self, reserved: Money) -> None:
        """Give back what was reserved: nothing was spent."""
        with self._lock:
            self._spent -= reserved


def charged(cap: SpendCap, amount: Money, work: Callable[[], Result]) -> Result:
    """Do what gives a budget of `amount` away; it stays counted unless nothing was given.

    Errors: `spend-cap-reached`, those of the work.
    """
    cap.reserve(amount)
    try:
        return work()
    except UserError as problem:
        if problem.code not in UNKNOWN:
            cap.release(amount)
        raise
