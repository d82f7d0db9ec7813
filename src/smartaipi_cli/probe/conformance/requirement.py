"""A requirement: what a client sends, what it needs back, and what it loses without.

Nothing here touches the network: asking is a generator that yields what is to be sent and is given what came,
checking is a function of that.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from smartaipi_cli.probe.dialogue import Dialogue
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.protocol import Protocol
from smartaipi_cli.probe.verdict import Verdict
from smartaipi_cli.probe.wish import Wish


class Level(StrEnum):
    """Whether the client cannot work without it, or only loses something."""

    MUST = "must"
    SHOULD = "should"


class State(StrEnum):
    """Whether a requirement is met; `untried` when nothing can be said about it."""

    MET = "met"
    MISSING = "missing"
    UNTRIED = "untried"

    @property
    def is_met(self) -> bool:
        """Whether it is."""
        return self is State.MET


class Outcome(NamedTuple):
    """What the answers say about a requirement, and the part of them that says so.

    `verdict` is there where the request itself came to nothing: a refused key says nothing about a protocol.
    """

    state: State
    evidence: str
    verdict: Verdict | None = None


class Send(NamedTuple):
    """Send these requests, several at once; `within_s` is for how long silence is borne, where that is the point."""

    protocol: Protocol
    requests: tuple[OutgoingRequest, ...]
    within_s: float | None = None


class Talk(NamedTuple):
    """Open a WebSocket and follow the dialogue."""

    protocol: Protocol
    request: OutgoingRequest
    dialogue: Dialogue


Asking = Generator[Send | Talk, tuple[Evidence, ...], None]
"""Yields what to do next and is given what came of it."""

Ask = Callable[[Wish], Asking]
Check = Callable[[Sequence[Evidence]], Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing that a client needs.

    `sentence` says what the gateway does when it is met, `without` what becomes of the client when it is not
    (after the client's name), `hint` what a user can do. Requirements with the same `ask` share its answers.
    `needs` are the ids of those without which this one cannot be judged. `part` groups them for people, `protocol`
    names the wish that it is asked with. `observed` is the source: the client and version that was run, or the
    reference that was read.
    """

    id: str
    part: str
    sentence: str
    level: Level
    without: str
    observed: str
    protocol: str
    ask: Ask
    check: Check
    needs: tuple[str, ...] = ()
    hint: str = ""

    @property
    def advice(self) -> str:
        """The hint, or how to look closer."""
        return self.hint or f"smartaipi test {self.protocol} --raw shows what the gateway answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client and all that it needs, in the order in which it is asked."""

    name: str
    label: str
    version: str
    requirements: tuple[Requirement, ...]
