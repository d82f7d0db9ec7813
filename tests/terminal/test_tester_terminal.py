"""The request tester before a person who has seen enough: Ctrl-C, and a narrow window."""

import pytest
from prepared_gateway import listening
from pseudo_terminal import CONTROL_C, at_terminal

CRAWLING = "sandbox/slow-20000-2000"
"""A model whose first word comes after twenty seconds: nobody waits for it here."""

DRIPPING = "sandbox/slow-10-400"
"""A model with pauses between its words that a person can press a key in."""


def test_control_c_shows_the_protocols_that_were_tested(home):
    """The list of models is quick, the first answer never comes."""
    with at_terminal(home, "test", "--model", CRAWLING) as conversation:
        conversation.wait_for("1/")
        conversation.type(CONTROL_C)
        code = conversation.end()

    assert code == 130, conversation.text
    assert "models" in conversation.text.partition("PROTOCOL")[2]
    assert "interrupted after 1 of " in conversation.text
    assert "Traceback" not in conversation.text


def test_control_c_shows_the_requirements_that_were_tried(home):
    with at_terminal(home, "test", "--for", "codex", "--model", "sandbox/slow-300-1") as conversation:
        conversation.wait_for(" 5/28")
        conversation.type(CONTROL_C)
        code = conversation.end()

    assert code == 130, conversation.text
    assert "answers `POST /responses`" in conversation.text
    assert "interrupted after " in conversation.text
    assert "Traceback" not in conversation.text


def test_control_c_inside_an_answer_leaves_its_text_and_its_times(home):
    with at_terminal(home, "test", "chat", "--model", DRIPPING) as conversation:
        conversation.wait_for("sandbox answers")
        conversation.type(CONTROL_C)
        code = conversation.end()

    assert code == 130, conversation.text
    assert "pieces of the answer: the first after " in conversation.text
    assert "interrupted inside the answer" in conversation.text
    assert "Traceback" not in conversation.text


def test_control_c_before_anything_came_is_an_interruption_like_any_other(home):
    """The gateway keeps silent, the person gives up: there is nothing to show."""
    with listening() as (server, address):
        home.add_profile("mute", "custom", {"openai_url": f"{address}/v1"}, "sk-test-0123")
        with at_terminal(home, "test", "chat", "--model", "any", "--profile", "mute") as conversation:
            connection, _ = server.accept()
            with connection:
                conversation.type(CONTROL_C)
                code = conversation.end()

    assert code == 130, conversation.text
    assert "Traceback" not in conversation.text


@pytest.mark.parametrize("columns", [40, 80])
def test_the_table_fits_the_window(home, columns):
    """A narrow one gets a record a protocol; numbers are whole."""
    with at_terminal(home, "test", columns=columns) as conversation:
        code = conversation.end()

    assert code == 0, conversation.text
    assert "count-tokens" in conversation.text
    assert all(len(line.rstrip()) <= columns for line in conversation.text.splitlines()), conversation.text
