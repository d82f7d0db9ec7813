"""What every management handler gets and gives, and the checks before it runs."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Final

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartaipi_cli.sandbox.credentials import authenticate_account, read_credential
from smartaipi_cli.sandbox.gateway import Gateway, gateway_of
from smartaipi_cli.sandbox.problems import Dialect, Json, Problem, ProblemError, invalid_request
from smartaipi_cli.sandbox.wire import parse_object

LONGEST_IDEMPOTENCY_KEY: Final = 255
IDEMPOTENCY_WINDOW_S: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One authenticated request."""

    gateway: Gateway
    method: str
    path: str
    path_params: dict[str, str]
    query: QueryParams
    headers: Headers
    raw_body: bytes
    now_s: int

    def body(self) -> Json:
        """The body as an object; an empty one is an empty object."""
        return parse_object(self.raw_body) if self.raw_body.strip() else {}

    def check_match(self, etag: str) -> None:
        """Holds the caller to its `If-Match`.

        Errors: `ProblemError` 412 when the resource was edited since the caller read it.
        """
        wanted = self.headers.get("if-match")
        if wanted not in {None, "*", etag}:
            message = "The resource has been edited since it was read"
            problem = Problem(
                status=412, type="precondition_failed", code="precondition_failed", message=message
            )
            raise ProblemError(problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a handler answers."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Exchange], Awaitable[Reply]]


def managed(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The route of a handler: only the account token passes."""

    async def route(request: Request) -> Response:
        gateway = gateway_of(request)
        now_s = gateway.world.now_s()
        credential = read_credential(request.headers, Dialect.NATIVE)
        await gateway.store.read(lambda connection: authenticate_account(connection, credential, now_s))
        exchange = Exchange(
            gateway=gateway,
            method=request.method,
            path=request.url.path,
            path_params=dict(request.path_params),
            query=request.query_params,
            headers=request.headers,
            raw_body=await request.body(),
            now_s=now_s,
        )
        reply = await handler(exchange)
        headers = {"x-request-id": request.state.request_id, **reply.headers}
        if reply.status == _NOT_MODIFIED:
            return Response(status_code=_NOT_MODIFIED, headers=headers)
        return JSONResponse(reply.body, reply.status, headers=headers)

    return route


async def perform_once(exchange: Exchange, perform: Callable[[Connection], Reply]) -> Reply:
    """Runs a write; under an `Idempotency-Key` only the first time, later the first answer comes again.

    The kept answer has no `value`: a key is shown once. Errors: `ProblemError` 422 when the key came before
    with another request, 400 when it is too long.
    """
    token = exchange.headers.get("idempotency-key")
    if not token:
        return await exchange.gateway.store.write(perform)
    if len(token) > LONGEST_IDEMPOTENCY_KEY:
        raise ProblemError(invalid_request("The idempotency key is too long", param="Idempotency-Key"))
    digest = _digest(exchange)

    def once(connection: Connection) -> Reply:
        oldest = exchange.now_s - IDEMPOTENCY_WINDOW_S
        connection.execute("DELETE FROM idempotent_answers WHERE created_at <= ?", (oldest,))
        row = connection.execute(
            "SELECT request_sha256, status, body FROM idempotent_answers WHERE idempotency_key = ?", (token,)
        ).fetchone()
        if row is not None and row["request_sha256"] != digest:
            message = "The idempotency key was used for another request"
            problem = Problem(
                status=422, type="invalid_request_error", code="idempotency_key_reused", message=message
            )
            raise ProblemError(problem)
        if row is not None:
            replayed = {"idempotent-replayed": "true"}
            return Reply(body=json.loads(row["body"]), status=row["status"], headers=replayed)
        reply = perform(connection)
        kept = {name: value for name, value in reply.body.items() if name != "value"}
        connection.execute(
            "INSERT INTO idempotent_answers VALUES (?, ?, ?, ?, ?)",
            (token, digest, reply.status, json.dumps(kept), exchange.now_s),
        )
        return reply

    return await exchange.gateway.store.write(once)


def _digest(exchange: Exchange) -> str:
    return hashlib.sha256(f"{exchange.method} {exchange.path}\0".encode() + exchange.raw_body).hexdigest()


_NOT_MODIFIED: Final = 304
