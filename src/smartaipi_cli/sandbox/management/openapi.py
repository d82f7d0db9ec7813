"""`GET /openapi.json`: the contract as OpenAPI 3.1, for everybody."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


async def show_description(request: Request) -> Response:
    """The description, the same that docs/native-contract.openapi.json holds."""
    # Loaded when it is asked for: the tables of the description are no part of serving.
    from smartaipi_cli.sandbox.contract.document import describe_contract

    return JSONResponse(describe_contract(), headers={"x-request-id": request.state.request_id})
