"""Files, folders and keys that are not as expected: applied and undone to the byte, or refused and left alone."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from home import CLAUDE, SETTINGS, Home, Outcome
from spoiled import CONTENTS, KINDS, TARGETS, WRONG_TYPES, set_immutable

APPLIED, REFUSED, IGNORED = 0, 5, 9

REASONS = {
    "invalid": "(line 2, column ",
    "truncated": "too early",
    "merge conflict": "a merge conflict marker stands here",
    "NUL byte": "a NUL byte stands here",
    "UTF-16": "a NUL byte stands here: damaged, binary, or in another encoding",
    "duplicate keys": "(line 2, column ",
    "read-only": "it is read-only",
    "hard-linked": "it has 2 hard links",
    "loop of links": "its symbolic links lead in a circle",
    "named pipe": "it is a fifo, not a regular file",
    "folder": "it is a directory, not a regular file",
}
"""What a refusal says of each fault: the reason, or the place where a parser's own words are the reason."""

JSON_ALONE = {("UTF-16", "config.toml"), ("UTF-16", "NAME.config.toml")} | {
    ("duplicate keys", "config.toml"),
    ("duplicate keys", "NAME.config.toml"),
}
"""What JSON allows and TOML does not."""

APPLICABLE = {
    "byte order mark",
    "CRLF",
    "UTF-16",
    "empty",
    "no final line end",
    "comments",
    "duplicate keys",
} | {
    "link",
    "link to nowhere",
}
STRICT_READERS = {("comments", "settings.json"), ("comments", "settings.local.json")} | {
    (kind, "auth.json") for kind in ("comments", "byte order mark", "UTF-16")
}
"""Files that can be edited, but that their client then ignores."""


def expected(fault: str, target: str) -> int:
    """How the set-up ends."""
    if (fault, target) in STRICT_READERS:
        return IGNORED
    return APPLIED if fault in APPLICABLE and (fault, target) not in JSON_ALONE else REFUSED


def assert_refused(home: Home, outcome: Outcome, before: dict[str, str], path: Path) -> None:
    """Code 5, the file by name, a next step, no traceback; not a byte and not a file has changed."""
    assert outcome.code == REFUSED, outcome.text
    assert f"`{path}`" in outcome.err
    assert "hint: " in outcome.err
    assert "Traceback" not in outcome.text
    assert home.tree() == before


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("fault", [*CONTENTS, *KINDS])
def test_a_file_that_is_not_as_expected(home, fault, target):
    """The table: applied and undone to identical bytes, or taken back, or refused with the reason."""
    path = home.path / TARGETS[target].path
    if fault in CONTENTS:
        home.write(TARGETS[target].path, CONTENTS[fault](TARGETS[target]))
    else:
        KINDS[fault](home.write(TARGETS[target].path, TARGETS[target].valid))
    before = home.tree()

    outcome = home.run(*TARGETS[target].command)

    match expected(fault, target):
        case 0:
            assert outcome.code == APPLIED, outcome.text
            assert home.tree()[TARGETS[target].path] != before[TARGETS[target].path] or path.is_symlink()
            assert home.run("undo", "--yes").code == 0
            assert home.tree() == before
        case 9:
            assert (outcome.code, home.tree()) == (IGNORED, before)
            ignored = f"Claude Code ignores `{path}` as a whole: line 1, column "
            assert ignored in outcome.err or f"Codex cannot read `{path}`" in outcome.err
        case _:
            assert_refused(home, outcome, before, path)
            assert REASONS[fault] in outcome.err or "not TOML 1.0" in outcome.err


@pytest.mark.parametrize("target", TARGETS)
def test_a_value_of_the_wrong_type_is_refused_by_its_name(home, target):
    """A text, a number or an array where the client has an object; nothing is put in its place."""
    path = home.write(TARGETS[target].path, WRONG_TYPES[target])
    before = home.tree()

    outcome = home.run(*TARGETS[target].command)

    assert_refused(home, outcome, before, path)
    assert "(line 1, column " in outcome.err
    assert ", not a" in outcome.err


