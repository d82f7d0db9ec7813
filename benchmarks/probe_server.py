"""The server of `benchmarks/probe.py`: chat completions that were encoded before, sent by the clock.

`python benchmarks/probe_server.py CERTIFICATE KEY` prints three ports: plain, TLS, and a proxy that tunnels. The query
of a request says how many tokens are sent, and how many milliseconds apart: `?100-20`.
"""

import asyncio
import json
import ssl
import sys

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
HOST = "127.0.0.1"
WAITING = 2000


def chunk(data: bytes) -> bytes:
    """One event in a chunk of its own."""
    event = b"data: " + data + b"\n\n"
    return b"%x\r\n%s\r\n" % (len(event), event)


def told(delta: dict[str, str], finish: str | None = None) -> bytes:
    """One chunk of a completion."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    whole = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return chunk(json.dumps({**whole, "choices": [choice]}).encode())


USAGE = chunk(b'{"model": "m", "choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 9}}')
FIRST = HEAD + told({"role": "assistant", "content": ""})
TOKEN = told({"content": " token"})
LAST = told({}, "stop") + USAGE + chunk(b"[DONE]") + b"0\r\n\r\n"


class Stream(asyncio.Protocol):
    """One connection, with any number of requests."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport, self.seen = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answer when the request is whole."""
        self.seen += data
        head, found, body = self.seen.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = sum(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        if not found or len(body) < length:
            return
        self.seen = b""
        events, gap_ms = head.split(b" ")[1].split(b"?")[1].split(b"-")
        self.left, self.gap_s = int(events), int(gap_ms) / 1000
        self.transport.write(FIRST)
        if self.gap_s:
            self.due = asyncio.get_running_loop().time()
            self.wait()
        else:
            self.transport.write(TOKEN * self.left + LAST)

    def wait(self) -> None:
        """Wait for the next token's own time, so that a late one makes no other late."""
        self.due += self.gap_s
        asyncio.get_running_loop().call_at(self.due, self.send)

    def send(self) -> None:
        """Send a token."""
        if self.transport.is_closing():
            return
        self.left -= 1
        self.transport.write(TOKEN if self.left else TOKEN + LAST)
        if self.left:
            self.wait()


async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection to the proxy."""
    head = await reader.readuntil(b"\r\n\r\n")
    host, _, port = head.split(b" ")[1].decode().rpartition(":")
    inner_reader, inner_writer = await asyncio.open_connection(host, int(port))
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await asyncio.gather(pipe(reader, inner_writer), pipe(inner_reader, writer))


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One direction of a tunnel."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
    except ConnectionError:
        pass
    writer.close()


async def main() -> None:
    """Serve until killed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*sys.argv[1:3])
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(Stream, HOST, 0, backlog=WAITING),
        await loop.create_server(Stream, HOST, 0, backlog=WAITING, ssl=context),
        await asyncio.start_server(tunnel, HOST, 0),
    ]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
