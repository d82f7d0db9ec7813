"""Sending again what may be sent again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from smartaipi_cli.domain.transport import Request, Response, Stream, Transport
from smartaipi_cli.errors import UserError

TRIES = 4
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 8.0
LONGEST_ASKED_WAIT_S = 60.0
"""A gateway that asks for a longer wait gets none: the user hears of it instead."""

PASSING_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
PASSING_ERRORS = frozenset(
    {"gateway-unreachable", "gateway-timeout", "gateway-protocol", "gateway-truncated"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryingTransport:
    """Sends repeatable requests up to four times, with full jitter between the tries; others once.

    `draw` gives a random number in [0, 1). The last answer or error is the one that counts.
    """

    inner: Transport
    pause: Callable[[float], None]
    draw: Callable[[], float]

    def send(self, request: Request) -> Response:
        """See `domain.transport.Transport`."""
        for number in range(TRIES if request.is_repeatable else 1):
            is_last = not request.is_repeatable or number == TRIES - 1
            try:
                response = self.inner.send(request)
            except UserError as problem:
                if is_last or problem.code not in PASSING_ERRORS:
                    raise
                self.pause(self.wait_before(number + 1))
                continue
            if is_last or response.status not in PASSING_STATUSES:
                return response
            asked = asked_wait_s(response)
            if asked is not None and asked > LONGEST_ASKED_WAIT_S:
                return response
            self.pause(self.wait_before(number + 1) if asked is None else asked)
        raise AssertionError("unreachable")  # the last try returns or raises

    def wait_before(self, number: int) -> float:
        """Seconds before a further try: anything up to a bound that doubles each time."""
        return self.draw() * float(min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**number))

    def stream(self, request: Request) -> AbstractContextManager[Stream]:
        """See `domain.transport.Transport`; a stream is never repeated."""
        return self.inner.stream(request)

    def close(self) -> None:
        """See `domain.transport.Transport`."""
        self.inner.close()


def asked_wait_s(response: Response) -> float | None:
    """What `Retry-After` asks for, when it is a number of seconds."""
    text = response.headers.get("retry-after", "").strip()
    return float(text) if text.isascii() and text.replace(".", "", 1).isdigit() else None
