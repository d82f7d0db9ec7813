"""The routes of the sandbox, and how anything that goes wrong on them is told."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from smartaipi_cli.sandbox.embeddings import embed
from smartaipi_cli.sandbox.endpoints import answer_call, count_tokens
from smartaipi_cli.sandbox.gateway import Gateway, dialect_of
from smartaipi_cli.sandbox.guard import Guard
from smartaipi_cli.sandbox.images import edit_image, generate_images, refuse_variations
from smartaipi_cli.sandbox.management.routes import management_routes
from smartaipi_cli.sandbox.model_lists import list_models, show_model
from smartaipi_cli.sandbox.problems import Dialect, Problem, ProblemError, not_found
from smartaipi_cli.sandbox.rates import RateWindow
from smartaipi_cli.sandbox.realtime import hold_session
from smartaipi_cli.sandbox.store import Store
from smartaipi_cli.sandbox.websocket import converse


def build_app(store: Store, *, seed: str, rate: RateWindow | None = None) -> ASGIApp:
    """The sandbox as an ASGI application over an open store; `seed` enters every derived id."""
    return serve_gateway(Gateway(store=store, seed=seed, rate=rate or RateWindow()))


def serve_gateway(gateway: Gateway) -> ASGIApp:
    """The routes to a gateway."""
    app = Starlette(
        routes=[*_inference_routes(), *management_routes()],
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
        WebSocketRoute("/v1/realtime", hold_session),
        Route("/v1/messages", answer_call, methods=["POST"]),
        Route("/v1/messages/count_tokens", count_tokens, methods=["POST"]),
        Route("/v1/embeddings", embed, methods=["POST"]),
        Route("/v1/images/generations", generate_images, methods=["POST"]),
        Route("/v1/images/edits", edit_image, methods=["POST"]),
        Route("/v1/images/variations", refuse_variations, methods=["POST"]),
        Route("/v1/models", list_models, methods=["GET"]),
        Route("/v1/models/{model:path}", show_model, methods=["GET"]),
        Route("/api/hello", _say_hello, methods=["GET"]),
    ]


async def _say_hello(request: Request) -> Response:
    """Claude Code asks for this before anything else, with no credential."""
    return JSONResponse({"status": "ok"}, headers={"x-request-id": request.state.request_id})


def _tell(request: Request, problem: Problem, request_id: str | None = None) -> Response:
    dialect = dialect_of(request.url.path, request.headers)
    named = request_id or request.state.request_id
    headers = {"x-request-id": named, **problem.headers(), **getattr(request.state, "rate_headers", {})}
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
    answer = _tell(request, problem)
    answer.headers.update(error.headers or {})
    return answer


async def _tell_bug(request: Request, error: Exception) -> Response:
    del error  # the server raises it again after this answer
    message = "The sandbox failed; this is a bug"
    return _tell(request, Problem(status=500, type="server_error", code="internal_error", message=message))


_NOT_FOUND = 404
