"""`POST /v1/images/generations` and `/v1/images/edits`; variations are not offered.

*Source:* OpenAI's API reference, images; the gateway's documented limits.
"""

import base64
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from smartaipi_cli.sandbox.catalogue import Kind
from smartaipi_cli.sandbox.conversation import tokens_in
from smartaipi_cli.sandbox.credentials import Caller
from smartaipi_cli.sandbox.endpoints import caller_of
from smartaipi_cli.sandbox.events import Usage
from smartaipi_cli.sandbox.gateway import gateway_of
from smartaipi_cli.sandbox.image_wishes import ImageWish, read_edit, read_edit_form, read_wish
from smartaipi_cli.sandbox.inference import require_model
from smartaipi_cli.sandbox.multipart import is_multipart, parse_form
from smartaipi_cli.sandbox.pictures import draw
from smartaipi_cli.sandbox.problems import ProblemError, invalid_request
from smartaipi_cli.sandbox.single_calls import SingleCall, perform
from smartaipi_cli.sandbox.streaming import HalfAnswer
from smartaipi_cli.sandbox.wire import parse_object

_SQUARE: Final = 64 * 64
"""So many pixels cost one token of output: the sandbox's own rule."""

_TOKENS_OF_A_SOURCE: Final = 256


async def generate_images(request: Request) -> Response | HalfAnswer:
    """Pictures of a prompt."""
    caller = await caller_of(request)
    return await _draw(request, caller, read_wish(parse_object(await request.body())))


async def edit_image(request: Request) -> Response | HalfAnswer:
    """Pictures of a prompt and a picture, from JSON or from a form."""
    caller = await caller_of(request)
    body = await request.body()
    content_type = request.headers.get("content-type", "")
    if is_multipart(content_type):
        return await _draw(request, caller, read_edit_form(parse_form(content_type, body)))
    return await _draw(request, caller, read_edit(parse_object(body)))


async def refuse_variations(request: Request) -> Response:
    """The gateway has no variations.

    Errors: `ProblemError` 400, always.
    """
    await caller_of(request)
    raise ProblemError(invalid_request("Image variations are not supported", code="unsupported"))


async def _draw(request: Request, caller: Caller, wish: ImageWish) -> Response | HalfAnswer:
    gateway = gateway_of(request)
    model = require_model(wish.model, Kind.IMAGE)
    text_tokens = tokens_in(len(wish.prompt))
    image_tokens = _TOKENS_OF_A_SOURCE if wish.source else 0
    drawn_tokens = wish.count * -(-wish.width * wish.height // _SQUARE)
    subject = f"{gateway.seed}\0{model.id}\0{wish.source}\0{wish.prompt}"
    drawn = [draw(f"{subject}\0{index}", width=wish.width, height=wish.height) for index in range(wish.count)]
    content = {
        "created": gateway.world.now_s(),
        "background": "opaque",
        "output_format": "png",
        "quality": "low",
        "size": f"{wish.width}x{wish.height}",
        "data": [{"b64_json": base64.b64encode(picture).decode()} for picture in drawn],
        "usage": {
            "input_tokens": text_tokens + image_tokens,
            "input_tokens_details": {"text_tokens": text_tokens, "image_tokens": image_tokens},
            "output_tokens": drawn_tokens,
            "total_tokens": text_tokens + image_tokens + drawn_tokens,
        },
    }
    usage = Usage(input_tokens=text_tokens + image_tokens, output_tokens=drawn_tokens)
    return await perform(request, caller, SingleCall(model=model, content=content, usage=usage))
