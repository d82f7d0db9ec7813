"""A folder that asks for a profile: obeyed when its user trusts it, and harmless whatever stands there."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from home import Home

from smartaipi_cli.app import run
from smartaipi_cli.machine.fakes import ScriptedTerminal
from smartaipi_cli.machine.files import Guards
from smartaipi_cli.machine.real_files import RealFiles

PIN = ".smartaipi.toml"
URLS = {"openai_url": "http://other.test/v1", "anthropic_url": "http://other.test"}
KEY = "sk-test-0123456789abcdef0123"
WAY = "SMARTAIPI_SECRET_WAY"


@pytest.fixture
def pinned(home: Home) -> Home:
    """A home with the profiles `box` (the default) and `other`."""
    home.add_profile("other", "custom", URLS, KEY)
    return home


def write_pin(home: Home, text: str | bytes, folder: str = "project") -> Path:
    data = text.encode() if isinstance(text, str) else text
    return home.write(f"{folder}/{PIN}", data, 0o644)


def whoami(home: Home, *options: str):
    """(profile, why it, codes of the warnings)."""
    outcome = home.run("whoami", *options, "--json")
    assert outcome.code == 0, outcome.text
    document = outcome.envelope
    codes = [warning["code"] for warning in document["warnings"]]
    return document["data"]["profile"], document["data"]["profile_source"], codes


def profile_in(home: Home, folder: Path) -> str:
    """The profile of a command that runs in another folder."""
    terminal = ScriptedTerminal()
    assert run(["whoami", "--json"], replace(home.machine, working_folder=folder, terminal=terminal)) == 0
    return json.loads(terminal.output.getvalue())["data"]["profile"]


def trust(home: Home, *options: str) -> None:
    outcome = home.run("config", "trust", *options, "--yes")
    assert outcome.code == 0, outcome.text


def diff_of(home: Home, *command: str) -> str:
    outcome = home.run(*command, "--dry-run", "--json")
    assert outcome.code == 0, outcome.text
    return "\n".join(outcome.envelope["data"]["plan"]["diff"])


def test_a_pin_is_ignored_with_one_warning_until_it_is_trusted(pinned):
    path = write_pin(pinned, 'profile = "other"\n')

    assert whoami(pinned) == ("box", "the default in config.toml", ["pin-untrusted"])
    trust(pinned)
    assert whoami(pinned) == ("other", f"the pin file {path}", [])


def test_the_warning_names_the_command_that_trusts(pinned):
    path = write_pin(pinned, 'profile = "other"\n')

    outcome = pinned.run("whoami")

    assert outcome.err.splitlines() == [
        f"warning: the pin file `{path}` is ignored: it is not trusted, or was changed since",
        f"hint: smartaipi config trust {path}",
    ]


def test_the_warning_stands_before_an_error_as_well(pinned):
    write_pin(pinned, 'profile = "other"\n')

    outcome = pinned.run("balance", "--profile", "nobody")

    assert outcome.code == 2
    assert outcome.err.startswith("warning: the pin file")


@pytest.mark.parametrize(
    "change",
    [b'profile = "box"\n', b'profile = "other"\n\n', b""],
    ids=["a value", "a line end", "everything"],
)
def test_a_changed_byte_ends_the_trust(pinned, change):
    path = write_pin(pinned, 'profile = "other"\n')
    trust(pinned)

    path.write_bytes(change)

    assert whoami(pinned) == ("box", "the default in config.toml", ["pin-untrusted"])


def test_trust_is_for_one_path(pinned):
    """A copy elsewhere was never looked at by anybody."""
    write_pin(pinned, 'profile = "other"\n')
    trust(pinned)
    inner = pinned.project / "inner"
    inner.mkdir()
    (inner / PIN).write_text('profile = "other"\n')

    assert profile_in(pinned, inner) == "box"


def test_trust_is_taken_back(pinned):
    write_pin(pinned, 'profile = "other"\n')
    trust(pinned)

    assert pinned.run("config", "untrust").code == 0
    assert whoami(pinned)[2] == ["pin-untrusted"]
    assert "was not trusted" in pinned.run("config", "untrust").out


def test_a_file_that_is_gone_can_be_distrusted(pinned):
    path = write_pin(pinned, 'profile = "other"\n')
    trust(pinned)
    path.unlink()

    assert pinned.run("config", "untrust", str(path), "--json").envelope["data"]["was_trusted"] is True


def test_a_person_sees_what_it_asks_for_and_may_say_no(pinned):
    path = write_pin(pinned, 'profile = "other"\n[models]\nopus = "m-1"\n')

    refused = pinned.run("config", "trust", answers=iter(["no"]))
    taken = pinned.run("config", "trust", answers=iter(["yes"]))

    assert (refused.code, taken.code) == (1, 0)
    for words in (str(path), "profile\tother", "models.opus\tm-1"):
        assert words in refused.out
    assert whoami(pinned)[0] == "other"


def test_trusting_again_asks_nothing_and_writes_nothing(pinned):
    write_pin(pinned, 'profile = "other"\n')
    trust(pinned)
    before = pinned.whole_tree()

    assert pinned.run("config", "trust").code == 0
    assert pinned.whole_tree() == before


def test_what_is_pinned_comes_after_options_and_variables_and_before_our_settings(pinned):
    write_pin(pinned, 'profile = "other"\nsecret = "env"\nscope = "user"\n')
    trust(pinned)
    pinned.add_profile("third", "custom", URLS, KEY)
    assert pinned.run("config", "set", "default_profile", "third").code == 0

    assert whoami(pinned)[0] == "other"
    pinned.environment["SMARTAIPI_PROFILE"] = "third"
    assert whoami(pinned)[0] == "third"
    assert whoami(pinned, "--profile", "box")[0] == "box"


def test_every_way_of_the_key_follows_the_same_order(pinned):
    """Option, variable, pin, our settings, the tool's own best."""
    command = ("opencode", "--no-verify", "--profile", "box")
    best = diff_of(pinned, *command)
    assert "{file:" in best

    pinned.run("config", "set", "defaults.secret", "inline")
    assert "{file:" not in diff_of(pinned, *command)
    pinned.run("config", "pin", "--secret", "env")
    assert "{env:" in diff_of(pinned, *command)
    pinned.environment[WAY] = "inline"
    assert "{env:" not in diff_of(pinned, *command)
    assert "{file:" in diff_of(pinned, *command, "--secret", "file")


