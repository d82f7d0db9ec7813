"""The 21 inputs on which published tools of this kind lose data, and what happens to them here.

Each test names its case. The inputs are in `peer_cases/`; the set-ups are the real commands against a real
gateway on this machine, followed by `undo` wherever something was written.
"""

import difflib
import json
import os
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
from home import CLAUDE, CODEX, CONFIG, LOGIN, SETTINGS, STATE, Home, Outcome, collect

from smartaipi_cli.app import COMMANDS, build_root
from smartaipi_cli.machine.real_files import RealFiles

CODEX_EVERYWHERE = (*CODEX, "--scope", "user", "--force")
CLAUDE_EVERYWHERE = (*CLAUDE, "--force")
WITH_FILE_LIMIT = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, 16 * 1024))
os.execv(sys.argv[1], sys.argv[1:])
"""
NOBODY = 65534


def is_refused(outcome: Outcome, place: str) -> bool:
    """Code 5, the place of the fault, and what to do; no traceback."""
    return (
        outcome.code == 5
        and place in outcome.err
        and "hint:" in outcome.err
        and "Traceback" not in outcome.text
    )


def assert_undo_gives_back(home: Home, before: dict[str, str]) -> None:
    """The last change goes, and with it every trace in the user's home."""
    undone = home.run("undo", "--yes")
    assert undone.code == 0, undone.text
    assert home.tree() == before


def only_adds(before: bytes, after: bytes) -> bool:
    """Whether `after` is `before` with something put between its bytes, and nothing taken away or moved."""
    rest = iter(after)
    return before != after and all(byte in rest for byte in before)


def changed_lines(before: bytes, after: bytes) -> tuple[list[bytes], list[bytes]]:
    """The lines that went and those that came; all others are the same bytes in the same order."""
    old, new = (data.splitlines(keepends=True) for data in (before, after))
    gone, come = [], []
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            gone += old[start:end]
            come += new[new_start:new_end]
    return gone, come


