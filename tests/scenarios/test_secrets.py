"""A canary: the key of the whole flow is searched for in every output, file, mode and process list."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from home import CLAUDE, CODEX, CONFIG, LOGIN, SETTINGS, STATE, Home, Outcome

BETWEEN_LOOKS_S = 0.002
STORE = "own/data/credentials/box/key"
FLOW = (("status",), ("whoami",), ("profiles", "show"), ("history", "list"), ("keys", "list"), ("usage",))


@contextmanager
def watched_arguments() -> Iterator[set[bytes]]:
    """The arguments of every process that runs meanwhile; ours live many times as long as a pause."""
    seen: set[bytes] = set()
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(BETWEEN_LOOKS_S):
            for process in Path("/proc").iterdir():
                if process.name.isdigit():
                    try:
                        seen.add((process / "cmdline").read_bytes())
                    except OSError:  # it has ended
                        continue

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        thread.join()


def files_with(folder: Path, secret: str) -> dict[str, int]:
    """The files that hold any long part of the secret, in their contents or names, with their modes."""
    part = secret[-18:-6]
    found = {}
    for path in folder.rglob("*"):
        assert part not in path.name
        if path.is_file() and not path.is_symlink() and part.encode() in path.read_bytes():
            found[str(path.relative_to(folder))] = path.stat().st_mode & 0o777
    return found


def log_in(home: Home, key: str) -> Outcome:
    """Give the key on standard input, as a process."""
    reading, writing = os.pipe()
    os.write(writing, f"{key}\n".encode())
    os.close(writing)
    with os.fdopen(reading, "rb") as stdin:
        return home.call("login", "--with-key", stdin=stdin)


@pytest.fixture
def lived_in(bare_home, account) -> Home:
    """A home with files of both clients and an account, but without the key."""
    bare_home.add_profile("box", "sandbox", account.urls, token=account.token)
    bare_home.copy("settings_full.json", SETTINGS)
    bare_home.copy("codex_config.toml", CONFIG)
    return bare_home


def test_with_the_helper_the_key_is_in_its_store_and_nowhere_else(lived_in, account):
    """login, claude, codex, status, history, undo: as processes, in the way that is the default."""
    home = lived_in
    with watched_arguments() as arguments:
        outcomes = [log_in(home, account.key)]
        outcomes += [home.call(*command) for command in (CLAUDE, CODEX, *FLOW)]
        change = home.run("history", "list", "--json").envelope["data"]["changes"][0]["id"]
        outcomes += [home.call("history", "diff", change), home.call("history", "show", change, "--json")]
        held_while_connected = files_with(home.folder, account.key)
        outcomes += [home.call("undo", "--yes"), home.call("undo", "--yes", "--json")]

    assert [outcome.code for outcome in outcomes] == [0] * len(outcomes), [
        outcome.err for outcome in outcomes
    ]
    assert held_while_connected == files_with(home.folder, account.key) == {STORE: 0o600}
    assert account.key[-18:-6] not in "".join(outcome.text for outcome in outcomes)
    assert any(b"credential\0box" in words for words in arguments)  # the helper was seen, so we do look
    assert not [words for words in arguments if account.key[-18:-6].encode() in words]


def test_inline_the_key_is_in_the_clients_files_and_our_private_history(lived_in, account):
    """Asked for with `--secret inline`: nowhere wider than 0600, in no output, and gone from the files by undo."""
    home = lived_in
    with watched_arguments() as arguments:
        outcomes = [log_in(home, account.key)]
        outcomes += [home.call(tool, "--yes", "--secret", "inline") for tool in ("claude", "codex")]
        change = home.run("history", "list", "--json").envelope["data"]["changes"][0]["id"]
        outcomes += [home.run("claude", "--print", "--secret", "inline"), home.run("history", "diff", change)]
        held = files_with(home.folder, account.key)
        outcomes += [home.call("undo", "--yes"), home.call("undo", "--yes")]

    after = files_with(home.folder, account.key)
    history = {name for name in held if name.startswith("own/state/h/")}
    assert [outcome.code for outcome in outcomes] == [0] * len(outcomes), [
        outcome.err for outcome in outcomes
    ]
    assert set(held) - history == {STORE, f"home/{SETTINGS}", f"home/{CONFIG}"}
    assert len(history) == 2
    assert {name for name in after if not name.startswith("own/state/h/")} == {STORE}
    assert set(held.values()) | set(after.values()) == {0o600}
    assert account.key[-18:-6] not in "".join(outcome.text for outcome in outcomes)
    assert not [words for words in arguments if account.key[-18:-6].encode() in words]


def test_the_documented_recipe_leaves_no_key_in_outputs_or_dotfiles(home, account):
    """The key stands in the client's files and our env file, each for its owner alone; `.bashrc` names that file."""
    home.write(".bashrc", b"alias ll='ls -l'\n", mode=0o644)
    before = home.tree()

    outcomes = [home.run(tool, "--recipe", "documented", "--yes") for tool in ("claude", "codex")]
    held = files_with(home.folder, account.key)
    outcomes += [home.run("undo", "--yes") for _ in range(2)]

    files = {name: mode for name, mode in held.items() if not name.startswith("own/state/h/")}
    assert [outcome.code for outcome in outcomes] == [0] * 4, [outcome.err for outcome in outcomes]
    assert set(files) == {STORE, "own/config/env.sh"} | {f"home/{name}" for name in (SETTINGS, STATE, LOGIN)}
    assert set(held.values()) == {0o600}
    assert account.key[-18:-6] not in "".join(outcome.text for outcome in outcomes)
    assert home.tree() == before


def test_a_bug_report_holds_no_secret(home, account, monkeypatch):
    """Exit code 3 and a private report: no message of the exception, no value of an option, no key."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"unexpected hunter2 in {account.key}")

    monkeypatch.setattr("smartaipi_cli.actions.connection.connecting.choose_key", fail)

    outcome = home.run("claude", "--yes", "--model", account.key)

    reports = list((home.own / "state/reports").iterdir())
    assert outcome.code == 3
    assert len(reports) == 1
    assert str(reports[0]) in outcome.err
    assert "hunter2" not in outcome.text + reports[0].read_text()
    assert files_with(home.folder, account.key) == {STORE: 0o600}
    assert account.key[-18:-6] not in outcome.text
