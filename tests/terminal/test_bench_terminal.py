"""A benchmark before a person: its bar, its histogram, Ctrl-C, a narrow window, a reader that has gone."""

import os
import re
import subprocess

import pytest
from home import collect
from prepared_gateway import listening
from pseudo_terminal import CONTROL_C, at_terminal

SLOW = ("bench", "--model", "sandbox/slow-60-1", "--prompt", "a short text")


def lines_of(conversation):
    """What stands on the screen, line by line."""
    return [line.rstrip() for line in conversation.text.splitlines()]


def test_control_c_shows_what_was_measured_so_far(home):
    """Code 130; what was under way is no failure of the gateway."""
    with at_terminal(home, *SLOW, "--requests", "1000", "--max-tokens", "9") as conversation:
        conversation.wait_for_match(r"\d\d/1000")
        conversation.type(CONTROL_C)
        code = conversation.end()

    assert code == 130, conversation.text
    assert "Traceback" not in conversation.text
    assert re.search(r"TTFT of \d\d", conversation.text)
    assert "of 1000 requests" in conversation.text.partition("interrupted after ")[2]
    assert "FAILED" not in conversation.text


def test_control_c_before_anything_was_measured_is_an_interruption_like_any_other(home):
    """The gateway keeps silent, the person gives up: there is nothing to show."""
    with listening() as (server, address):
        home.add_profile("mute", "custom", {"openai_url": f"{address}/v1"}, "sk-test-0123")
        with at_terminal(home, *SLOW, "--profile", "mute") as conversation:
            connection, _ = server.accept()
            with connection:
                conversation.type(CONTROL_C)
                code = conversation.end()

    assert code == 130, conversation.text
    assert "Traceback" not in conversation.text
    assert "TTFT" not in conversation.text


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_the_histogram_fits_the_window(home, columns):
    """Each bar stands behind its bounds and its number, on one line."""
    with at_terminal(home, *SLOW, "--requests", "15", "--concurrency", "3", columns=columns) as conversation:
        conversation.end()

    drawn = [line for line in lines_of(conversation) if "█" in line and " ms " in line]
    assert drawn, conversation.text
    assert all(len(line) <= columns for line in drawn)
    assert any(line.startswith("p50 ") for line in drawn)
    numbers = [
        int(line.replace("█", " ").split(" ms ")[1].split()[0])
        for line in lines_of(conversation)
        if " ms  " in line and ("–" in line or "≥" in line)
    ]
    assert sum(numbers) == 15


def test_a_reader_that_has_gone_is_no_failure(home):
    """As in `smartaipi bench | head -0`: the run is over, nobody complains."""
    reading, writing = os.pipe()
    os.close(reading)
    with home.start(*SLOW, "--requests", "2", stdout=writing, stderr=subprocess.PIPE) as process:
        os.close(writing)
        outcome = collect(process)

    assert outcome.code == 0
    assert "Traceback" not in outcome.err
