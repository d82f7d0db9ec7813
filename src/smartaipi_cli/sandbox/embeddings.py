"""`POST /v1/embeddings`.

*Source:* OpenAI's API reference, embeddings. Its SDKs ask for `base64` when their caller asks for nothing.
"""

import base64
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from smartaipi_cli.sandbox.catalogue import Kind
from smartaipi_cli.sandbox.conversation import tokens_in
from smartaipi_cli.sandbox.endpoints import caller_of
from smartaipi_cli.sandbox.events import Usage
from smartaipi_cli.sandbox.inference import is_priority, require_model
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request
from smartaipi_cli.sandbox.single_calls import SingleCall, perform
from smartaipi_cli.sandbox.streaming import HalfAnswer
from smartaipi_cli.sandbox.vectors import floats_of, vector_of
from smartaipi_cli.sandbox.wire import optional_choice, optional_count, parse_object, required_text

_MOST_INPUTS: Final = 2_048
_FORMATS: Final = ("float", "base64")


async def embed(request: Request) -> Response | HalfAnswer:
    """The vectors of some texts."""
    caller = await caller_of(request)
    body = parse_object(await request.body())
    model = require_model(required_text(body, "model"), Kind.EMBEDDING)
    dimensions = optional_count(body, "dimensions") or model.dimensions
    if dimensions > model.dimensions:
        message = f"`dimensions` of `{model.id}` are at most {model.dimensions}"
        raise ProblemError(invalid_request(message, param="dimensions"))
    is_base64 = optional_choice(body, "encoding_format", _FORMATS) == "base64"
    inputs = _inputs(body)
    vectors = [vector_of(text, model=model.id, dimensions=dimensions) for text, _ in inputs]
    tokens = max(1, sum(count for _, count in inputs))
    content = {
        "object": "list",
        "data": [
            {
                "object": "embedding",
                "index": index,
                "embedding": base64.b64encode(vector).decode() if is_base64 else floats_of(vector),
            }
            for index, vector in enumerate(vectors)
        ],
        "model": model.id,
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }
    call = SingleCall(
        model=model,
        content=content,
        usage=Usage(input_tokens=tokens),
        is_priority=is_priority(body),
    )
    return await perform(request, caller, call)


def _inputs(body: Json) -> list[tuple[str, int]]:
    """Each input as a text with its tokens; one that is tokens already is told by their numbers."""
    value = body.get("input")
    is_one = isinstance(value, str) or (
        isinstance(value, list) and bool(value) and all(map(_is_token, value))
    )
    wanted = [value] if is_one else value
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= _MOST_INPUTS:
        message = f"`input` must be a text or a list of 1 to {_MOST_INPUTS} texts"
        raise ProblemError(invalid_request(message, param="input"))
    return [_input(item) for item in wanted]


def _input(item: object) -> tuple[str, int]:
    if isinstance(item, str) and item:
        return item, tokens_in(len(item))
    if isinstance(item, list) and item and all(map(_is_token, item)):
        return repr(item), len(item)
    raise ProblemError(invalid_request("An input must be a text or tokens, and not empty", param="input"))


def _is_token(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
