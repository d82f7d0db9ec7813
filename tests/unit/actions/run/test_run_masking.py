"""The mask of a run: no cut of the stream lets the key through, and nothing waits that need not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartaipi_cli.actions.run.masking import SHOWN, KeyMask, longest_beginning
from smartaipi_cli.domain.secret import MASK, Secret

KEY = "sk-test-0123456789abcdef"
REPEATING = "abababac"
"""The beginning of this key stands in its middle again: the worst case of every search."""

COVER = f"{KEY[:SHOWN]}{MASK}"


def shown(key: str, pieces: list[bytes]) -> bytes:
    mask = KeyMask(Secret(key))
    return b"".join([*(mask.feed(piece) for piece in pieces), mask.finish()])


@st.composite
def cut_streams(draw: st.DrawFn) -> tuple[str, bytes, list[bytes]]:
    """A key, a stream in which it, parts of it and other text follow each other, and the stream in pieces."""
    key = draw(st.sampled_from([KEY, REPEATING, "aaaaaaaa"]))
    part = st.integers(0, len(key)).map(lambda end: key[:end])
    words = draw(st.lists(st.one_of(st.just(key), part, st.text("abs k-\n", max_size=3)), max_size=8))
    stream = "".join(words).encode()
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    return key, stream, pieces


@given(cut_streams())
def test_however_it_is_cut_the_stream_is_as_if_it_were_masked_in_one_piece(case):
    key, stream, pieces = case

    found = shown(key, pieces)

    assert found == stream.replace(key.encode(), f"{key[:SHOWN]}{MASK}".encode())
    assert key.encode() not in found


@given(cut_streams())
def test_at_every_moment_all_is_out_but_the_hidden_part_of_what_may_become_a_key(case):
    key, _, pieces = case
    mask, fed, out = KeyMask(Secret(key)), b"", b""

    for piece in pieces:
        fed += piece
        out += mask.feed(piece)

        tail = fed.split(key.encode())[-1]
        held = max(0, longest_beginning(key.encode(), tail) - SHOWN)
        masked = fed.replace(key.encode(), f"{key[:SHOWN]}{MASK}".encode())
        assert out == masked[: len(masked) - held]


@pytest.mark.parametrize("at", range(1, len(KEY)))
def test_a_key_cut_in_two_is_covered_wherever_the_cut_is(at):
    found = shown(KEY, [KEY[:at].encode(), KEY[at:].encode(), b" done"])

    assert found.decode() == f"{COVER} done"


def test_a_key_that_comes_character_by_character_is_covered():
    assert shown(KEY, [bytes([byte]) for byte in KEY.encode()]).decode() == COVER


def test_a_prompt_that_ends_like_a_key_begins_does_not_wait():
    mask = KeyMask(Secret(KEY))

    assert mask.feed(b"continue? yes") == b"continue? yes"


def test_what_was_kept_back_comes_when_it_goes_on_in_another_way():
    mask = KeyMask(Secret(KEY))

    assert mask.feed(b"sk-test-012") == b"sk-t"
    assert mask.feed(b"X") == b"est-012X"


def test_half_a_key_at_the_end_is_no_key_and_is_not_lost():
    assert shown(KEY, [b"see sk-test-0123"]) == b"see sk-test-0123"


def test_the_mask_never_shows_its_key_in_its_own_text():
    assert KEY not in repr(KeyMask(Secret(KEY)))