def without(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """The data less some of its keys."""
    return {name: value for name, value in data.items() if name not in names}


def test_a_broken_file_is_refused_with_line_and_column_and_stays_as_it_is(home):
    """F1: `settings.json` ends in the middle; nothing is asked, and no flag makes a difference."""
    home.copy("settings_invalid.json", SETTINGS)
    before = home.whole_tree()

    asked = home.run("claude", answers=iter(()))
    forced = home.run(*CLAUDE_EVERYWHERE)

    assert is_refused(asked, "(line 1, column 77)")
    assert is_refused(forced, "(line 1, column 77)")
    assert home.whole_tree() == before


def test_comments_and_a_trailing_comma_are_kept(home):
    """F2: edited in place; but Claude Code ignores a file with comments, so the set-up does not count as done."""
    source = home.copy("settings_comments.json", SETTINGS)
    before = home.tree()

    taken_back = home.run(*CLAUDE, "--json")
    assert (taken_back.code, taken_back.envelope["error"]["code"]) == (9, "client-ignores-file")
    assert home.tree() == before

    kept = home.run(*CLAUDE, "--keep")
    assert kept.code == 9
    assert "line 2, column 3: a comment" in kept.err
    assert only_adds(source, home.read(SETTINGS))
    assert home.read(SETTINGS).endswith(b'"model": "opus",\n}\n')
    assert_undo_gives_back(home, before)


def test_a_set_up_without_proof_says_that_the_client_ignores_the_file(home):
    """F2: with `--no-verify` nothing is sent, and the reason why it cannot work is known all the same."""
    home.copy("settings_comments.json", SETTINGS)

    done = home.run(*CLAUDE, "--no-verify", "--json")

    assert done.code == 0
    assert "client-ignores-file" in [warning["code"] for warning in done.envelope["warnings"]]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_a_byte_order_mark_and_line_ends_are_kept(home, line_end):
    """F3: a file that a Windows editor wrote."""
    source = home.copy("settings_bom.json", SETTINGS).replace(b", ", b"," + line_end) + line_end
    home.write(SETTINGS, source)
    before = home.tree()

    done = home.run(*CLAUDE)

    after = home.read(SETTINGS)
    assert done.code == 0
    assert after.startswith(b"\xef\xbb\xbf{")
    assert only_adds(source, after)
    assert after.count(b"\n") == after.count(line_end)
    assert_undo_gives_back(home, before)


def test_a_full_disk_leaves_the_file_whole_and_nothing_beside_it(home):
    """F4: a limit of 16 KiB on every file that is written stands for the full disk."""
    home.copy("settings_large.json", SETTINGS)
    before = home.tree()

    failed = home.call(*CLAUDE, "--no-verify", through=(sys.executable, "-c", WITH_FILE_LIMIT))

    assert (failed.code, home.tree()) == (1, before), failed.text
    assert "File too large" in failed.err
    assert list((home.own / "state/j").iterdir()) == []
    assert home.call(*CLAUDE, "--no-verify").code == 0


def test_permissions_are_never_touched(home):
    """F5: one allowed command stays one allowed command."""
    source = home.copy("settings_full.json", SETTINGS)

    done = home.run(*CLAUDE)

    ours = ("env", "model", "apiKeyHelper")
    assert done.code == 0
    assert without(home.read_json(SETTINGS), *ours) == without(json.loads(source), *ours)
    assert home.read_json(SETTINGS)["env"]["MY_TEAM_VAR"] == "keep me"


def test_numbers_keep_their_spelling_and_every_other_line_its_bytes(home):
    """F6: twenty digits stay twenty digits, `1.0` stays `1.0`; only lines with our keys or a comma more change."""
    source = home.copy("settings_full.json", SETTINGS)
    before = home.tree()

    done = home.run(*CLAUDE)

    gone, _ = changed_lines(source, home.read(SETTINGS))
    assert done.code == 0
    assert b'\t"bigint": 12345678901234567890,\n\t"price": 1.0,\n' in home.read(SETTINGS)
    assert gone == [
        b'\t\t"ANTHROPIC_AUTH_TOKEN": "old-token-value",\n',
        b'\t\t"MY_TEAM_VAR": "keep me"\n',
        b'\t"model": "sonnet"\n',
    ]
    assert_undo_gives_back(home, before)


class Witness(RealFiles):
    """Real files; remembers what our own folder held whenever the settings file came to be replaced."""

    def __init__(self, own: Path) -> None:
        super().__init__()
        self.own = own
        self.kept: list[list[bytes]] = []

    def exchange(self, one: Path, other: Path) -> None:
        """See `RealFiles`."""
        if "settings.json" in {one.name, other.name}:
            self.kept.append([path.read_bytes() for path in self.own.rglob("*") if path.is_file()])
        super().exchange(one, other)


def test_the_old_content_is_kept_before_anything_is_written(home):
    """F7: the old token is in the history, with its checksum, before the file is replaced; undo brings it back."""
    home.files = Witness(home.own)
    source = home.copy("settings_full.json", SETTINGS)
    before = home.tree()

    done = home.run(*CLAUDE)

    verified = home.run("history", "list", "--verify", "--json")
    assert done.code == 0
    assert len(home.files.kept) == 1
    assert source in home.files.kept[0]
    assert (verified.code, verified.envelope["warnings"]) == (0, [])
    assert_undo_gives_back(home, before)


def test_a_text_where_an_object_belongs_is_refused_with_the_reason(home):
    """F8: `env` is a text."""
    home.copy("settings_envstr.json", SETTINGS)
    before = home.whole_tree()

    refused = home.run(*CLAUDE)

    assert is_refused(refused, "`env` is a string, not an object")
    assert home.whole_tree() == before


@pytest.fixture
def foreign_home(account):
    """A home of an unprivileged user where we are root, below a folder that this user may enter; else our own."""
    folder = Path(tempfile.mkdtemp(prefix="scenario-"))
    try:
        made = Home(folder)
        made.add_profile("box", "sandbox", account.urls, account.key)
        yield made
    finally:
        shutil.rmtree(folder)


def as_unprivileged(home: Home) -> tuple[str, ...]:
    """Give the home to `nobody`, and what starts a process as that user; nothing when we are no root ourselves.

    The one capability that is left lets the process read the interpreter, wherever root keeps it; it writes nothing.
    """
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("NOT RUN: root has no `setpriv` to become somebody else with")
    for path in (home.folder, *home.folder.rglob("*")):
        os.lchown(path, NOBODY, NOBODY)
    identity = ("--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups")
    return ("setpriv", *identity, "--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search")


@pytest.mark.parametrize("mode", [0o444, 0o400], ids=["read-only for all", "read-only for the owner"])
def test_a_read_only_file_is_found_before_anything_is_written(foreign_home, mode):
    """F9: as an unprivileged user; the other file of the set-up is not begun."""
    path = foreign_home.write(SETTINGS, b'{"permissions": {}}\n', mode)
    starter = as_unprivileged(foreign_home)
    before = foreign_home.tree()

    refused = foreign_home.call(*CLAUDE, through=starter)

    assert is_refused(refused, "it is read-only")
    assert f"chmod u+w {path}" in refused.err
    assert foreign_home.tree() == before


def test_new_files_are_for_their_owner_alone_and_the_key_came_from_standard_input(bare_home, account):
    """F10: an empty home and an umask that allows everything."""
    bare_home.add_profile("box", "sandbox", account.urls)
    key = bare_home.folder / "key.txt"
    key.write_text(f"{account.key}\n")

    with key.open("rb") as stdin:
        logged_in = bare_home.call("login", "--with-key", stdin=stdin, umask=0)
    done = bare_home.call(*CLAUDE, umask=0)
    inline = bare_home.call("codex", "--yes", "--secret", "inline", umask=0)

    made = {name: words.split()[0] for name, words in bare_home.tree().items() if name != "project"}
    assert (logged_in.code, done.code, inline.code) == (0, 0, 0)
    assert made == {
        ".claude": "drwx------",
        SETTINGS: "-rw-------",
        STATE: "-rw-------",
        ".codex": "drwx------",
        CONFIG: "-rw-------",
    }
    assert {
        path.stat().st_mode & 0o077 for path in bare_home.own.rglob("*") if "config" not in path.parts
    } == {0}
    assert account.key not in bare_home.read(SETTINGS).decode()
    assert account.key not in logged_in.text + done.text + inline.text


def test_the_codex_set_up_writes_its_own_table_and_nothing_of_others(home):
    """F11: no server, feature or variable that nobody asked for; foreign tables are equal before and after."""
    source = home.copy("codex_config.toml", CONFIG)
    before = home.tree()

    done = home.run(*CODEX, "--model", "gpt-5.4-mini", "--reasoning-effort", "low", "--no-verify")

    old, new = tomllib.loads(source.decode()), tomllib.loads(home.read(CONFIG).decode())
    ours = ("model", "model_reasoning_effort", "model_provider", "model_providers")
    assert done.code == 0
    assert without(new, *ours) == without(old, *ours)
    assert (new["model"], new["model_reasoning_effort"]) == ("gpt-5.4-mini", "low")
    assert list(new["model_providers"]) == [new["model_provider"]] == ["sandbox"]
    assert set(new["model_providers"]["sandbox"]) == {"name", "base_url", "wire_api", "auth"}
    assert_undo_gives_back(home, before)


def test_a_chatgpt_login_stays_and_the_set_up_goes_into_a_file_of_its_own(home):
    """F11: with the tokens of an account in `auth.json` neither that file nor `config.toml` is written."""
    config, login = home.copy("codex_config.toml", CONFIG), home.copy("codex_auth.json", LOGIN)
    before = home.tree()

    done = home.run(*CODEX)

    assert (done.code, home.read(CONFIG), home.read(LOGIN)) == (0, config, login)
    assert set(home.tree()) - set(before) == {".codex/sandbox.config.toml"}
    assert "codex -p sandbox" in done.err
    assert_undo_gives_back(home, before)


def test_comments_in_both_files_of_claude_code_are_kept(home):
    """F12: the account, the projects and the servers in `.claude.json` are all there after."""
    settings = home.copy("settings_comments.json", SETTINGS)
    state = home.copy("claude.json", STATE).replace(b"{\n", b"{\n  // my own note\n", 1)
    home.write(STATE, state)
    before = home.tree()

    done = home.run(*CLAUDE_EVERYWHERE, "--keep")

    assert done.code == 9
    assert only_adds(settings, home.read(SETTINGS))
    assert only_adds(state, home.read(STATE))
    assert b'"accountUuid": "u-1"' in home.read(STATE)
    assert_undo_gives_back(home, before)


def test_a_table_with_a_comment_in_its_header_survives_set_up_and_removal(home):
    """F13: `[tools] # my tools` follows the table that is taken away."""
    home.copy("codex_table_comment.toml", CONFIG)

    codes = [home.run(*command).code for command in (CODEX, ("codex", "--remove", "--yes"))]

    after = home.read(CONFIG)
    assert codes == [0, 0]
    assert b"\n[tools] # my tools\nweb_search = true\n" in after
    assert b'[model_providers.qnaigc]\nname = "x"\n' in after
    assert set(tomllib.loads(after.decode())["model_providers"]) == {"qnaigc"}


def test_a_table_of_ours_with_a_comment_in_its_header_is_written_once(home):
    """F14: an earlier set-up, annotated by hand."""
    source = (
        b'model_provider = "sandbox"\n\n[model_providers.sandbox] # the gateway\nname = "old"\n'
        b'base_url = "http://127.0.0.1:1/v1"  # to be moved\n\n[tools] # my tools\nweb_search = true\n'
    )
    home.write(CONFIG, source)
    before = home.tree()

    done = home.run(*CODEX)

    after = home.read(CONFIG)
    assert done.code == 0
    assert (
        after.count(b"[model_providers.sandbox] # the gateway\n")
        == after.count(b"[model_providers.sandbox]")
        == 1
    )
    assert b"  # to be moved\n" in after
    assert tomllib.loads(after.decode())["tools"] == {"web_search": True}
    assert_undo_gives_back(home, before)


def test_undo_brings_back_the_provider_and_the_token_that_were_there(home):
    """F15: both set-ups over earlier ones of other tools, then back; the login file never gets our key."""
    home.copy("codex_table_comment.toml", CONFIG)
    home.copy("settings_full.json", SETTINGS)
    home.write(LOGIN, b'{"OPENAI_API_KEY": "sk-test-other-gateway"}\n')
    before = home.tree()

    codes = [home.run(*command).code for command in (CLAUDE, CODEX)]
    assert home.tree()[LOGIN] == before[LOGIN]
    codes += [home.run("undo", "--yes").code for _ in codes]

    assert codes == [0, 0, 0, 0]
    assert home.tree() == before
    assert b'model_provider = "qnaigc"' in home.read(CONFIG)
    assert home.read_json(SETTINGS)["env"]["ANTHROPIC_AUTH_TOKEN"] == "old-token-value"


def test_the_documented_recipe_gives_the_old_login_back(home):
    """F15: the one recipe that writes `auth.json` leaves no key of the gateway there after undo."""
    home.copy("codex_auth.json", LOGIN)
    home.copy("codex_config.toml", CONFIG)
    before = home.tree()

    done = home.run("codex", "--recipe", "documented", "--yes")

    login = home.read_json(LOGIN)
    assert done.code == 0, done.text
    assert login["tokens"]["refresh_token"] == "RT"
    assert login["OPENAI_API_KEY"]
    assert_undo_gives_back(home, before)


def test_a_state_file_with_comments_keeps_all_that_is_not_ours(home):
    """F16: the settings with comments as `.claude.json`, where servers and projects would stand."""
    source = home.copy("settings_comments.json", STATE)
    before = home.tree()

    done = home.run(*CLAUDE)

    assert done.code == 0
    assert only_adds(source, home.read(STATE))
    assert b'"hasCompletedOnboarding": true,\n}' in home.read(STATE)
    assert_undo_gives_back(home, before)


def test_a_broken_state_file_stops_the_whole_set_up(home):
    """F17: the broken settings as `.claude.json`; `settings.json` is not begun."""
    home.copy("settings_invalid.json", STATE)
    before = home.whole_tree()

    refused = home.run(*CLAUDE)

    assert is_refused(refused, "(line 1, column 77)")
    assert home.whole_tree() == before


def test_comments_and_inline_tables_of_toml_are_kept(home):
    """F18: of all lines only the one with the model changes, and its comment stays."""
    source = home.copy("codex_config.toml", CONFIG)
    before = home.tree()

    done = home.run(*CODEX_EVERYWHERE)

    gone, come = changed_lines(source, home.read(CONFIG))
    assert done.code == 0
    assert gone == [b'model = "gpt-5.1"   # pinned by ops\n']
    assert come[0] == b'model = "gpt-5.4"   # pinned by ops\n'
    assert_undo_gives_back(home, before)


def test_six_commands_at_once_lose_nothing_of_each_other(home):
    """F19: six processes add six profiles to one file."""
    names = [f"team{number}" for number in range(6)]
    url = "http://127.0.0.1:9"
    processes = [home.start("profiles", "add", name, "--gateway", "custom", "--url", url) for name in names]
    outcomes = [collect(process) for process in processes]

    listed = home.run("profiles", "list", "--json").envelope["data"]["profiles"]
    assert [outcome.code for outcome in outcomes] == [0] * 6, [outcome.err for outcome in outcomes]
    assert {profile["name"] for profile in listed} == {"box", *names}


def test_set_ups_and_other_changes_at_once_all_come_to_stand(home):
    """F19: two clients are connected while a third file is written, and each change can be taken back."""
    home.copy("settings_full.json", SETTINGS)
    home.copy("codex_config.toml", CONFIG)
    home.write(".claude/settings.local.json", b'{"a": 1}\n')
    commands = (
        (*CLAUDE, "--no-verify"),
        (*CODEX, "--no-verify"),
        ("profiles", "add", "one", "--gateway", "custom", "--url", "http://127.0.0.1:9"),
        ("profiles", "add", "two", "--gateway", "custom", "--url", "http://127.0.0.1:9"),
        ("codex", "--scope", "project", "--no-verify", "--yes", "--secret", "helper"),
        ("claude", "--scope", "project", "--no-verify", "--yes", "--secret", "helper"),
    )
    outcomes = [collect(process) for process in [home.start(*command) for command in commands]]

    assert [outcome.code for outcome in outcomes] == [0] * 6, [outcome.err for outcome in outcomes]
    assert "apiKeyHelper" in home.read_json(SETTINGS)
    assert "apiKeyHelper" in home.read_json("project/.claude/settings.local.json")
    assert tomllib.loads(home.read(CONFIG).decode())["model_provider"] == "sandbox"
    assert tomllib.loads(home.read(".codex/sandbox.config.toml").decode())["model_provider"] == "sandbox"
    assert {"one", "two"} < {
        one["name"] for one in home.run("profiles", "list", "--json").envelope["data"]["profiles"]
    }
    assert len(home.run("history", "list", "--json").envelope["data"]["changes"]) == 6


@pytest.mark.parametrize(
    ("link", "destination"),
    [
        (SETTINGS, "../dotfiles/settings.json"),
        (SETTINGS, "{home}/dotfiles/settings.json"),
        (".claude", "dotfiles"),
    ],
    ids=["relative", "absolute", "of the folder"],
)
def test_a_link_is_written_through_and_stays_a_link(home, link, destination):
    """F20: settings in a folder of dotfiles, with a mode of their own."""
    home.write("dotfiles/settings.json", b'{\n  "permissions": {}\n}\n', mode=0o640)
    (home.path / link).parent.mkdir(exist_ok=True)
    (home.path / link).symlink_to(destination.format(home=home.path))
    before = home.tree()

    done = home.run(*CLAUDE)

    after = home.tree()
    assert done.code == 0
    assert {name: after[name] for name in (link, "dotfiles")} == {
        name: before[name] for name in (link, "dotfiles")
    }
    assert after["dotfiles/settings.json"].startswith("-rw-r----- ")
    assert "apiKeyHelper" in home.read_json("dotfiles/settings.json")
    assert_undo_gives_back(home, before)


def every_help() -> list[tuple[str, ...]]:
    """`--help` of the program, of each command and of each command below it."""
    calls = [("--help",), ("-h",), ("--version",), ()]
    for entry in COMMANDS:
        calls.append((entry.name, "--help"))
        below = getattr(build_root().commands[entry.name].load(), "commands", {})
        calls += [(entry.name, name, "--help") for name in below]
    return calls


@pytest.mark.parametrize("call", every_help(), ids=" ".join)
def test_help_and_version_write_nothing(bare_home, call):
    """F21: of every command; neither in the home nor in our own folders."""
    home = bare_home
    before = home.whole_tree()

    shown = home.run(*call)

    assert (shown.code, home.whole_tree()) == (0 if call else 2, before)
    assert "Traceback" not in shown.text


@pytest.mark.parametrize("call", [("--help",), ("--version",), (), ("claude", "--help")], ids=" ".join)
def test_help_and_version_of_the_installed_program_write_nothing(bare_home, call):
    """F21: as above, as a process, with the answers that come before the command framework is loaded."""
    home = bare_home
    before = home.whole_tree()

    shown = home.call(*call)

    assert (shown.code, shown.err, home.whole_tree()) == (0, "", before)
    assert "smartaipi" in shown.out
