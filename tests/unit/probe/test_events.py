"""Events out of bytes that are cut anywhere and written in every way that the standard allows."""

import pytest

from smartaipi_cli.probe.events import BrokenEvent, EventReader

PLAIN = (
    'event: one\ndata: {"a": "é"}\n\n: keep-alive\n\ndata: {"type": "two",\ndata: "b": 2}\n\ndata: [DONE]\n\n'
)


def names(text, size):
    reader = EventReader()
    data = text.encode() if isinstance(text, str) else text
    pieces = (data[start : start + size] for start in range(0, len(data), size))
    return [(event.name, event.data) for piece in pieces for event in reader.feed(piece)], reader.rest


EXPECTED = [("one", {"a": "é"}), ("two", {"type": "two", "b": 2}), ("[DONE]", {})]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("size", range(1, len(PLAIN) + 40))
def test_the_events_are_the_same_wherever_the_bytes_are_cut_and_however_lines_end(size, end):
    assert names(PLAIN.replace("\n", end), size) == (EXPECTED, b"")


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_byte_order_mark_at_the_beginning_is_no_part_of_the_first_line(size):
    assert names(b"\xef\xbb\xbf" + PLAIN.encode(), size)[0] == EXPECTED


@pytest.mark.parametrize("rest", ["data: [DONE]", "data: [DONE]\n", 'event: x\ndata: {"a": 1}\n'])
def test_an_event_without_its_empty_line_is_a_rest_and_no_event(rest):
    events, left = names(PLAIN + rest, 5)

    assert events == EXPECTED
    assert left


def test_an_event_is_as_old_as_the_bytes_that_end_it():
    reader = EventReader()

    before = reader.feed(b'data: {"a": 1}\n', 100)
    events = reader.feed(b"\n", 200)

    assert (before, [event.at_ns for event in events]) == ([], [200])


def test_data_that_is_no_json_object_is_told_and_not_passed_over():
    broken = EventReader().feed(b'data: {"a": \n\ndata: 7\n\ndata:\n\n', 5)

    assert broken == [BrokenEvent(text='{"a": ', at_ns=5), BrokenEvent(text="7", at_ns=5)]


def test_only_an_event_line_names_an_event():
    first, second = EventReader().feed(b'event: x\ndata: {}\n\ndata: {"type": "x"}\n\n')

    assert (first.name, first.is_named) == ("x", True)
    assert (second.name, second.is_named) == ("x", False)