def test_a_way_that_a_tool_does_not_have_is_no_obstacle(pinned):
    """Roo Code knows one way alone."""
    pinned.run("config", "pin", "--secret", "env")

    assert pinned.run("roo", "--dry-run", "--no-verify").code == 0


def test_the_scope_is_obeyed_where_a_tool_has_it(pinned):
    pinned.run("config", "pin", "--scope", "project")

    assert ".claude/settings.local.json" in diff_of(pinned, "claude")
    assert ".claude/settings.local.json" not in diff_of(pinned, "claude", "--scope", "user")
    assert pinned.run("continue", "--dry-run").code == 0


def test_models_are_obeyed_by_role_and_by_option(pinned):
    pinned.run(
        "config", "pin", "--profile", "box", "--model", "sonnet", "--role", "opus=claude-sonnet-4-5-20250929"
    )

    diff = diff_of(pinned, "claude", "--no-verify")

    assert '"model": "sonnet"' in diff
    assert '"ANTHROPIC_DEFAULT_OPUS_MODEL": "claude-sonnet-4-5-20250929"' in diff


def test_models_of_a_pinned_profile_are_not_those_of_another(pinned):
    pinned.run("config", "pin", "--profile", "other", "--role", "opus=m-1")

    shown = pinned.run("profiles", "show", "box", "--json").envelope["data"]["profile"]["models"]

    assert shown["opus"] != "m-1"
    assert (
        pinned.run("profiles", "show", "other", "--json").envelope["data"]["profile"]["models"]["opus"]
        == "m-1"
    )


def test_the_nearest_pin_of_a_repository_counts(pinned):
    """Up to its root, and not above: what stands there belongs to somebody else."""
    write_pin(pinned, 'profile = "other"\n')
    trust(pinned)
    deep = pinned.project / "a" / "b"
    deep.mkdir(parents=True)

    assert profile_in(pinned, deep) == "other"
    (pinned.project / "a" / ".git").mkdir()
    assert profile_in(pinned, deep) == "box"


def test_nothing_above_the_home_is_looked_at(pinned):
    (pinned.folder / PIN).write_text('profile = "other"\n')

    assert whoami(pinned) == ("box", "the default in config.toml", [])


def test_status_and_doctor_say_what_the_folder_asks_for(pinned):
    pinned.run("config", "pin", "--profile", "other")

    for command in ("status", "doctor"):
        assert "this folder asks for profile other (by the pin file" in pinned.run(command).err
        assert "this folder" not in pinned.run(command, "--quiet").text


def special(make: Callable[[Path], object]) -> Callable[[Home], None]:
    return lambda home: make(home.project / PIN) and None


def foreign_file(home: Home) -> None:
    write_pin(home, 'profile = "other"\n')

    class Foreign(RealFiles):
        def guards(self, path: Path) -> Guards:
            return super().guards(path)._replace(is_own=path.name != PIN)

    home.files = Foreign()


def open_file(home: Home) -> None:
    write_pin(home, 'profile = "other"\n').chmod(0o666)


def link_to(target: str) -> Callable[[Home], None]:
    return lambda home: (home.project / PIN).symlink_to(target)


def sparse_file(home: Home) -> None:
    os.truncate(write_pin(home, b""), 1 << 40)


NOT_OPENED = {
    "a named pipe": special(os.mkfifo),
    "a directory": special(os.mkdir),
    "a link to a device that never ends": link_to("/dev/zero"),
    "a link to a device that waits": link_to("/dev/tty"),
    "a link to a good pin": lambda home: link_to(str(home.write("good", b'profile = "other"\n')))(home),
    "a link to nothing": link_to("nowhere"),
    "a link to itself": link_to(PIN),
    "a terabyte": sparse_file,
    "another user's file": foreign_file,
    "a file that everybody may write": open_file,
}
"""What stands there to how it is made; none of it is opened."""

