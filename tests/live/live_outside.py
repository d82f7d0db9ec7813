"""The world beyond the loopback address, as the tests let it appear: a proxy that refuses and remembers.

Clients look for updates, plugins and their vendors' services. None of it is needed, none of it may decide a
test, and whatever is asked for can be looked at afterwards.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A proxy's address and the hosts that it was asked for."""

    port: int
    hosts: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that send everything but loopback to the proxy."""
        return {"HTTPS_PROXY": f"http://127.0.0.1:{self.port}", "NO_PROXY": "127.0.0.1,localhost"}


@contextmanager
def refusing_outside() -> Iterator[Outside]:
    """Refuses while the block runs."""

    class Refusal(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            outside.hosts.append(self.path.rpartition(":")[0])
            self.send_response(403)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusal) as server:
        server.daemon_threads = True
        outside = Outside(port=server.server_port)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield outside
        finally:
            server.shutdown()
            thread.join()
