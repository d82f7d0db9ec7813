"""The desk that hands out faults: those in a request's header, and those that wait for a request."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from smartaipi_cli.sandbox.faults import Fault, parse_fault
from smartaipi_cli.sandbox.problems import Json

_MOST_ROUNDS: Final = 1_000


@dataclass(slots=True, kw_only=True)
class ArmedFault:
    """A fault that waits for requests; `path` and `model` None: for any. `left` None: for ever."""

    text: str
    fault: Fault
    path: str | None
    model: str | None
    left: int | None

    def to_json(self) -> Json:
        """The fault as `GET /sandbox/faults` shows it."""
        return {
            "object": "fault",
            "fault": self.text,
            "path": self.path,
            "model": self.model,
            "left": self.left,
        }

    def strikes(self, path: str, model: str | None) -> bool:
        """Whether it is meant for such a request."""
        return self.path in {None, path} and self.model in {None, model}


class FaultDesk:
    """In memory: a restart forgets every fault."""

    def __init__(self) -> None:
        self._armed: list[ArmedFault] = []
        self._rounds: OrderedDict[tuple[str, str], int] = OrderedDict()

    def take(self, *, header: str | None, caller: str, path: str, model: str | None) -> Fault | None:
        """The fault of a request: that of its header, else the first armed one that is meant for it.

        Errors: `ProblemError` 400 `invalid_fault`.
        """
        if header is not None:
            return self._of_header(header, caller)
        for armed in self._armed:
            if armed.strikes(path, model):
                if armed.left is not None:
                    armed.left -= 1
                    self._armed = [other for other in self._armed if other.left != 0]
                return armed.fault
        return None

    def arm(self, text: str, *, path: str | None, model: str | None) -> ArmedFault:
        """Makes a fault wait for requests.

        Errors: `ProblemError` 400 `invalid_fault`.
        """
        order = parse_fault(text)
        armed = ArmedFault(text=text, fault=order.fault, path=path, model=model, left=order.times)
        self._armed.append(armed)
        return armed

    def armed(self) -> tuple[ArmedFault, ...]:
        """Those that wait, the oldest first."""
        return tuple(self._armed)

    def disarm(self) -> None:
        """Forgets what waits, and how often headers have struck."""
        self._armed.clear()
        self._rounds.clear()

    def _of_header(self, text: str, caller: str) -> Fault | None:
        order = parse_fault(text)
        if order.times is None:
            return order.fault
        # A client repeats the header with every attempt: after so many faults one attempt succeeds, and the next
        # call of the same test finds the fault again.
        struck = self._rounds.pop((caller, text), 0)
        if struck == order.times:
            return None
        self._rounds[caller, text] = struck + 1
        if len(self._rounds) > _MOST_ROUNDS:
            self._rounds.popitem(last=False)
        return order.fault
