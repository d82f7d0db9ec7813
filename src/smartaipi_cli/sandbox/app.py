"""The routes of the sandbox, and how anything that goes wrong on them is told."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from smartaipi_cli.sandbox.endpoints import answer_call, count_tokens
from smartaipi_cli.sandbox.gateway import Gateway, dialect_of
from smartaipi_cli.sandbox.guard import Guard
from smartaipi_cli.sandbox.management import account, budgets, catalogue, keys, usage
from smartaipi_cli.sandbox.management.exchange import Exchange, Reply, managed
from smartaipi_cli.sandbox.model_lists import list_models, show_model
from smartaipi_cli.sandbox.problems import Dialect, Problem, ProblemError, not_found
from smartaipi_cli.sandbox.store import Store
from smartaipi_cli.sandbox.websocket import converse


def build_app(store: Store, *, seed: str) -> ASGIApp:
    """The sandbox as an ASGI application over an open store; `seed` enters every derived id."""
    gateway = Gateway(store=store, seed=seed)
    app = Starlette(
        routes=[*_inference_routes(), *_management_routes()],
        middleware=[Middleware(Guard, gateway=gateway)],
        exception_handlers={
            ProblemError: _tell_problem,
            HTTPException: _tell_http_error,
            Exception: _tell_bug,
        },
    )
    app.router.redirect_slashes = False
    app.state.gateway = gateway
    return app


def _inference_routes() -> list[Route | WebSocketRoute]:
    return [
        Route("/v1/chat/completions", answer_call, methods=["POST"]),
        Route("/v1/responses", answer_call, methods=["POST"]),
        WebSocketRoute("/v1/responses", converse),
        Route("/v1/messages", answer_call, methods=["POST"]),
        Route("/v1/messages/count_tokens", count_tokens, methods=["POST"]),
        Route("/v1/models", list_models, methods=["GET"]),
        Route("/v1/models/{model:path}", show_model, methods=["GET"]),
        Route("/api/hello", _say_hello, methods=["GET"]),
    ]


def _management_routes() -> list[Route]:
    table = [
        ("GET", "/api/meta", account.show_meta),
        ("GET", "/api/usage", account.show_credits),
        ("GET", "/api/account", account.show_account),
        ("GET", "/api/balance", account.show_balance),
        ("GET", "/api/ledger", account.list_ledger),
        ("GET", "/api/keys", keys.list_keys),
        ("POST", "/api/keys", keys.create_key),
        ("GET", "/api/keys/{key_id}", keys.show_key),
        ("PATCH", "/api/keys/{key_id}", keys.update_key),
        ("DELETE", "/api/keys/{key_id}", keys.revoke_key),
        ("POST", "/api/keys/{key_id}/disable", keys.disable_key),
        ("POST", "/api/keys/{key_id}/enable", keys.enable_key),
        ("POST", "/api/keys/{key_id}/rotate", keys.rotate_key),
        ("GET", "/api/keys/{key_id}/usage", usage.show_key_usage),
        ("GET", "/api/budgets", budgets.list_budgets),
        ("PUT", "/api/budgets/{scope}/{period}", budgets.put_budget),
        ("DELETE", "/api/budgets/{scope}/{period}", budgets.delete_budget),
        ("GET", "/api/usage/summary", usage.show_summary),
        ("GET", "/api/usage/buckets", usage.list_buckets),
        ("GET", "/api/usage/records", usage.list_records),
        ("GET", "/api/models", catalogue.list_models),
        ("GET", "/api/prices", catalogue.list_prices),
        ("GET", "/sandbox/log", _show_log),
        ("DELETE", "/sandbox/log", _clear_log),
    ]
    return [Route(path, managed(handler), methods=[method]) for method, path, handler in table]


async def _say_hello(request: Request) -> Response:
    """Claude Code asks for this before anything else, with no credential."""
    return JSONResponse({"status": "ok"}, headers={"x-request-id": request.state.request_id})


async def _show_log(exchange: Exchange) -> Reply:
    entries = [entry.to_json() for entry in exchange.gateway.log.entries()]
    return Reply(body={"object": "list", "data": entries, "has_more": False})


async def _clear_log(exchange: Exchange) -> Reply:
    exchange.gateway.log.clear()
    return Reply(body={"object": "log", "deleted": True})


def _tell(request: Request, problem: Problem, request_id: str | None = None) -> Response:
    dialect = dialect_of(request.url.path, request.headers)
    named = request_id or request.state.request_id
    headers = {"x-request-id": named, **problem.headers()}
    if dialect is not Dialect.NATIVE:
        headers["request-id"] = named
    if actual_model := getattr(request.state, "actual_model", None):
        headers["x-actual-model"] = actual_model
    return JSONResponse(problem.body(dialect, named), problem.status, headers=headers)


async def _tell_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101  # it is registered for this type alone
    return _tell(request, error.problem, error.request_id)


async def _tell_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # it is registered for this type alone
    if error.status_code == _NOT_FOUND:
        return _tell(request, not_found(f"There is no route {request.method} {request.url.path}"))
    problem = Problem(
        status=error.status_code, type="invalid_request_error", code="not_possible", message=error.detail
    )
    return _tell(request, problem)


async def _tell_bug(request: Request, error: Exception) -> Response:
    del error  # the server raises it again after this answer
    message = "The sandbox failed; this is a bug"
    return _tell(request, Problem(status=500, type="server_error", code="internal_error", message=message))


_NOT_FOUND = 404
