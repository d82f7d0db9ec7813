"""The responses of one socket that a later turn may continue; gone with the socket."""

from collections import OrderedDict
from typing import Final

from smartaipi_cli.sandbox.decoders.responses import input_items
from smartaipi_cli.sandbox.encoders.responses import ResponsesEncoder
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request

_REMEMBERED_RESPONSES: Final = 64


class SocketMemory:
    """Requests with what was answered to them, by the ids of the responses."""

    def __init__(self) -> None:
        self._requests: OrderedDict[str, Json] = OrderedDict()

    def join(self, body: Json) -> Json:
        """The body with the turns before it put in front of its own input.

        Errors: `ProblemError` 400 `previous_response_not_found`.
        """
        previous_id = body.get("previous_response_id")
        if previous_id is None:
            return body
        previous = self._requests.get(str(previous_id))
        if previous is None:
            message = f"The response `{previous_id}` is not known on this connection"
            problem = invalid_request(
                message, param="previous_response_id", code="previous_response_not_found"
            )
            raise ProblemError(problem)
        inherited = {"tools": previous["tools"]} if "tools" in previous else {}
        return inherited | body | {"input": [*previous["input"], *input_items(body)]}

    def remember(self, encoder: ResponsesEncoder, request: Json) -> None:
        """Keeps a joined request with the output that it got."""
        whole = request | {"input": [*input_items(request), *encoder.output]}
        self._requests[encoder.response_id] = whole
        if len(self._requests) > _REMEMBERED_RESPONSES:
            self._requests.popitem(last=False)
