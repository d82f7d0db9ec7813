"""Faults: how an answer goes wrong, or comes late, because a test wants to see what its client does.

A fault is part of a model's name, stands in the header `x-sandbox-fault` of a request, or is armed for later
requests. In the last two it is written as settings between semicolons: `status=429;retry-after=2;times=2`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from smartaipi_cli.sandbox.problems import Problem, ProblemError, invalid_request

FAULT_HEADER: Final = "x-sandbox-fault"
LONGEST_WAIT_MS: Final = 60_000
_MOST: Final = 100_000


class Break(Enum):
    """How an answer ends before its end."""

    ERROR = "error"
    """By an error in the stream, in the dialect's own form."""

    CUT = "cut"
    """As if it were whole: the stream just ends."""

    DISCONNECT = "disconnect"
    """By the loss of the connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong. Waits are in milliseconds, before the first token and between two.

    `status` refuses the call, or, with a `break_after`, ends it in the middle: so many tokens are told and then
    `break_by` happens. `close_code` closes a WebSocket there. A stream that is malformed has one event of broken
    JSON; one that is buffered arrives all at once.
    """

    status: int | None = None
    retry_after_s: int | None = None
    break_by: Break | None = None
    break_after: int = 0
    close_code: int | None = None
    first_ms: int = 0
    gap_ms: int = 0
    is_malformed: bool = False
    is_buffered: bool = False

    @property
    def is_refusal(self) -> bool:
        """Whether nothing of an answer is told."""
        return self.status is not None and self.break_by is None

    def problem(self) -> Problem:
        """The error that the fault stands for."""
        status = self.status or _INTERNAL
        wait_s = self.retry_after_s
        if wait_s is None and status in _WAITED_FOR:
            wait_s = 1
        return Problem(
            status=status,
            type=_TYPES.get(status, "server_error" if status >= _INTERNAL else "invalid_request_error"),
            code="requested_fault",
            message=f"The sandbox was asked to fail with status {status}",
            retry_after_s=wait_s,
        )


NO_FAULT: Final = Fault()


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultOrder:
    """A fault as somebody ordered it: `times` None strikes every request."""

    fault: Fault
    times: int | None


def parse_fault(text: str) -> FaultOrder:
    """What the settings of a fault order.

    Errors: `ProblemError` 400 `invalid_fault` when one is unknown, twice there or out of its range.
    """
    members: dict[str, Any] = {}
    for setting in filter(None, (part.strip() for part in text.split(";"))):
        name, _, value = (part.strip() for part in setting.partition("="))
        read = _SETTINGS.get(name)
        found = read(value) if read else None
        if found is None or members.keys() & found.keys():
            known = ", ".join(_SETTINGS)
            message = f"The fault `{setting}` is not understood; there are {known}"
            raise ProblemError(invalid_request(message, param=FAULT_HEADER, code="invalid_fault"))
        members |= found
    times = members.pop("times", None)
    if "after" in members:
        members |= {"break_by": Break.ERROR, "break_after": members.pop("after")}
    if "close_code" in members:
        members.setdefault("break_by", Break.CUT)
    return FaultOrder(fault=Fault(**members), times=times)


def _number(name: str, low: int, high: int, **extra: object) -> Callable[[str], Mapping[str, object] | None]:
    def read(value: str) -> Mapping[str, object] | None:
        is_number = re.fullmatch(r"[0-9]{1,6}", value) and low <= int(value) <= high
        return {name: int(value), **extra} if is_number else None

    return read


def _wait(name: str) -> Callable[[str], Mapping[str, object] | None]:
    def read(value: str) -> Mapping[str, object] | None:
        found = re.fullmatch(r"([0-9]{1,6})(ms|s)", value)
        waited = int(found[1]) * (1_000 if found[2] == "s" else 1) if found else _MOST
        return {name: waited} if waited <= LONGEST_WAIT_MS else None

    return read


def _close_code(value: str) -> Mapping[str, object] | None:
    # The others are reserved: they stand for what happened and may not be sent (RFC 6455, section 7.4).
    is_sent = re.fullmatch(r"100[0-37-9]|101[0-4]|[34][0-9]{3}", value)
    return {"close_code": int(value)} if is_sent else None


def _flag(name: str) -> Callable[[str], Mapping[str, object] | None]:
    return lambda value: None if value else {name: True}


_SETTINGS: Final[Mapping[str, Callable[[str], Mapping[str, object] | None]]] = {
    "status": _number("status", 400, 599),
    "retry-after": _number("retry_after_s", 0, 3_600),
    "times": _number("times", 1, _MOST),
    "after": _number("after", 0, _MOST),
    "ttft": _wait("first_ms"),
    "itl": _wait("gap_ms"),
    "cut-after": _number("break_after", 0, _MOST, break_by=Break.CUT),
    "disconnect-after": _number("break_after", 0, _MOST, break_by=Break.DISCONNECT),
    "ws-close": _close_code,
    "malformed": _flag("is_malformed"),
    "buffered": _flag("is_buffered"),
}
_INTERNAL: Final = 500
_WAITED_FOR: Final = frozenset({429, 503, 529})
_TYPES: Final = {
    401: "authentication_error",
    402: "payment_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