CONTENTS = {
    "bytes that are no text": b"\x00\xff\xfe" * 50,
    "no TOML": b"profile = = 1",
    "an unknown member": b'profile = "other"\nopenai_url = "http://evil.test/v1"\n',
    "a key": f'profile = "other"\nmodel = "{KEY}"\n'.encode(),
    "a secret under its name": b'profile = "other"\npassword = "hunter2"\n',
    "a wrong type": b"profile = 7\n",
    "a profile that is not here": b'profile = "nobody"\n',
    "control characters": b'profile = "other\\u001b]0;x\\u0007"\n',
    "lists in lists": b"a = " + b"[" * 4000,
    "the key in files": b'secret = "inline"\n',
}
"""What stands in a file that is one."""


@pytest.mark.parametrize("name", NOT_OPENED)
def test_what_is_no_plain_file_is_told_and_never_opened(pinned, name):
    """It blocks nothing, changes nothing, and cannot be trusted either."""
    NOT_OPENED[name](pinned)
    before = pinned.tree() if name != "a terabyte" else {}

    assert whoami(pinned) == ("box", "the default in config.toml", ["pin-refused"])
    outcome = pinned.run("config", "trust", "--yes", "--json")

    assert (outcome.code, outcome.envelope["error"]["code"]) == (5, "pin-refused")
    assert pinned.run("config", "pin", "--profile", "other").code == 5
    assert before == (pinned.tree() if before else {})


@pytest.mark.parametrize("name", CONTENTS)
def test_a_hostile_text_is_ignored_and_cannot_be_trusted(pinned, name):
    write_pin(pinned, CONTENTS[name])
    before = pinned.tree()

    assert whoami(pinned) == ("box", "the default in config.toml", ["pin-untrusted"])
    outcome = pinned.run("config", "trust", "--yes")

    assert (outcome.code, pinned.tree()) == (5, before), outcome.text
    assert whoami(pinned)[2] == ["pin-untrusted"]
    assert "hunter2" not in outcome.text
    assert KEY not in outcome.text
    assert "\x1b" not in outcome.text


def test_the_line_of_a_secret_is_told(pinned):
    write_pin(pinned, CONTENTS["a key"])

    assert "line 2 looks like a secret" in pinned.run("config", "trust", "--yes").err


def test_a_trusted_pin_of_a_profile_that_is_gone_is_told_and_ignored(pinned):
    write_pin(pinned, 'profile = "other"\n')
    trust(pinned)
    pinned.run("profiles", "remove", "other", "--yes")

    assert whoami(pinned) == ("box", "the default in config.toml", ["pin-refused"])


def test_a_damaged_note_trusts_nothing(pinned):
    write_pin(pinned, 'profile = "other"\n')
    trust(pinned)
    note = pinned.own / "state" / "trusted-pins.json"

    for damage in (b"", b"[]", b"{", b'{"x": ', b"\xff"):
        note.write_bytes(damage)
        assert whoami(pinned)[2] == ["pin-untrusted"]


def test_pinning_keeps_the_rest_of_the_file_and_can_be_undone(pinned):
    text = '# ours\nprofile = "box"  # the sandbox\n\n[models]\n# slow\nopus = "m-1"\n'
    path = write_pin(pinned, text)
    trust(pinned)

    outcome = pinned.run("config", "pin", "--profile", "other", "--role", "codex=m-2")

    assert outcome.code == 0, outcome.text
    assert path.read_text() == text.replace('"box"', '"other"') + 'codex = "m-2"\n'
    assert whoami(pinned)[0] == "other"
    assert pinned.run("undo", "--yes").code == 0
    assert path.read_text() == text
    assert whoami(pinned)[2] == ["pin-untrusted"]


def test_pinning_does_not_trust_what_somebody_else_wrote(pinned):
    path = write_pin(pinned, '[models]\nopus = "m-evil"\n')

    outcome = pinned.run("config", "pin", "--profile", "other")

    assert (outcome.code, path.read_text()) == (5, '[models]\nopus = "m-evil"\n')
    assert "hint: smartaipi config trust" in outcome.err


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 2),
        (("--profile", "nobody"), 5),
        (("--model", "--yes"), 5),
        (("--model", KEY), 5),
        (("--secret", "inline"), 5),
        (("--role", "nobody=m"), 5),
        (("--role", "opus"), 2),
    ],
    ids=["nothing", "no profile", "no model", "a key", "the key in files", "no role", "no model for a role"],
)
def test_what_no_pin_may_say_is_not_written(pinned, options, code):
    before = pinned.tree()

    outcome = pinned.run("config", "pin", *options)

    assert (outcome.code, pinned.tree()) == (code, before), outcome.text


def test_a_new_pin_is_readable_by_those_who_share_the_folder(pinned):
    pinned.run("config", "pin", "--profile", "other")

    assert (pinned.project / PIN).stat().st_mode & 0o777 == 0o644
    assert (pinned.own / "state" / "trusted-pins.json").stat().st_mode & 0o777 == 0o600
