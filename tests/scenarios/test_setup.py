"""All installed tools at once: one plan, one question, one entry of the history, one undo."""

import json

import pytest
from home import CONFIG, LOGIN, SETTINGS, Home, tree_of

NAMED = ("setup", "--tools", "claude,codex")


def rows(home: Home) -> dict[str, dict]:
    """Tool to its row of the status."""
    return {row["tool"]: row for row in home.run("status", "--json").envelope["data"]["tools"]}


def history(home: Home) -> list[dict]:
    """Every change, newest first."""
    return home.run("history", "list", "--json").envelope["data"]["changes"]


@pytest.fixture
def filled(home: Home) -> Home:
    """A home in which both clients have settings of their own."""
    home.write(SETTINGS, b'{\n  "theme": "dark"\n}\n')
    home.write(CONFIG, b'# mine\nmodel = "o3"\n')
    return home


def test_the_named_tools_are_connected_in_one_change_and_undone_in_one(filled):
    before = tree_of(filled.path)

    done = filled.run(*NAMED, "--yes")

    assert done.code == 0, done.text
    assert len(history(filled)) == 1 + sum(change["tool"] == "smartaipi" for change in history(filled))
    assert {name: rows(filled)[name]["state"] for name in ("claude", "codex")} == {
        "claude": "connected",
        "codex": "connected",
    }
    assert filled.run("undo", "--yes").code == 0
    assert tree_of(filled.path) == before


def test_each_tool_has_its_own_row_with_its_own_drift(filled):
    filled.run(*NAMED, "--yes")
    settings = json.loads((filled.path / SETTINGS).read_text())
    settings["model"] = "by-hand"
    filled.write(SETTINGS, json.dumps(settings).encode())

    found = rows(filled)

    assert "model" in found["claude"]["drifted"]
    assert found["codex"]["drifted"] == "no"
    assert found["claude"]["since"] == found["codex"]["since"] != ""


def test_without_names_what_is_installed_is_found(filled):
    done = filled.run("setup", "--yes", "--json")

    assert done.code == 0, done.text
    assert {"claude", "codex"} <= set(done.envelope["data"]["tools"])


def test_a_person_may_choose_among_what_was_found(filled):
    done = filled.run("setup", answers=iter(["codex", "yes"]))

    assert done.code == 0, done.text
    assert (rows(filled)["claude"]["state"], rows(filled)["codex"]["state"]) == ("not connected", "connected")


def test_a_tool_in_the_way_is_left_out_with_its_reason_unless_it_was_named(filled):
    filled.write(".claude.json", b'{"oauthAccount": {"emailAddress": "ada@example.org"}}')

    found = filled.run("setup", "--yes", "--json")
    named = filled.run(*NAMED, "--yes", "--json")

    assert "claude" not in found.envelope["data"]["tools"]
    assert any("left out Claude Code" in warning["message"] for warning in found.envelope["warnings"])
    assert (named.code, named.envelope["error"]["code"]) == (5, "client-login-found")


def test_one_that_cannot_be_proven_takes_all_of_it_back(filled):
    (filled.project / ".claude").mkdir()
    (filled.project / ".claude/settings.local.json").write_text(
        '{"env": {"ANTHROPIC_BASE_URL": "https://elsewhere.example"}}'
    )
    before = tree_of(filled.path)

    done = filled.run(*NAMED, "--yes", "--json")

    assert done.code == 9, done.text
    assert done.envelope["data"]["taken_back"] is True
    assert tree_of(filled.path) == before


def test_nothing_is_written_in_a_dry_run_or_without_a_yes(filled):
    before = tree_of(filled.path)

    assert filled.run(*NAMED, "--dry-run").code == 0
    assert filled.run(*NAMED).code == 2
    assert filled.run(*NAMED, answers=iter(["no"])).code == 1
    assert tree_of(filled.path) == before


def test_an_unknown_tool_is_named_with_the_known_ones(filled):
    done = filled.run("setup", "--tools", "claude,emacs", "--yes")

    assert done.code == 2
    assert "no tool `emacs`" in done.err
    assert "codex" in done.err


def test_a_machine_without_any_tool_says_so(bare_home, account):
    bare_home.add_profile("box", "sandbox", account.urls, account.key, account.token)
    for program in bare_home.programs.iterdir():
        program.unlink()

    done = bare_home.run("setup", "--yes")

    assert (done.code, "installed here" in done.err) == (1, True)
    assert not (bare_home.path / LOGIN).exists()
