"""A transport that tells of each request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from smartaipi_cli.domain.exchange import Exchange
from smartaipi_cli.domain.transport import Request, Response, Stream, Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.clock import Clock


class ToldTransport:
    """Does what `inner` does, and calls `tell` after each answer or failure."""

    def __init__(self, inner: Transport, tell: Callable[[Exchange], None], clock: Clock) -> None:
        self._inner = inner
        self._tell = tell
        self._clock = clock

    def send(self, request: Request) -> Response:
        """See `domain.transport.Transport`."""
        started = self._clock.monotonic_ns()
        try:
            answer = self._inner.send(request)
        except UserError as problem:
            self._failed(request, started, problem)
            raise
        self._answered(request, started, answer, len(answer.body))
        return answer

    @contextmanager
    def stream(self, request: Request) -> Iterator[Stream]:
        """See `domain.transport.Transport`; told when the head of the answer has come."""
        started = self._clock.monotonic_ns()
        try:
            with self._inner.stream(request) as answer:
                self._answered(request, started, answer, None)
                yield answer
        except UserError as problem:
            self._failed(request, started, problem)
            raise

    def close(self) -> None:
        """See `domain.transport.Transport`."""
        self._inner.close()

    def _answered(
        self, request: Request, started: int, answer: Response | Stream, received: int | None
    ) -> None:
        told = self._asked(request, started)
        self._tell(replace(told, status=answer.status, headers=answer.headers, received_bytes=received))

    def _failed(self, request: Request, started: int, problem: UserError) -> None:
        self._tell(replace(self._asked(request, started), problem=problem.message))

    def _asked(self, request: Request, started: int) -> Exchange:
        """The exchange as far as it is known without an answer."""
        return Exchange(
            method=request.method,
            url=request.url,
            sent_headers=request.headers,
            sent_bytes=len(request.body),
            elapsed_s=(self._clock.monotonic_ns() - started) / 1e9,
        )
