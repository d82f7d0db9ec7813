"""Times by their definitions, from recordings in which every moment is known."""

import pytest
from recorded_answers import CHAT, MS, STREAMS, chat_chunk, evidence_of, recorded

from smartaipi_cli.probe.recording import Stages
from smartaipi_cli.probe.timing import is_buffered, percentile


@pytest.mark.parametrize("protocol", STREAMS)
def test_the_first_byte_is_no_token_and_thought_is_no_text(protocol):
    times = evidence_of(protocol, recorded(STREAMS[protocol])).timings

    first = 1 if protocol == "messages" else 0
    assert times.first_byte_ns == 40 * MS
    assert times.first_reasoning_ns == (60 + 10 * first) * MS
    assert times.first_token_ns == (70 + 10 * first) * MS
    assert times.last_token_ns == (80 + 10 * first) * MS


def test_the_gap_between_tokens_is_by_reported_tokens_and_leaves_thought_out():
    times = evidence_of("chat", recorded(CHAT)).timings

    assert times.token_gap_ns == 10 * MS / (4 - 1 - 1)
    assert times.gaps_ns == (10 * MS, 10 * MS)
    assert times.tokens_per_s == pytest.approx(4 / 0.080)


def test_tokens_that_share_a_read_make_no_gap_of_nothing():
    one_read = [CHAT[0], CHAT[2] + CHAT[3], CHAT[3], *CHAT[4:]]

    assert evidence_of("chat", recorded(one_read)).timings.gaps_ns == (10 * MS,)


def test_a_role_without_text_is_no_token():
    times = evidence_of("chat", recorded([CHAT[0], chat_chunk({"content": ""}), CHAT[-1]])).timings

    assert (times.first_token_ns, times.last_token_ns, times.token_gap_ns) == (None, None, None)


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ([20 * number for number in range(1, 51)], False),
        ([1000 + number / 100 for number in range(50)], True),
        ([20 * number for number in range(1, 20)] + [1000 + number / 100 for number in range(50)], True),
        ([5000 + 20 * number for number in range(20)], False),
        ([1000 + number / 100 for number in range(3)], False),
        ([10 + number / 100 for number in range(50)], False),
    ],
    ids=[
        "evenly",
        "all at the end",
        "most at the end",
        "long thought, then at a model's pace",
        "too few to tell",
        "too short to tell",
    ],
)
def test_a_stream_is_buffered_when_most_of_it_comes_at_the_end_faster_than_it_was_written(moments, expected):
    assert is_buffered([int(moment * MS) for moment in moments], 0) is expected


def test_the_stages_take_up_the_whole_time_and_leave_out_what_did_not_happen():
    stages = Stages(started=100, dns=110, tcp=130, tls=170, sent=171, first_byte=300, last_byte=400, end=400)

    spans = stages.spans()

    assert spans == (
        ("dns", 10),
        ("tcp", 20),
        ("tls", 40),
        ("sent", 1),
        ("first_byte", 129),
        ("last_byte", 100),
        ("end", 0),
    )
    assert sum(span for _, span in spans) == 300


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([3, 1, 2], 0.5, 2), (range(1, 101), 0.99, 99), (range(1, 101), 1, 100), ([7], 0.99, 7), ([1, 2], 0, 1)],
)
def test_a_percentile_is_a_value_that_was_measured(values, share, expected):
    assert percentile(list(values), share) == expected
