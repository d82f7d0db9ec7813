"""A gateway with the moods that the sandbox does not have: it refuses keys and fields, and upgrades never.

It keeps every byte that it gets, so that a test can say of a text that it never arrived.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

MODELS: Final = ("gpt-5.4", "claude-opus-4-6", "claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001")
ANSWER: Final = "The stub answers."


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        """The content as JSON."""
        return json.loads(self.content)

    @property
    def keys(self) -> frozenset[str]:
        """The credentials that it carried."""
        sent = (
            self.headers.get("x-api-key", ""),
            self.headers.get("authorization", "").removeprefix("Bearer"),
        )
        return frozenset(key.strip() for key in sent if key.strip())


@dataclass(kw_only=True)
class StubGateway:
    """What it accepts, which a test may change while it runs, and what it got."""

    port: int
    keys: set[str]
    is_strict: bool = False
    when_refused: Callable[[], None] = lambda: None
    arrivals: list[Arrival] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The server, for Anthropic's dialect."""
        return f"http://127.0.0.1:{self.port}"

    def calls(self) -> list[Arrival]:
        """The calls of models."""
        return [one for one in self.arrivals if one.method == "POST"]

    def credentials(self) -> set[str]:
        """Every credential that came."""
        return {key for one in self.arrivals for key in one.keys}

    def has_seen(self, text: str) -> bool:
        """Whether a text came in any place of any request."""
        needle = text.encode()
        return any(
            needle in one.content
            or text in one.path
            or any(text in part for header in one.headers.items() for part in header)
            for one in self.arrivals
        )


@contextmanager
def stub_gateway(key: str, exchange: type[BaseHTTPRequestHandler] | None = None) -> Iterator[StubGateway]:
    """Serves in a thread while the block runs; `exchange` answers in place of the usual one."""
    with ThreadingHTTPServer(("127.0.0.1", 0), exchange or Exchange) as server:
        server.daemon_threads = True
        stub = StubGateway(port=server.server_port, keys={key})
        server.stub = stub  # type: ignore[attr-defined]  # the handler finds it there
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join()


class Exchange(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._receive()
        self._send(200, b"", "text/plain")

    def do_GET(self) -> None:
        arrival = self._receive()
        if arrival.path.partition("?")[0] == "/v1/responses":
            self._refuse(426, "This gateway speaks HTTP only")
        elif self._admits(arrival):
            self._tell({"object": "list", "data": [{"id": name, "object": "model"} for name in MODELS]})

    def do_POST(self) -> None:
        arrival = self._receive()
        if not self._admits(arrival):
            return
        path = arrival.path.partition("?")[0]
        if path == "/v1/responses":
            self._stream(_responses_events(arrival.body["model"]))
        elif self._stub.is_strict and (field := _unknown_field(arrival.body)):
            self._refuse(400, f"{field}: Extra inputs are not permitted")
        elif path == "/v1/messages/count_tokens":
            self._tell({"input_tokens": 1})
        elif arrival.body.get("stream"):
            self._stream(_messages_events(arrival.body["model"]))
        else:
            self._tell(_message(arrival.body["model"]) | {"content": [{"type": "text", "text": ANSWER}]})

    @property
    def _stub(self) -> StubGateway:
        stub: StubGateway = self.server.stub  # type: ignore[attr-defined]  # `stub_gateway` put it there
        return stub

    def _receive(self) -> Arrival:
        content = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        arrival = Arrival(method=self.command, path=self.path, headers=headers, content=content)
        self._stub.arrivals.append(arrival)
        return arrival

    def _admits(self, arrival: Arrival) -> bool:
        if arrival.keys and arrival.keys <= self._stub.keys:
            return True
        self._stub.when_refused()
        self._refuse(401, "The API key is not known")
        return False

    def _refuse(self, status: int, message: str) -> None:
        error = {"type": "invalid_request_error", "message": message}
        self._tell({"type": "error", "error": error}, status)

    def _tell(self, body: object, status: int = 200) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _stream(self, events: Iterator[dict[str, Any]]) -> None:
        lines = (f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
        self._send(200, "".join(lines).encode(), "text/event-stream")

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.send_header("x-request-id", "req_stub")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


def _unknown_field(body: dict[str, Any]) -> str:
    """What of Anthropic's newer fields a gateway that translates them does not know; else an empty text."""
    if "context_management" in body:
        return "context_management"
    if any("defer_loading" in tool for tool in body.get("tools", ())):
        return "tools.defer_loading"
    if any(message["role"] == "system" for message in body["messages"]):
        return "messages.role"
    return ""


def _message(model: str) -> dict[str, Any]:
    return {
        "id": "msg_stub",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 4},
    }


def _messages_events(model: str) -> Iterator[dict[str, Any]]:
    yield {"type": "message_start", "message": _message(model) | {"stop_reason": None}}
    yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    yield {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": ANSWER}}
    yield {"type": "content_block_stop", "index": 0}
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {"output_tokens": 4},
    }
    yield {"type": "message_stop"}


def _responses_events(model: str) -> Iterator[dict[str, Any]]:
    content = {"type": "output_text", "text": ANSWER, "annotations": []}
    item = {
        "type": "message",
        "id": "item_stub",
        "role": "assistant",
        "status": "completed",
        "content": [content],
    }
    response = {
        "id": "resp_stub",
        "object": "response",
        "model": model,
        "status": "in_progress",
        "output": [],
    }
    usage = {"input_tokens": 1, "output_tokens": 4, "total_tokens": 5}
    yield {"type": "response.created", "response": response}
    yield {"type": "response.output_text.delta", "item_id": "item_stub", "output_index": 0, "delta": ANSWER}
    yield {"type": "response.output_item.done", "output_index": 0, "item": item}
    yield {
        "type": "response.completed",
        "response": response | {"status": "completed", "output": [item], "usage": usage},
    }
