"""The real program at a real pseudo-terminal: questions, hidden prompts, Ctrl-C, narrow windows."""

import pytest
from home import CLAUDE, CODEX, CONFIG, SETTINGS
from prepared_gateway import listening
from pseudo_terminal import CONTROL_C, at_terminal

ASKING = ("claude", "--secret", "helper")
QUESTION = "apply this change? [y/N]"
KEY = "sk-sandbox-0123456789abcdef0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("answer", ["y", "yes", "YES"])
def test_yes_applies_what_was_shown(home, answer):
    """The diff comes before the question, the proof after the answer."""
    home.write(SETTINGS, b'{"theme": "dark"}\n')
    with at_terminal(home, *ASKING) as conversation:
        conversation.wait_for(QUESTION)
        assert '-{"theme": "dark"}\n+{"theme": "dark", ' in conversation.text
        assert b"apiKeyHelper" not in home.read(SETTINGS)
        conversation.type(f"{answer}\n")
        code = conversation.end()

    assert code == 0, conversation.text
    assert "verified: a request in the client's own way was answered" in conversation.text
    assert "apiKeyHelper" in home.read_json(SETTINGS)


@pytest.mark.parametrize(
    "answer", ["n\n", "\n", "\x04", "perhaps\n"], ids=["no", "Enter", "Ctrl-D", "another word"]
)
def test_anything_but_yes_changes_nothing(home, answer):
    """Code 1: it was not done."""
    before = home.whole_tree()
    with at_terminal(home, *ASKING) as conversation:
        conversation.wait_for(QUESTION)
        conversation.type(answer)
        code = conversation.end()

    assert (code, home.whole_tree()) == (1, before)
    assert "error: nothing was changed" in conversation.text


def test_a_hidden_prompt_does_not_show_what_is_typed(home):
    """The key is kept; nothing of it was ever on the screen."""
    with at_terminal(home, "login") as conversation:
        conversation.wait_for("API key (calls models):")
        conversation.type(f"{KEY}\n")
        conversation.wait_for("account token (keys, usage, balance):")
        conversation.type("\n")
        code = conversation.end()

    assert code == 0, conversation.text
    assert (home.own / "data/credentials/box/key").read_text() == f"{KEY}\n"
    assert KEY[11:] not in conversation.shown
    assert KEY[11:19] not in conversation.shown


@pytest.mark.parametrize(
    ("command", "words"),
    [(ASKING, QUESTION), (("login",), "API key (calls models):")],
    ids=["at a question", "at a hidden prompt"],
)
def test_control_c_at_a_prompt_changes_nothing(home, command, words):
    """Code 130, as the shell knows it; no traceback."""
    before = home.whole_tree()
    with at_terminal(home, *command) as conversation:
        conversation.wait_for(words)
        conversation.type(CONTROL_C)
        code = conversation.end()

    assert (code, home.whole_tree()) == (130, before)
    assert "Traceback" not in conversation.text
    assert "interrupted" in conversation.text


@pytest.mark.parametrize(("command", "file"), [(CLAUDE, SETTINGS), (CODEX, CONFIG)], ids=["claude", "codex"])
def test_control_c_while_the_proof_is_awaited_takes_the_set_up_back(home, command, file):
    """The file is written, the gateway keeps silent, the person gives up: everything is as it was."""
    home.write(file, b"")
    before = home.tree()
    with listening() as (server, address):
        home.add_profile(
            "mute", "custom", {"openai_url": f"{address}/v1", "anthropic_url": address}, "sk-test-0123"
        )
        with at_terminal(home, *command, "--profile", "mute") as conversation:
            connection, _ = server.accept()
            with connection:
                assert home.tree() != before
                conversation.type(CONTROL_C)
                code = conversation.end()

    assert (code, home.tree()) == (130, before), conversation.text
    assert "Traceback" not in conversation.text


@pytest.mark.parametrize("columns", [40, 250])
def test_no_value_of_a_table_is_cut_whatever_the_width(home, columns):
    """40 columns turn rows into records; every value that a pipe gets is on the screen in one piece."""
    rows = [line.split("\t") for line in home.run("gateways", "list").out.splitlines()]
    with at_terminal(home, "gateways", "list", columns=columns) as conversation:
        code = conversation.end()

    assert code == 0
    assert len(rows) > 5
    for row in rows:
        for value in row:
            assert value in conversation.text
    assert "…" not in conversation.text


def test_a_diff_is_not_cut_in_a_narrow_window(home):
    """A long line of the diff is there to its last character."""
    home.write(SETTINGS, b"{}\n")
    wanted = home.run(*CLAUDE, "--dry-run", "--json").envelope["data"]["plan"]["diff"]
    with at_terminal(home, *CLAUDE, "--dry-run", columns=40) as conversation:
        code = conversation.end()

    assert code == 0
    assert max(map(len, wanted)) > 40
    for line in wanted:
        assert line in conversation.text


def test_status_at_40_columns_shows_the_tool_the_host_and_the_profile(home):
    """The same for the table that people look at most, less what is as it should be."""
    assert home.run(*CLAUDE).code == 0
    row = home.run("status", "--json").envelope["data"]["tools"][0]
    values = [row[name] for name in ("tool", "host", "profile", "key", "secret")]
    with at_terminal(home, "status", columns=40) as conversation:
        code = conversation.end()

    assert code == 0
    assert all(values)
    for value in values:
        assert value in conversation.text
    assert "connected as they were set up" in conversation.text


def test_no_colour_means_none_at_a_real_terminal(home):
    """And colour without the variable, so that this can fail."""
    shown = {}
    for name, variables in {"plain": {"NO_COLOR": "1"}, "coloured": {}}.items():
        home.environment |= variables
        with at_terminal(home, "undo", "zzzz") as conversation:
            assert conversation.end() == 1
        shown[name] = conversation.shown
        home.environment.pop("NO_COLOR", None)

    assert "\x1b[" not in shown["plain"]
    assert "\x1b[" in shown["coloured"]
