"""The transport against real sockets: no redirect followed, every failure translated, no credential in any text."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from smartaipi_cli.domain.transport import Request
from smartaipi_cli.errors import UserError
from smartaipi_cli.http.client import HttpTransport

SECRET = "sk-test-canary0123456789"


class Handler(BaseHTTPRequestHandler):
    """Answers by path; notes every path in the server's `seen`."""

    def do_GET(self):
        self.server.seen.append((self.path, self.headers.get("authorization")))
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
        elif self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"only this")
        else:
            self.send_response(200)
            self.send_header("X-Test", "yes")
            self.end_headers()
            self.wfile.write(b"hello")

    def log_message(self, *_):
        pass


@contextmanager
def server() -> Iterator[ThreadingHTTPServer]:
    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.seen = []
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.shutdown()
        found.server_close()
        thread.join()


def request(url, timeout_s=5.0):
    return Request(method="GET", url=url, headers={"authorization": f"Bearer {SECRET}"}, timeout_s=timeout_s)


def test_an_answer_has_its_status_lower_case_headers_and_body():
    with server() as found, closing(HttpTransport()) as transport:
        response = transport.send(request(f"http://127.0.0.1:{found.server_port}/"))

    assert (response.status, response.headers["x-test"], response.body) == (200, "yes", b"hello")


def test_a_redirect_is_an_answer_and_the_credential_goes_no_further():
    with server() as found, closing(HttpTransport()) as transport:
        response = transport.send(request(f"http://127.0.0.1:{found.server_port}/redirect"))

    assert response.status == 302
    assert [path for path, _ in found.seen] == ["/redirect"]


@contextmanager
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never answers."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(5)
        yield listening.getsockname()[1]


def closed_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def caught_error(url, timeout_s=5.0):
    with closing(HttpTransport()) as transport, pytest.raises(UserError) as caught:
        transport.send(request(url, timeout_s))
    return caught.value


def test_a_refused_connection_is_unreachable():
    assert caught_error(f"http://127.0.0.1:{closed_port()}/").code == "gateway-unreachable"


def test_a_server_that_stays_silent_is_a_timeout():
    with silent_port() as port:
        assert caught_error(f"http://127.0.0.1:{port}/", timeout_s=0.2).code == "gateway-timeout"


def test_tls_with_a_server_that_has_none_is_a_tls_problem():
    with server() as found:
        assert caught_error(f"https://127.0.0.1:{found.server_port}/").code == "gateway-tls"


def test_a_cut_answer_is_a_protocol_problem():
    with server() as found:
        assert caught_error(f"http://127.0.0.1:{found.server_port}/cut").code == "gateway-protocol"


@pytest.mark.parametrize("url", ["http://", "nonsense", "http://exa mple.test/", "ftp://127.0.0.1/"])
def test_what_is_no_address_is_a_mistake_of_use(url):
    assert caught_error(url).code in {"usage", "gateway-unreachable"}


def test_no_error_shows_the_credential():
    problem = caught_error(f"http://user:{SECRET}@127.0.0.1:{closed_port()}/")

    assert SECRET not in f"{problem.message} {problem.reason} {problem.hint} {problem!r}"
