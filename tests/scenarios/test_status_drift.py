"""What `status` says about a set-up that somebody changed since."""

import pytest
from home import CLAUDE, CODEX, CONFIG, SETTINGS, STATE, Home


def drift_of(home: Home, tool: str) -> str:
    """The column DRIFTED of a tool."""
    rows = home.run("status", "--json").envelope["data"]["tools"]
    return next(row["drifted"] for row in rows if row["tool"] == tool)


@pytest.fixture
def connected(home: Home) -> Home:
    """A home in which both clients were set up."""
    assert home.run(*CLAUDE, "--no-verify").code == 0
    assert home.run(*CODEX, "--no-verify").code == 0
    return home


@pytest.mark.parametrize("tool", ["claude", "codex"])
def test_a_set_up_that_nobody_touched_has_not_drifted(connected, tool):
    assert drift_of(connected, tool) == "no"


def test_what_others_add_to_a_file_is_no_drift(connected):
    """Their keys and comments are theirs."""
    connected.write(SETTINGS, connected.read(SETTINGS).replace(b"{", b'{\n  "theme": "dark",', 1))
    connected.write(CONFIG, b"# mine\n" + connected.read(CONFIG))

    assert (drift_of(connected, "claude"), drift_of(connected, "codex")) == ("no", "no")


def test_a_value_that_was_changed_is_named(connected):
    connected.write(SETTINGS, connected.read(SETTINGS).replace(b'"opus"', b'"haiku"'))
    connected.write(CONFIG, connected.read(CONFIG).replace(b'"gpt-5.4"', b'"o3"'))

    assert (drift_of(connected, "claude"), drift_of(connected, "codex")) == ("model", "model")


def test_a_file_that_cannot_be_read_is_named(connected):
    """Whether its values are still ours, nobody can say."""
    connected.write(STATE, b"{")

    assert drift_of(connected, "claude") == STATE
