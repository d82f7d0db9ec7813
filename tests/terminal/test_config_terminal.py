"""Settings in a real editor at a real terminal: taken over when they are valid, kept as a copy when they are not."""

from pathlib import Path

import pytest
from home import PROGRAM, Home
from pseudo_terminal import CONTROL_C, at_terminal

FILE = "own/config/config.toml"


@pytest.fixture
def edited(home: Home) -> Home:
    """A home whose editor does what `edit_by` says; it shows first what it was given."""
    home.environment["EDITOR"] = "my-editor --wait"
    home.environment["PATH"] = f"{home.programs}:{PROGRAM.parent}:/usr/bin:/bin"
    return home


def edit_by(home: Home, script: str) -> None:
    """The editor: `$2` is the file, behind an option of its own."""
    home.install("my-editor", f'echo "editing with $1"; {script}')


def settings(home: Home) -> str:
    return (home.folder / FILE).read_text()


def copies(home: Home) -> list[Path]:
    return sorted((home.own / "config").glob("config.*.toml"))


def edit(home: Home) -> tuple[int, str]:
    """(exit code, what was on the screen)."""
    with at_terminal(home, "config", "edit", columns=200) as conversation:
        code = conversation.end()
    return code, conversation.text


def test_what_was_edited_is_taken_over_and_can_be_undone(edited):
    before = settings(edited)
    edit_by(edited, """sed -i '1i # a note of mine' "$2" """)

    code, screen = edit(edited)

    assert (code, settings(edited), copies(edited)) == (0, f"# a note of mine\n{before}", []), screen
    assert "editing with --wait" in screen
    assert edited.call("undo", "--yes").code == 0
    assert settings(edited) == before


def test_visual_comes_before_editor(edited):
    edited.environment["VISUAL"] = "my-visual"
    edited.install("my-visual", "echo visual was here")

    code, screen = edit(edited)

    assert (code, "visual was here" in screen, "nothing was changed" in screen) == (0, True, True)


def test_the_editor_may_replace_the_file_as_many_do(edited):
    edit_by(edited, """cp "$2" "$2.new" && echo '# more' >> "$2.new" && mv "$2.new" "$2" """)

    code, screen = edit(edited)

    assert (code, settings(edited).endswith("# more\n"), copies(edited)) == (0, True, []), screen


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("default_profile = = 1", "at line 1, column 19"),
        ('default_profile = """x', "(at line 2, column 1)"),
        ('credential_store = "cloud"', "none of auto, keychain, file (at line 1, column 20)"),
        ('profiles = {a = {gateway = "nobody"}}', "`nobody`: the presets are"),
        ('profiles = {a = {gateway = "nobody"}}', "(at line 1, column 28)"),
        ('[profiles.a.models]\nopus = "m"\nsonnet = 4', "no text|holds something else than text"),
        ("[profiles.a.models]\nsonnet = 4", "(at line 2, column 10)"),
        ('[profiles."a b"]', "`a b` cannot be a profile's name"),
    ],
    ids=[
        "no TOML",
        "no end",
        "no choice",
        "no preset",
        "its place",
        "a number",
        "a number's place",
        "no name",
    ],
)
def test_what_is_not_valid_changes_nothing_and_is_kept(edited, text, reason):
    before = settings(edited)
    edit_by(edited, f"""printf '%s\\n' '{text}' > "$2" """)

    code, screen = edit(edited)

    (copy,) = copies(edited)
    assert (code, settings(edited)) == (2, before)
    assert (copy.read_text(), copy.stat().st_mode & 0o777) == (f"{text}\n", 0o600)
    assert "nothing was changed: the edited settings were not taken over" in screen
    assert any(part in screen for part in reason.split("|")), screen
    assert f"hint: what you wrote is in {copy}" in screen


def test_a_misspelt_setting_is_taken_over_and_told(edited):
    edit_by(edited, """sed -i '1i default_profil = "box"' "$2" """)

    code, screen = edit(edited)

    assert code == 0
    assert "warning: nothing obeys `default_profil`: did you mean `default_profile`?" in screen


def test_an_editor_that_fails_changes_nothing_and_leaves_nothing(edited):
    before = settings(edited)
    edit_by(edited, """echo '# more' >> "$2"; exit 3""")

    code, screen = edit(edited)

    assert (code, settings(edited), copies(edited)) == (1, before, [])
    assert "its exit code is 3" in screen


def test_an_editor_that_is_not_there_is_told(edited):
    edited.environment["EDITOR"] = "no-such-editor"

    code, screen = edit(edited)

    assert (code, copies(edited)) == (1, [])
    assert "`no-such-editor` did not end well" in screen


@pytest.mark.parametrize("chosen", ["'unclosed", "  "], ids=["an open quote", "nothing"])
def test_a_variable_that_is_no_command_ends_in_words(edited, chosen):
    edited.environment |= {"EDITOR": chosen, "PATH": str(edited.programs)}

    code, screen = edit(edited)

    assert (code, "Traceback" in screen) == (1, False)


def test_what_another_command_wrote_meanwhile_is_not_overwritten(edited):
    edit_by(edited, """echo '# more' >> "$2"; smartaipi config set defaults.scope project""")

    code, screen = edit(edited)

    assert code == 5, screen
    assert 'scope = "project"' in settings(edited)
    assert "# more" not in settings(edited)
    assert copies(edited)[0].read_text().endswith("# more\n")


def test_control_c_belongs_to_the_editor(edited):
    """As in an editor that asks back: the command goes on when the editor does."""
    edit_by(edited, """trap 'echo caught; exit 0' INT; echo ready; while :; do sleep 0.05; done""")

    with at_terminal(edited, "config", "edit") as conversation:
        conversation.wait_for("ready")
        conversation.type(CONTROL_C)
        code = conversation.end()

    assert (code, "nothing was changed" in conversation.text) == (0, True), conversation.text


def test_without_a_terminal_no_editor_is_started(edited):
    edit_by(edited, "touch started")

    outcome = edited.run("config", "edit")

    assert (outcome.code, (edited.project / "started").exists()) == (2, False)
    assert "hint: smartaipi config set NAME VALUE" in outcome.err


def test_trusting_at_a_terminal_shows_no_control_character_of_the_file(home):
    """A comment may hold anything: it is never printed."""
    home.write("project/.smartaipi.toml", 'profile = "box"  # \u202e evil \n'.encode())

    with at_terminal(home, "config", "trust") as conversation:
        conversation.wait_for("obey it from now on? [y/N]")
        conversation.type("y\n")
        code = conversation.end()

    assert code == 0
    assert "evil" not in conversation.shown
    assert home.run("whoami", "--json").envelope["data"]["profile_source"].startswith("the pin file")
