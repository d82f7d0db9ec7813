"""What would be refused is refused by `--dry-run` as well, and before anybody is asked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from home import CLAUDE, CODEX, CONFIG, LOGIN, SETTINGS, Home, Outcome
from spoiled import KINDS, TARGETS, set_immutable

REFUSED = 5


def error_code(outcome: Outcome) -> str | None:
    """The stable code of the failure in an envelope, `None` when there is none."""
    error = outcome.envelope["error"]
    return error["code"] if error else None


def without_yes(command: tuple[str, ...]) -> tuple[str, ...]:
    """The same command, with nobody having agreed."""
    return tuple(word for word in command if word != "--yes")


def assert_foretold(home: Home, *command: str) -> Outcome:
    """A dry run ends as the run that follows it, and writes nothing; the outcome of the dry run."""
    before = home.whole_tree()
    dry = home.run(*without_yes(command), "--dry-run", "--json")
    after = home.whole_tree()
    real = home.run(*command, "--json")

    assert after == before
    assert (dry.code, error_code(dry)) == (real.code, error_code(real)), dry.text + real.text
    return dry


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_set_up_is_refused_by_its_dry_run(home, kind, target):
    """Read-only, hard-linked, a pipe, a folder, a circle of links; where a link may be followed, both go through."""
    KINDS[kind](home.write(TARGETS[target].path, TARGETS[target].valid))

    dry = assert_foretold(home, *TARGETS[target].command, "--no-verify")

    assert error_code(dry) == (None if kind in {"link", "link to nowhere"} else "target-refused")


@contextmanager
def immutable(path: Path) -> Iterator[None]:
    """The file with the mark that even its owner cannot write past."""
    if not set_immutable(path, on=True):
        pytest.skip("NOT RUN: this user or file system cannot mark a file as immutable")
    try:
        yield
    finally:
        set_immutable(path, on=False)


@pytest.mark.parametrize("target", TARGETS)
def test_a_set_up_of_an_immutable_file_is_refused_by_its_dry_run(home, target):
    with immutable(home.write(TARGETS[target].path, TARGETS[target].valid)):
        dry = assert_foretold(home, *TARGETS[target].command, "--no-verify")

    assert error_code(dry) == "target-refused"


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("kind", ["read-only", "hard-linked"])
def test_nobody_is_asked_about_what_would_be_refused(home, kind, target):
    """The person at the terminal sees the refusal, and neither a plan nor a question."""
    KINDS[kind](home.write(TARGETS[target].path, TARGETS[target].valid))

    outcome = home.run(*without_yes(TARGETS[target].command), "--no-verify", answers=iter(()))

    assert outcome.code == REFUSED
    assert outcome.out == ""
    assert "[y/N]" not in outcome.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("command", "file"), [(CLAUDE, SETTINGS), (CODEX, CONFIG)], ids=["claude", "codex"])
@pytest.mark.parametrize("way", ["--remove", "undo", "history restore"])
def test_the_way_back_is_refused_by_its_dry_run(home, way, command, file, kind):
    assert home.run(*command, "--no-verify").code == 0
    change = home.run("history", "list", "--json").envelope["data"]["changes"][0]["id"]
    KINDS[kind](home.path / file)
    ways = {
        "--remove": (command[0], "--remove", "--yes"),
        "undo": ("undo", "--yes"),
        "history restore": ("history", "restore", change, "--file", str(home.path / file), "--yes"),
    }

    dry = assert_foretold(home, *ways[way])

    if kind in {"read-only", "hard-linked", "loop of links", "named pipe", "folder"}:
        assert error_code(dry) == "target-refused"


def test_the_dry_run_of_an_undo_tells_that_nothing_can_be_taken_back(home):
    """Somebody set all of our values since."""
    assert home.run(*CODEX, "--no-verify").code == 0
    home.write(CONFIG, re.sub(rb"= .*", b'= "theirs"', home.read(CONFIG)))

    dry = assert_foretold(home, "undo", "--yes")

    assert error_code(dry) == "undo-conflict"


def test_the_dry_run_of_an_undo_tells_what_would_be_left(home):
    """One value was set by somebody else: the rest goes, and the code says that it is not all."""
    assert home.run(*CODEX, "--no-verify").code == 0
    home.write(CONFIG, home.read(CONFIG).replace(b'"gpt-5.4"', b'"o3"'))

    dry = assert_foretold(home, "undo", "--yes")

    assert (dry.code, error_code(dry)) == (REFUSED, None)
    assert [warning["code"] for warning in dry.envelope["warnings"]] == ["kept-foreign-value"]


def test_a_state_folder_that_cannot_be_trusted_is_told_by_the_dry_run(home):
    (home.own / "state").mkdir()
    (home.own / "state").chmod(0o755)

    dry = assert_foretold(home, *CLAUDE, "--no-verify")

    assert error_code(dry) == "state-folder-unusable"


def test_a_damaged_journal_is_told_by_the_dry_run(home):
    """The next change would have to settle it first, and cannot."""
    assert home.run(*CODEX, "--no-verify").code == 0
    damaged = home.own / "state" / "j" / "20261121T000000000-abcd"
    damaged.mkdir(mode=0o700)
    (damaged / "plan").write_bytes(b"no record\n")

    dry = assert_foretold(home, *CLAUDE, "--no-verify")

    assert error_code(dry) == "journal-damaged"


@pytest.mark.parametrize("target", ["settings.json", "config.toml", "auth.json"])
@pytest.mark.parametrize("kind", ["read-only", "hard-linked"])
def test_instructions_for_hands_come_although_the_file_may_not_be_replaced(home, kind, target):
    KINDS[kind](home.write(TARGETS[target].path, TARGETS[target].valid))

    assert home.run(*without_yes(TARGETS[target].command), "--print").code == 0


def test_a_vendor_login_is_the_reason_also_where_the_file_may_not_be_replaced(home):
    """What stands in the way first is said first, with the instructions that it always brings."""
    home.write(".claude.json", b'{"oauthAccount": {"emailAddress": "ada@example.test"}}\n')
    KINDS["read-only"](home.write(SETTINGS, b"{}\n"))

    dry = assert_foretold(home, *CLAUDE, "--no-verify")

    assert error_code(dry) == "client-login-found"
    assert "apiKeyHelper" in dry.envelope["data"]["files"][str(home.path / SETTINGS)]


def test_a_change_that_is_made_already_is_refused_nowhere(home):
    """There is nothing to write, so nothing stands in the way."""
    assert home.run(*CODEX, "--no-verify").code == 0
    KINDS["read-only"](home.path / CONFIG)
    assert not (home.path / LOGIN).exists()

    dry = assert_foretold(home, *CODEX, "--no-verify")

    assert (dry.code, error_code(dry)) == (0, None)
