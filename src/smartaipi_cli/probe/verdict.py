"""How a request came out: the good outcome with its evidence, and the code, grade and meaning of every other."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from smartaipi_cli.domain.money import Money
from smartaipi_cli.exit_codes import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A request that was served as it should be. `cost` is None when the gateway does not tell."""

    url: str
    model: str
    actual_model: str
    elapsed_s: float
    first_byte_s: float
    request_id: str
    text: str
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Money | None = None


class Grade(StrEnum):
    """How bad it is: all as it should be; answered, but not as it should be; not answered."""

    GOOD = "good"
    FLAWED = "flawed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to be said about one request. `wait_s` is what a rate limit asks to wait, None if it does not say."""

    code: str
    sentence: str
    reason: str = ""
    hint: str = ""
    wait_s: float | None = None

    @property
    def grade(self) -> Grade:
        """How bad it is."""
        return PROBE_CODES[self.code].grade

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return self.grade is Grade.GOOD

    @property
    def exit_code(self) -> ExitCode:
        """What a command that gives this verdict ends with."""
        return PROBE_CODES[self.code].exit_code


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code stands for."""

    grade: Grade
    exit_code: ExitCode
    text: str


def _failed(exit_code: ExitCode, text: str) -> Meaning:
    return Meaning(Grade.FAILED, exit_code, text)


def _flawed(text: str) -> Meaning:
    return Meaning(Grade.FLAWED, ExitCode.FINDING, text)


PROBE_CODES: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        "answered": Meaning(Grade.GOOD, ExitCode.DONE, "answered as it should be"),
        # The way to the gateway
        "name-unresolved": _failed(ExitCode.GATEWAY, "the host has no address"),
        "gateway-unreachable": _failed(ExitCode.GATEWAY, "no connection to the gateway's address"),
        "proxy-refused": _failed(ExitCode.GATEWAY, "a proxy did not let the connection through"),
        "gateway-tls": _failed(ExitCode.GATEWAY, "no trusted TLS connection"),
        "gateway-timeout": _failed(ExitCode.GATEWAY, "no connection, or no answer, within the limit"),
        "connection-closed": _failed(ExitCode.GATEWAY, "the connection ended without an answer"),
        "gateway-protocol": _failed(ExitCode.GATEWAY, "the answer is not what the protocol demands"),
        # Answers that are no success
        "gateway-redirected": _failed(ExitCode.GATEWAY, "the gateway sends to another address"),
        "gateway-not-json": _failed(ExitCode.GATEWAY, "a web page or other text where an API should be"),
        "wrong-base-path": _failed(ExitCode.GATEWAY, "the base address has a wrong path"),
        "wrong-credential": _failed(ExitCode.CREDENTIAL, "a credential of the wrong kind"),
        "credential-refused": _failed(ExitCode.CREDENTIAL, "the key is not accepted"),
        "permission-denied": _failed(ExitCode.CREDENTIAL, "the key may not do this"),
        "group-mismatch": _failed(ExitCode.CREDENTIAL, "the key's group does not reach the model"),
        "balance-exhausted": _failed(ExitCode.BALANCE, "the account's balance is used up"),
        "budget-exceeded": _failed(ExitCode.BALANCE, "the key's budget is used up"),
        "model-unknown": _failed(ExitCode.GATEWAY, "the gateway has no such model"),
        "rate-limited": _failed(ExitCode.GATEWAY, "too many requests"),
        "gateway-refused": _failed(ExitCode.GATEWAY, "refused for another reason"),
        "gateway-failed": _failed(ExitCode.GATEWAY, "the gateway has an error of its own"),
        "websocket-refused": _failed(ExitCode.GATEWAY, "the address does not speak WebSocket"),
        # Answers that began well
        "gateway-truncated": _failed(ExitCode.GATEWAY, "the answer ended before it was complete"),
        "connection-reset": _failed(ExitCode.GATEWAY, "the connection was torn down inside the answer"),
        "stream-stalled": _failed(ExitCode.GATEWAY, "nothing came any more inside the answer"),
        "stream-failed": _failed(ExitCode.GATEWAY, "an error came inside the answer"),
        "stream-unreadable": _failed(ExitCode.GATEWAY, "something in the answer is not of its protocol"),
        "socket-closed": _failed(ExitCode.GATEWAY, "the socket was closed before the answer was complete"),
        "answer-empty": _failed(ExitCode.GATEWAY, "the answer is complete and has no content"),
        # Answers that are whole, but not right
        "model-substituted": _flawed("another model answered than was asked for, without a word"),
        "stream-buffered": _flawed("the stream was held back and let go at its end"),
        "usage-missing": _flawed("no token counts were told"),
        "end-missing": _flawed("the stream has no end mark"),
        "answer-packed": _flawed("the answer came compressed, which delays tokens"),
    }
)
"""Code to meaning. Where a code is also one of `ERROR_CODES`, it ends with the same exit code."""