@pytest.mark.parametrize("target", TARGETS)
def test_an_immutable_file_is_refused_before_anything_is_written(home, target):
    """`chattr +i`: only root can set it, and not every file system has it."""
    path = home.write(TARGETS[target].path, TARGETS[target].valid)
    if not set_immutable(path, on=True):
        pytest.skip("NOT RUN: this user or file system cannot mark a file as immutable")
    try:
        before = home.tree()
        outcome = home.run(*TARGETS[target].command)

        assert_refused(home, outcome, before, path)
        assert "it is marked immutable" in outcome.err
    finally:
        set_immutable(path, on=False)


@pytest.mark.parametrize("name", ["settings_array.json", "settings_empty.json", "settings_dup.json"])
def test_odd_documents_end_as_the_scoreboard_says(home, name):
    """An array is refused, an empty file is filled, duplicate keys are kept; undo gives the bytes back."""
    home.copy(name, SETTINGS)
    before = home.tree()

    outcome = home.run(*CLAUDE)

    assert outcome.code == (REFUSED if name == "settings_array.json" else APPLIED), outcome.text
    if outcome.code == APPLIED:
        assert home.run("undo", "--yes").code == 0
    assert home.tree() == before


@pytest.mark.parametrize("fault", ["invalid", "truncated", "merge conflict", "wrong type"])
@pytest.mark.parametrize(
    ("target", "word"), [("settings.json", "apiKeyHelper"), ("config.toml", "model_provider = ")]
)
def test_instructions_for_hands_come_although_the_file_is_broken(home, target, word, fault):
    """The refusal's hint names `--print`; it needs nothing of the file."""
    data = WRONG_TYPES[target] if fault == "wrong type" else CONTENTS[fault](TARGETS[target])
    home.write(TARGETS[target].path, data)
    before = home.whole_tree()

    printed = home.run(*TARGETS[target].command, "--print")

    assert printed.code == 0, printed.text
    assert word in printed.out
    assert home.whole_tree() == before


BODY = "0123456789abcdef0123456789"
KEYS = {
    "with a line break": (f"sk-sandbox-{BODY}\nsk-sandbox-{BODY}\n", "line break"),
    "in quotes": (f'"sk-sandbox-{BODY}"', "quotes"),
    "in curly quotes": (f"“sk-sandbox-{BODY}”", "quotes"),
    "masked by asterisks": ("sk-sandbox-0123****************6789", "masked"),
    "masked by dots": ("sk-sandbox-0123456789…6789", "masked"),
    "with the word Bearer": (f"Bearer sk-sandbox-{BODY}", "Bearer"),
    "with a space": (f"sk-sandbox- {BODY}", "white space"),
}
"""Pasted keys that cannot be one, and the word of the reason."""

FOREIGN_KEYS = {
    "of OpenRouter": f"sk-or-v1-{BODY}",
    "of Anthropic": f"sk-ant-api03-{BODY}",
    "of CheapAI": f"cai-{BODY}",
    "of the sandbox": f"sk-sandbox-{BODY}",
}


@pytest.mark.parametrize("way", ["standard input", "environment"])
@pytest.mark.parametrize("pasted", KEYS)
def test_a_key_that_cannot_be_one_is_refused_and_not_repeated(bare_home, account, pasted, way):
    """Code 4, the reason in words, and no part of the key in any output or file."""
    home = bare_home
    home.add_profile("box", "sandbox", account.urls)
    value, word = KEYS[pasted]
    if way == "environment":
        home.environment["SMARTAIPI_API_KEY"] = value
    before = home.whole_tree()

    if way == "environment":
        outcome = home.run("claude", "--yes", "--secret", "inline")
    else:
        outcome = home.run("login", "--with-key", stdin=value)

    assert (outcome.code, home.whole_tree()) == (4, before), outcome.text
    assert word in outcome.err
    assert "hint: " in outcome.err
    assert BODY not in outcome.text
    assert "0123" not in outcome.text


@pytest.mark.parametrize("owner", FOREIGN_KEYS)
def test_a_key_of_another_gateway_is_refused_and_not_repeated(bare_home, owner):
    """By its prefix: it would be handed to somebody else. At the login, and again where a set-up would send it."""
    home = bare_home
    home.add_profile("work", "smartaipi", {})
    before = home.whole_tree()

    kept = home.run("login", "--with-key", stdin=f"{FOREIGN_KEYS[owner]}\n")
    home.environment["SMARTAIPI_API_KEY"] = FOREIGN_KEYS[owner]
    used = home.run("claude", "--yes", "--secret", "inline", "--no-verify")

    for outcome in (kept, used):
        assert outcome.code == 4, outcome.text
        assert f"looks like a key {owner}".replace("the sandbox", "Sandbox") in outcome.err
        assert BODY not in outcome.text
    assert home.whole_tree() == before


