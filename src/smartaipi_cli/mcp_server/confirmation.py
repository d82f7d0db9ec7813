"""Two steps for every write: what would happen is told first, with a token that lets exactly that happen once."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.clock import Clock
from smartaipi_cli.results import Result, Warn

LIFETIME: Final = timedelta(minutes=5)
MOST_PENDING: Final = 20
TOKEN_PARTS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A write that was worked out and not done. `would` is told; `act` does it, on what was looked at then."""

    would: Mapping[str, object]
    act: Callable[[], Result] = field(repr=False)
    warnings: tuple[Warn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A proposal that waits for its token, until `expires_at`."""

    tool: str
    arguments: str
    expires_at: datetime
    proposal: Proposal


class Confirmations:
    """The proposals of one session by their tokens; a token is good for one try, right or wrong."""

    def __init__(self, clock: Clock, make_identifier: Callable[[], str]) -> None:
        self._clock = clock
        self._make_identifier = make_identifier
        self._pending: dict[str, Pending] = {}
        self._lock = Lock()

    def propose(self, tool: str, arguments: Mapping[str, object], proposal: Proposal) -> tuple[str, Pending]:
        """(token, what waits for it). The oldest proposal is forgotten when too many wait."""
        token = "".join(self._make_identifier() for _ in range(TOKEN_PARTS))
        pending = Pending(
            tool=tool,
            arguments=canonical(arguments),
            expires_at=self._clock.now() + LIFETIME,
            proposal=proposal,
        )
        with self._lock:
            while len(self._pending) >= MOST_PENDING:
                del self._pending[next(iter(self._pending))]
            self._pending[token] = pending
        return token, pending

    def redeem(self, token: str, tool: str, arguments: Mapping[str, object]) -> Proposal:
        """The proposal of a token. Errors: `confirmation-invalid`."""
        with self._lock:
            pending = self._pending.pop(token, None)
        if pending is None:
            raise invalid("it is unknown, was used already, or belongs to another session")
        if self._clock.now() >= pending.expires_at:
            raise invalid(f"it was good until {pending.expires_at:%H:%M:%S} UTC")
        if (pending.tool, pending.arguments) != (tool, canonical(arguments)):
            raise invalid("it was given for other arguments, and is void now")
        return pending.proposal


def canonical(arguments: Mapping[str, object]) -> str:
    """Arguments as one text that is the same for the same arguments."""
    return json.dumps(dict(arguments), sort_keys=True)


def invalid(reason: str) -> UserError:
    """The error for a token that confirms nothing."""
    return UserError(
        "confirmation-invalid",
        "this confirmation does not hold, and nothing was done",
        reason=reason,
        hint="call the tool without `confirmation` to get a new one",
    )
