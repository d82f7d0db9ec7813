"""The same request as a command for another program, with the key as a variable."""

import base64
import shlex
from collections.abc import Sequence
from typing import Final

from smartaipi_cli.probe.outgoing import Credential, OutgoingRequest, masked

VARIABLE: Final = "SMARTAIPI_API_KEY"
HANDSHAKE_KEY: Final = base64.b64encode(b"the sample nonce").decode()
"""Sixteen bytes, as a server demands them. *Source:* RFC 6455, 4.1 and 1.3."""


def curl_command(request: OutgoingRequest, variable: str = VARIABLE) -> str:
    """A `curl` command; for a WebSocket its handshake, after which curl shows what the server says."""
    is_socket = request.url.startswith("ws")
    words = ["curl", "--no-buffer"]
    if is_socket:
        words += ["--include", "--http1.1"]
    lines = [" ".join(words), shlex.quote(f"http{request.url[2:]}" if is_socket else request.url)]
    if request.method not in {"GET", "POST"} or (request.method == "POST" and not request.body):
        lines.append(f"--request {request.method}")
    lines += [
        f"--header {_header(name, value, variable)}"
        for name, value in request.headers
        if not (request.form and name == "content-type")  # curl makes its own boundary
    ]
    if is_socket:
        handshake = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": HANDSHAKE_KEY,
        }
        lines += [f"--header {shlex.quote(f'{name}: {value}')}" for name, value in handshake.items()]
    if request.form:
        lines += [
            f"--form {shlex.quote(f'{part.name}=@{part.file_name}')}"
            if part.file_name
            else f"--form-string {shlex.quote(f'{part.name}={part.content.decode()}')}"
            for part in request.form
        ]
    elif request.body:
        lines.append(f"--data-raw {shlex.quote(request.body.decode())}")
    return _joined(lines)


def websocat_command(request: OutgoingRequest, frames: Sequence[str], variable: str = VARIABLE) -> str:
    """A `websocat` command that sends the frames and shows what comes."""
    said = " ".join(shlex.quote(frame) for frame in frames)
    headers = [f"--header={_header(name, value, variable)}" for name, value in request.headers]
    return _joined([f"printf '%s\\n' {said} | websocat --no-close", *headers, shlex.quote(request.url)])


def _header(name: str, value: str | Credential, variable: str) -> str:
    if isinstance(value, Credential):
        return f'"{name}: {value.scheme}${variable}"'
    return shlex.quote(f"{name}: {masked(name, value)}")


def _joined(lines: Sequence[str]) -> str:
    return " \\\n  ".join(lines)
