"""Lines as they were sent, however the pipe cut them."""

import os
from collections.abc import Iterator
from threading import Thread

import pytest

from smartaipi_cli.mcp_server.wire import Wire


@pytest.fixture
def pipe() -> Iterator[tuple[int, Wire]]:
    """(the client's end, the wire)."""
    reading, writing = os.pipe()
    yield writing, Wire(reading=reading, writing=writing)
    os.close(reading)


def send(end: int, *pieces: bytes) -> None:
    for piece in pieces:
        os.write(end, piece)
    os.close(end)


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([b"one\ntwo\n"], [b"one", b"two"], id="two lines in a piece"),
        pytest.param([b"o", b"ne\r\nt", b"wo\n"], [b"one\r", b"two"], id="a line in pieces"),
        pytest.param([b"one\n\n  \ntwo"], [b"one", b"two"], id="empty lines, and no end"),
        pytest.param([b"\xff\n"], [b"\xff"], id="no UTF-8"),
    ],
)
def test_lines_are_put_together(pipe, pieces, lines):
    end, wire = pipe
    sender = Thread(target=send, args=(end, *pieces))
    sender.start()

    assert list(wire.lines(1000)) == lines
    sender.join()


def test_a_line_that_is_too_long_is_kept_no_longer_than_that_shows(pipe):
    end, wire = pipe
    sender = Thread(target=send, args=(end, *[b"x" * 10_000] * 30, b"\nshort\n"))
    sender.start()

    long, short = wire.lines(1000)

    sender.join()
    assert 1000 < len(long) <= 1001 + (1 << 16)
    assert short == b"short"
