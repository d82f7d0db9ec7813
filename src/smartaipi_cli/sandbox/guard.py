"""The gate before every route: the host is ours, the body fits, and what came in is written down."""

import logging
from collections.abc import MutableMapping
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smartaipi_cli.sandbox.gateway import Gateway, dialect_of
from smartaipi_cli.sandbox.problems import Problem

LARGEST_BODY: Final = 32 * 1024 * 1024
"""The most bytes of a request body or a WebSocket frame."""

_logger: Final = logging.getLogger(__name__)
_OWN_NAMES: Final = ("127.0.0.1", "localhost")


class Guard:
    """Lets a request pass only when it names 127.0.0.1 or localhost with our port as its host.

    A page in a browser can make a foreign name point at 127.0.0.1; its requests still carry that name.
    """

    def __init__(self, app: ASGIApp, gateway: Gateway) -> None:
        self._app = app
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads, checks, logs and hands on."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        body = b"" if scope["type"] == "websocket" else await _read_body(receive)
        received = self._gateway.log.record(
            now_s=self._gateway.world.now_s(),
            method=scope.get("method", "WEBSOCKET"),
            target=f"{scope['path']}?{scope['query_string'].decode('latin-1')}",
            headers=headers.items(),
            body=body or b"",
        )
        request_id = self._gateway.name_received(received)
        problem = _host_problem(scope, headers) or (_too_large() if body is None else None)
        if problem:
            dialect = dialect_of(scope["path"], headers)
            content = problem.body(dialect, request_id)
            response = JSONResponse(content, problem.status, headers=problem.headers() | _ids(request_id))
            await response(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = request_id
        replayed = receive if scope["type"] == "websocket" else _replay(body or b"", receive)
        try:
            await self._app(scope, replayed, send)
        except Exception:
            _logger.exception("The sandbox failed at %s; this is a bug", scope["path"])
            raise


def _ids(request_id: str) -> dict[str, str]:
    return {"x-request-id": request_id, "request-id": request_id}


def _host_problem(scope: MutableMapping[str, Any], headers: Headers) -> Problem | None:
    _, port = scope["server"]
    if headers.get("host") in {f"{name}:{port}" for name in _OWN_NAMES}:
        return None
    message = f"The sandbox answers only to 127.0.0.1:{port} and localhost:{port}"
    return Problem(status=421, type="invalid_request_error", code="foreign_host", message=message)


def _too_large() -> Problem:
    message = f"The body is larger than {LARGEST_BODY} bytes"
    return Problem(status=413, type="invalid_request_error", code="body_too_large", message=message)


async def _read_body(receive: Receive) -> bytes | None:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed
