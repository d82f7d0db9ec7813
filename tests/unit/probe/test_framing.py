"""The end of a body is found where the library that reads it finds it, however the bytes are cut."""

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartaipi_cli.probe.framing import AtLastChunk, body_end

CHUNKED = [(b"transfer-encoding", b"chunked")]


def encoded(chunks, trailers):
    body = b"".join(b"%x%s\r\n%s\r\n" % (len(data), extension, data) for data, extension in chunks if data)
    return body + b"0\r\n" + b"".join(trailer + b"\r\n" for trailer in trailers) + b"\r\n"


CHUNKS = st.lists(
    st.tuples(
        st.sampled_from([b"x", b"0\r\n\r\n", b"\r\n", b"a\r\n0\r\n\r\nb"]),
        st.sampled_from([b"", b";a=b", b" "]),
    ),
    max_size=4,
)


@given(chunks=CHUNKS, trailers=st.lists(st.just(b"x: y"), max_size=2), size=st.integers(1, 20))
def test_the_last_chunk_is_found_at_the_byte_at_which_the_library_finds_it(chunks, trailers, size):
    body = encoded(chunks, trailers)
    wire = h11.Connection(h11.CLIENT)
    wire.send(h11.Request(method="GET", target="/", headers=[("host", "a")]))
    wire.send(h11.EndOfMessage())
    wire.receive_data(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    wire.next_event()
    end = AtLastChunk()

    for start in range(0, len(body), size):
        piece = body[start : start + size]
        wire.receive_data(piece)
        while not isinstance(event := wire.next_event(), h11.EndOfMessage) and event is not h11.NEED_DATA:
            pass
        assert end.is_reached_by(piece) is (wire.their_state is h11.DONE)


@pytest.mark.parametrize("wrong", [b"xyz\r\n", b"\r\nabc\r\n", b"-\r\n"])
def test_a_length_that_is_none_ends_the_body(wrong):
    assert AtLastChunk().is_reached_by(wrong)


@pytest.mark.parametrize(
    ("method", "status", "headers", "data", "expected"),
    [
        ("GET", 200, [(b"content-length", b"3")], b"ab", False),
        ("GET", 200, [(b"content-length", b"3")], b"abc", True),
        ("GET", 200, [(b"content-length", b"0")], b"", True),
        ("GET", 200, [], b"0\r\n\r\n", False),
        ("GET", 200, [(b"content-length", b"3"), *CHUNKED], b"3\r\nabc\r\n", False),
        ("HEAD", 200, [(b"content-length", b"3")], b"", True),
        ("GET", 204, [], b"", True),
    ],
    ids=["half", "whole", "none", "until closed", "in chunks all the same", "of HEAD", "of 204"],
)
def test_the_end_is_where_the_head_says(method, status, headers, data, expected):
    assert body_end(method, status, headers).is_reached_by(data) is expected
