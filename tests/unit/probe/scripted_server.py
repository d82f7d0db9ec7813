"""Servers that do exactly what a script says, down to the byte: HTTP, TLS, and a proxy with tunnels."""

import asyncio
import ssl
import struct
import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET

RESET = object()
"""A step: tear the connection down."""

HANG = object()
"""A step: say nothing more until the client leaves."""

UNREAD = object()
"""A step: as `HANG`, but read nothing either."""

NEXT = object()
"""A step: wait for the next request on this connection."""

Step = bytes | float | object


@dataclass
class Served:
    """What reached a server. A number in a script is a pause in seconds."""

    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def serving(
    script: Sequence[Step], *, tls: ssl.SSLContext | None = None, at_once: bool = False
) -> AsyncIterator[Served]:
    """A server that plays the script to every connection, after its request unless `at_once`."""
    served = Served()

    async def handle(reader, writer):
        served.connections += 1
        if not at_once:
            served.requests.append(await read_request(reader))
        await play(script, served, reader, writer)

    async with listening(handle, served, tls):
        yield served


async def play(script, served, reader, writer):
    for step in script:
        if step is RESET:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, linger)
            writer.transport.abort()
            return
        if step is HANG:
            await reader.read()
        elif step is UNREAD:
            writer.transport.pause_reading()
            await asyncio.sleep(1)
        elif step is NEXT:
            served.requests.append(await read_request(reader))
        elif isinstance(step, float):
            await asyncio.sleep(step)
        else:
            writer.write(step)
            await writer.drain()


@asynccontextmanager
async def proxying(answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n") -> AsyncIterator[Served]:
    """A proxy that answers CONNECT so, and tunnels when that is a success."""
    served = Served()

    async def handle(reader, writer):
        served.connections += 1
        head = await read_request(reader)
        served.requests.append(head)
        writer.write(answer)
        if b" 200 " not in answer:
            return
        host, _, port = head.split(b" ")[1].rpartition(b":")
        inner_reader, inner_writer = await asyncio.open_connection(host.decode(), int(port))
        await asyncio.gather(pipe(reader, inner_writer), pipe(inner_reader, writer))

    async with listening(handle, served, None):
        yield served


async def pipe(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


async def read_request(reader) -> bytes:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError) as problem:
        return getattr(problem, "partial", b"")
    lengths = [
        line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    ]
    return head + (await reader.readexactly(int(lengths[0])) if lengths else b"")


@asynccontextmanager
async def listening(handle: Callable, served: Served, tls: ssl.SSLContext | None) -> AsyncIterator[None]:
    """A server whose connections are all over before it is."""
    running: set[asyncio.Task] = set()

    async def connected(reader, writer):
        running.add(asyncio.current_task())
        try:
            await handle(reader, writer)
        except (ConnectionError, ssl.SSLError):
            pass  # the client left, which some tests are about
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        server.close()
        await asyncio.wait_for(asyncio.gather(*running), 10)


def make_certificate(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The contexts of a server with a certificate for this name alone, and of a client that trusts it."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))


def head(status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


LAST_CHUNK = b"0\r\n\r\n"
