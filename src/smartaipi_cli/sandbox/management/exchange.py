"""What every management handler gets and gives, and the checks before it runs."""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Final

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartaipi_cli.sandbox.credentials import authenticate_account, read_credential
from smartaipi_cli.sandbox.gateway import Gateway, gateway_of
from smartaipi_cli.sandbox.problems import (
    Dialect,
    Json,
    Problem,
    ProblemError,
    conflict,
    forbidden,
    invalid_request,
    rate_limited,
)
from smartaipi_cli.sandbox.tokens import READ
from smartaipi_cli.sandbox.wire import parse_object

API_VERSION: Final = "2026-11-01"
"""The version of the contract that is spoken here; `Smartaipi-Version` in a request asks for none other."""

LONGEST_IDEMPOTENCY_KEY: Final = 255
HEADER: Final = re.compile(r"^[!-~][ -~]*$")
"""What a header that steers a call may hold."""

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
        return parse_object(self.raw_body) if self.raw_body else {}

    def header(self, name: str) -> str | None:
        """A header that steers the call; None when it was not sent.

        Errors: `ProblemError` 400 for an empty one: the caller wanted a guard and would have none.
        """
        value = self.headers.get(name)
        if value is not None and not HEADER.fullmatch(value):
            raise ProblemError(invalid_request(f"`{name}` is empty or not printable ASCII", param=name))
        return value

    def check_match(self, etag: str) -> None:
        """Holds the caller to its `If-Match`.

        Errors: `ProblemError` 412 when the resource was edited since the caller read it.
        """
        wanted = self.header("if-match")
        if wanted is not None and not matches(wanted, etag):
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


def matches(wanted: str, etag: str) -> bool:
    """Whether a tag is among those of an `If-Match` or `If-None-Match`; a weak one never is."""
    return etag in {tag.strip() for tag in wanted.split(",")} or wanted.strip() == "*"


Handler = Callable[[Exchange], Awaitable[Reply]]


def managed(handlers: Mapping[str, Handler]) -> Callable[[Request], Awaitable[Response]]:
    """The route of some handlers by method: only an account token passes, and only so often."""

    async def route(request: Request) -> Response:
        gateway = gateway_of(request)
        now_s = gateway.world.now_s()
        credential = read_credential(request.headers, Dialect.NATIVE)
        scope = await gateway.store.read(
            lambda connection: authenticate_account(connection, credential, now_s)
        )
        if scope == READ and request.method not in _READING:
            raise ProblemError(forbidden("This token may read and change nothing", code="missing_scope"))
        rate = gateway.rate.take(gateway.world.clock())
        request.state.rate_headers = rate.headers()
        if not rate.is_allowed:
            message = f"The account may send {rate.limit} requests a minute"
            raise ProblemError(rate_limited(message, retry_after_s=rate.reset_s))
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
        reply = await handlers["GET" if request.method == "HEAD" else request.method](exchange)
        headers = {
            "x-request-id": request.state.request_id,
            "smartaipi-version": API_VERSION,
            **rate.headers(),
            **reply.headers,
        }
        if reply.status == _NOT_MODIFIED:
            return Response(status_code=_NOT_MODIFIED, headers=headers)
        return JSONResponse(reply.body, reply.status, headers=headers)

    return route


async def perform_once(exchange: Exchange, perform: Callable[[Connection], Reply]) -> Reply:
    """Runs a write; under an `Idempotency-Key` only the first time, later the first answer comes again.

    The kept answer has no `value`: a key is shown once. A refused write is not kept. Errors: `ProblemError` 422
    when the key came before with another request, 409 while its first request still runs, 400 when it is too long.
    """
    exchange.header("if-match")  # a wrong one is told before a replay would pass over it
    token = exchange.header("idempotency-key")
    if token is None:
        return await exchange.gateway.store.write(perform)
    if len(token) > LONGEST_IDEMPOTENCY_KEY:
        raise ProblemError(invalid_request("The idempotency key is too long", param="Idempotency-Key"))
    running = exchange.gateway.idempotency_keys
    if token in running:
        message = "The first request with this idempotency key still runs"
        raise ProblemError(conflict(message, code="idempotency_in_progress"))
    running.add(token)
    try:
        return await exchange.gateway.store.write(_once(exchange, token, perform))
    finally:
        running.discard(token)


def _once(
    exchange: Exchange, token: str, perform: Callable[[Connection], Reply]
) -> Callable[[Connection], Reply]:
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

    return once


def _digest(exchange: Exchange) -> str:
    return hashlib.sha256(f"{exchange.method} {exchange.path}\0".encode() + exchange.raw_body).hexdigest()


_NOT_MODIFIED: Final = 304
_READING: Final = frozenset({"GET", "HEAD"})