def test_no_key_at_all_is_refused(home):
    """An empty paste replaces nothing."""
    before = home.whole_tree()

    refused = home.run("login", "--with-key", stdin="\n")

    assert (refused.code, home.whole_tree()) == (4, before)


def test_a_real_key_never_goes_to_the_sandbox(bare_home, account):
    """Nor one without a prefix that tells anything."""
    bare_home.add_profile("box", "sandbox", account.urls)

    refused = bare_home.run("login", "--with-key", stdin=f"sk-{BODY}\n")

    assert refused.code == 4
    assert BODY not in refused.text


def spoil_by_link(home: Home) -> str:
    """The state folder is a link."""
    elsewhere = home.folder / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (home.own / "state").symlink_to(elsewhere)
    return "it is a link, not a directory"


def spoil_by_file(home: Home) -> str:
    """A file stands where the state folder belongs."""
    (home.own / "state").write_bytes(b"")
    return "it is a file, not a directory"


def spoil_by_mode(home: Home) -> str:
    """Others may look into the state folder."""
    (home.own / "state").mkdir()
    (home.own / "state").chmod(0o755)
    return "others may look into it (mode 0755)"


def spoil_by_owner(home: Home) -> str:
    """The state folder belongs to somebody else."""
    if os.geteuid() != 0:
        pytest.skip("NOT RUN: only root can give a folder away")
    (home.own / "state").mkdir(mode=0o700)
    os.chown(home.own / "state", 65534, 65534)
    return "it belongs to another user"


@pytest.mark.parametrize("spoil", [spoil_by_link, spoil_by_file, spoil_by_mode, spoil_by_owner])
def test_a_state_folder_that_cannot_be_trusted_stops_every_change(home, spoil):
    """It will hold the old contents, keys among them; no client's file is touched."""
    reason = spoil(home)
    before = home.whole_tree()

    outcome = home.run(*CLAUDE, "--no-verify")

    assert (outcome.code, home.whole_tree()) == (5, before), outcome.text
    assert f"the state folder `{home.own / 'state'}` cannot be used; no file was changed" in outcome.err
    assert reason in outcome.err
    assert "hint: " in outcome.err


def without_override() -> tuple[str, ...]:
    """What starts a process for which modes count, root or not."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("NOT RUN: root has no `setpriv` to give up its override with")
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-dac_override")


@pytest.mark.parametrize("folder", ["own/state", "home/.claude", "home"])
def test_a_folder_that_cannot_be_written_stops_the_change_before_it_begins(home, folder):
    """Ours, the client's, or the home itself."""
    home.write(SETTINGS, b"{}\n")
    path = home.folder / folder
    path.mkdir(mode=0o700, exist_ok=True)
    path.chmod(0o500)
    before = home.tree()
    try:
        outcome = home.call(*CLAUDE, "--no-verify", through=without_override())
    finally:
        after = home.tree()
        path.chmod(0o700)

    assert (outcome.code, after) == (5, before), outcome.text
    assert "not writable" in outcome.err
    assert "hint: " in outcome.err
    assert "Traceback" not in outcome.text


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of 64 KiB in place of a folder, where we may make one."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or mount is None or umount is None:
        pytest.skip("NOT RUN: only root can make a file system")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [mount, "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("NOT RUN: this system does not let root make a file system")
    try:
        yield
    finally:
        subprocess.run([umount, str(folder)], check=True)


@pytest.mark.parametrize("folder", ["home/.claude", "own/state"])
def test_a_disk_that_is_really_full_leaves_everything_as_it_was(home, folder):
    """The client's folder, or ours, on a disk on which hardly anything is left."""
    with small_disk(home.folder / folder):
        home.copy("settings_large.json", SETTINGS)
        (home.folder / folder / "filler").write_bytes(b"x" * 20 * 1024)
        before = home.tree()

        outcome = home.call(*CLAUDE, "--no-verify")

        assert (outcome.code, home.tree()) == (1, before), outcome.text
        assert "No space left on device" in outcome.err
        assert "Traceback" not in outcome.text
