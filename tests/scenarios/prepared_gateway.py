"""A server on this machine that answers every request in one prepared way, or not at all."""

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server, socket

HOST = "127.0.0.1"
PATIENCE_S = 30
JSON = {"content-type": "application/json"}
STREAM = {"content-type": "text/event-stream"}

MESSAGE = (
    b'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","type":"message",'
    b'"role":"assistant","model":"claude-opus-4-6","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}\n\n'
)
RESPONSE = b'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_1"}}\n\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes back. A stream is cut after `body`, as its length is never said."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    body: bytes = b"{}"


@contextmanager
def answering(answer: Answer, only: tuple[str, ...] = ()) -> Iterator[str]:
    """The address of a server that answers so; with `only`, every other path gives 404 as gateways do."""

    class Handler(BaseHTTPRequestHandler):
        """Answers and closes."""

        def do_POST(self) -> None:
            """Any request with a body."""
            self.rfile.read(int(self.headers.get("content-length", 0)))
            path = self.path.partition("?")[0]
            given = answer if not only or path in only else Answer(status=404, body=b'{"error":"not found"}')
            self.send_response(given.status)
            for name, value in given.headers.items():
                self.send_header(name, value)
            self.send_header("connection", "close")
            self.end_headers()
            self.wfile.write(given.body)

        do_GET = do_POST  # noqa: N815 - the name that the library calls

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    with served(server) as address:
        yield address


@contextmanager
def breaking_off(said: bytes) -> Iterator[str]:
    """The address of a server that says these bytes, which are no HTTP, and hangs up."""

    class Handler(socketserver.BaseRequestHandler):
        """Says its bytes after the first ones of the client."""

        def handle(self) -> None:
            """One connection."""
            self.request.recv(65536)
            self.request.sendall(said)

    with served(socketserver.ThreadingTCPServer((HOST, 0), Handler)) as address:
        yield address


@contextmanager
def served(server: socketserver.TCPServer) -> Iterator[str]:
    """The address of the server while its thread runs."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def silent() -> Iterator[str]:
    """The address of a server that lets everybody connect and never says a word."""
    with listening() as (_, address):
        yield address


@contextmanager
def listening() -> Iterator[tuple[socket, str]]:
    """A server that never says a word, and its address: whoever accepts from it knows that somebody asks."""
    with create_server((HOST, 0)) as server:
        server.settimeout(PATIENCE_S)
        yield server, f"http://{HOST}:{server.getsockname()[1]}"


@contextmanager
def absent() -> Iterator[str]:
    """An address at which nobody listens: the port is taken, but not open."""
    with create_server((HOST, 0)) as server:
        address = f"http://{HOST}:{server.getsockname()[1]}"
    yield address
