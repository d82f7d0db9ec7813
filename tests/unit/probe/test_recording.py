"""A recording survives its file, and no key stands in it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded_answers import CHAT, KEY, recorded, wish

from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.recording import Arrival, Ending, dump, load, starred


def test_a_recording_comes_back_from_its_file_as_it_was():
    recording = recorded(
        [*CHAT, b"\xff\xfe no text"],
        sent_frames=(Arrival(7, b"{}"),),
        close_code=1011,
        ending=Ending.CUT,
        request_headers=(("a", "é"),),
    )

    assert load(dump(recording)) == recording


SECRET = KEY.reveal().encode()


@given(st.lists(st.integers(0, 60), max_size=5))
def test_an_echoed_key_is_starred_out_wherever_it_was_cut(cuts):
    body = b"before " + SECRET + b" between " + SECRET + b" after"
    bounds = [0, *sorted(cuts), len(body)]
    pieces = [body[start:end] for start, end in pairwise(bounds)]

    cleaned = starred(
        recorded(pieces, headers=(("x-echo", KEY.reveal()),), reason=f"because of {KEY.reveal()}"), (SECRET,)
    )

    assert KEY.reveal() not in dump(cleaned)
    assert cleaned.body == body.replace(SECRET, b"*" * len(SECRET))
    assert [len(arrival.data) for arrival in cleaned.arrivals] == list(map(len, pieces))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_headers_that_are_kept_have_the_key_masked(protocol):
    request = PROTOCOLS[protocol].encode(wish())

    kept = dict(request.masked_headers())

    assert kept["authorization"] == "Bearer ••••"
    assert request.secrets() == (SECRET,)
