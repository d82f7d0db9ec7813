"""Variables for a shell, a CI job or a dotenv file: whole, quoted, and nowhere that nobody asked for."""

import io
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from home import Home, Outcome

from smartaipi_cli.app import run
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.machine.fakes import ScriptedTerminal

NAMES = ["OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"]
VENDOR_KEY = "sk-ant-test-0123456789"


@pytest.fixture
def runner_file(home: Home) -> Path:
    """The file that a GitHub runner names, with what an earlier step wrote."""
    path = home.folder / "set_env_0f"
    path.write_text("EARLIER=1\n")
    home.environment["GITHUB_ENV"] = str(path)
    return path


def at_screen(home: Home, *arguments: str) -> Outcome:
    """Run a command whose standard output is a terminal."""
    terminal = ScriptedTerminal(output=io.StringIO(), errors=io.StringIO(), output_is_terminal=True)
    code = run(["env", *arguments], replace(home.machine, terminal=terminal))
    return Outcome(code=int(code), out=terminal.output.getvalue(), err=terminal.errors.getvalue())


def git(home: Home, *words: str) -> None:
    program = shutil.which("git")
    if program is None:
        pytest.skip("NOT RUN: git is not installed")
    subprocess.run([program, *words], cwd=home.project, check=True, capture_output=True, env=home.environment)


def values(account) -> dict[str, str]:
    return dict(
        zip(
            NAMES,
            [account.key, account.urls["openai_url"], account.key, account.urls["anthropic_url"]],
            strict=True,
        )
    )


def test_the_lines_set_every_key_before_its_address(home, account):
    outcome = home.run("env", "--shell", "bash")

    lines = [f"export {name}='{value}'" for name, value in values(account).items()]
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines() == ["unset ANTHROPIC_API_KEY", *lines]


def test_a_program_gets_the_values_themselves(home, account):
    data = home.run("env", "--json").envelope["data"]

    assert data == {"profile": "box", "variables": values(account), "unset": ["ANTHROPIC_API_KEY"]}


def test_taking_away_begins_with_the_addresses_and_needs_no_key(home):
    home.run("logout", "--yes")

    outcome = home.run("env", "--unset", "--shell", "sh")

    assert outcome.out.splitlines() == [f"unset {name}" for name in reversed(NAMES)]


def test_a_key_by_its_name_is_taken(home):
    home.machine.credential_files.write("box", "key.ci", Secret("sk-sandbox-fedcba9876543210"))

    outcome = home.run("env", "--client", "openai", "--key", "ci", "--json")

    assert outcome.envelope["data"]["variables"]["OPENAI_API_KEY"] == "sk-sandbox-fedcba9876543210"


def test_without_a_key_nothing_is_printed_for_the_shell(home):
    home.run("logout", "--yes")

    outcome = home.run("env", "--shell", "bash")

    assert (outcome.code, outcome.out) == (4, "")


def test_a_key_of_another_gateway_is_refused(home):
    home.environment["SMARTAIPI_API_KEY"] = "sk-or-v1-0123456789abcdef0123456789abcdef"

    outcome = home.run("env", "--shell", "bash")

    assert (outcome.code, outcome.out) == (4, "")


@pytest.mark.parametrize("value", ["sk-sandbox-0\n1", "sk-sandbox-'$(id)'"], ids=["line break", "quotes"])
def test_a_key_that_can_be_none_is_refused_and_not_shown(home, value):
    home.environment["SMARTAIPI_API_KEY"] = value

    outcome = home.run("env", "--shell", "bash")

    assert (outcome.code, outcome.out) == (4, "")
    assert "sk-sandbox" not in outcome.err


@pytest.mark.parametrize(
    ("shell", "hint"),
    [
        ("bash", 'eval "$(smartaipi env --shell bash)"'),
        ("fish", "smartaipi env --shell fish | source"),
        ("powershell", "smartaipi env --shell powershell | Out-String | Invoke-Expression"),
        ("nushell", "smartaipi env --shell nushell | from json | load-env"),
    ],
)
def test_a_screen_gets_the_way_to_evaluate_in_place_of_the_key(home, account, shell, hint):
    outcome = at_screen(home, "--shell", shell)

    assert (outcome.code, outcome.out) == (2, "")
    assert f"hint: {hint}\n" in outcome.err
    assert account.key not in outcome.err


def test_a_screen_gets_the_key_when_that_is_asked_for(home, account):
    assert account.key in at_screen(home, "--shell", "bash", "--show").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--shell", "csh"),
        ("--github", "--dotenv"),
        ("--gitlab", "--unset"),
        ("--output", "x"),
        ("--client", "nobody"),
        ("--github",),
    ],
    ids=" ".join,
)
def test_what_means_nothing_is_refused(home, arguments):
    before = home.tree()

    outcome = home.run("env", *arguments)

    assert (outcome.code, outcome.out, home.tree()) == (2, "", before)


def test_a_shell_that_is_not_known_is_asked_for_by_name(home):
    home.environment["SHELL"] = "/bin/tcsh"

    outcome = home.run("env")

    assert outcome.code == 2
    assert "hint: smartaipi env --shell bash" in outcome.err


class TestGitHub:
    def test_the_mask_comes_first_and_the_file_only_grows(self, home, account, runner_file):
        outcome = home.run("env", "--github")

        assert (outcome.code, outcome.out) == (0, f"::add-mask::{account.key}\n")
        assert read_runner_file(runner_file) == {"EARLIER": "1", **values(account)}
        assert account.key not in outcome.err

    def test_nothing_is_in_the_file_when_the_mask_could_not_be_told(self, home, runner_file):
        """A closed standard output: the key must not get into later steps unmasked."""
        reading, writing = os.pipe()
        os.close(reading)
        with home.start("env", "--github", stdout=writing) as process:
            os.close(writing)
            process.wait(60)

        assert runner_file.read_text() == "EARLIER=1\n"

    @pytest.mark.parametrize("kind", ["a link", "a folder", "nothing", "a relative path", "a device"])
    def test_anything_but_a_file_is_refused(self, home, runner_file, kind):
        target = home.folder / "elsewhere"
        if kind == "a link":
            target.symlink_to(runner_file)
        elif kind == "a folder":
            target.mkdir()
        named = {"a relative path": "set_env_0f", "a device": "/dev/null"}.get(kind, str(target))
        home.environment["GITHUB_ENV"] = named

        outcome = home.run("env", "--github")

        assert (outcome.code, outcome.out) == (5, "")
        assert runner_file.read_text() == "EARLIER=1\n"

    def test_a_rehearsal_neither_writes_nor_prints_the_key(self, home, account, runner_file):
        outcome = home.run("env", "--github", "--dry-run", "--json")

        assert outcome.envelope["data"]["applied"] is False
        assert (account.key in outcome.text, runner_file.read_text()) == (False, "EARLIER=1\n")

    def test_a_document_and_the_commands_of_the_runner_exclude_each_other(self, home, account, runner_file):
        outcome = home.run("env", "--github", "--json")

        assert (outcome.code, runner_file.read_text()) == (2, "EARLIER=1\n")
        assert account.key not in outcome.text

    def test_a_screen_is_no_runner(self, home, runner_file):
        assert at_screen(home, "--github").code == 2
        assert runner_file.read_text() == "EARLIER=1\n"

    def test_a_vendors_key_in_the_job_is_told(self, home, runner_file):
        home.environment["ANTHROPIC_API_KEY"] = VENDOR_KEY

        outcome = home.run("env", "--github")

        assert runner_file.read_text().startswith("EARLIER=1\n")
        assert "warning: ANTHROPIC_API_KEY is set here and would be sent to Sandbox" in outcome.err
        assert VENDOR_KEY not in outcome.text


def read_runner_file(path: Path) -> dict[str, str]:
    """What a runner reads: `NAME=value`, or `NAME<<END`, the value's lines and `END`."""
    found: dict[str, str] = {}
    lines = iter(path.read_text().splitlines())
    for line in lines:
        if "<<" in line:
            name, _, end = line.partition("<<")
            found[name] = "\n".join(iter(lambda: next(lines), end))
        else:
            name, _, found[line.partition("=")[0]] = line.partition("=")
    return found


class TestGitLab:
    def test_the_report_is_for_its_owner_alone_and_in_gitlabs_own_spelling(self, home, account):
        outcome = home.run("env", "--gitlab")

        path = home.project / "smartaipi.env"
        assert (outcome.code, outcome.out) == (0, "")
        assert path.read_text() == "".join(f"{name}={value}\n" for name, value in values(account).items())
        assert path.stat().st_mode & 0o777 == 0o600
        assert "reports: dotenv: smartaipi.env" in outcome.err
        assert "warning: GitLab cannot be told here to mask the key" in outcome.err
        assert account.key not in outcome.text

    def test_what_stands_there_is_left_alone(self, home):
        home.write("project/mine.env", b"A=1\n")

        outcome = home.run("env", "--gitlab", "--output", "mine.env")

        assert (outcome.code, home.read("project/mine.env")) == (5, b"A=1\n")

    def test_a_rehearsal_writes_nothing(self, home):
        before = home.tree()

        assert home.run("env", "--gitlab", "--dry-run").code == 0
        assert home.tree() == before


class TestDotenv:
    def test_a_new_file_is_for_its_owner_alone(self, home, account):
        outcome = home.run("env", "--dotenv")

        path = home.project / ".env"
        assert (outcome.code, path.stat().st_mode & 0o777) == (0, 0o600), outcome.text
        assert path.read_text() == "".join(f"{name}='{value}'\n" for name, value in values(account).items())
        assert account.key not in outcome.text

    def test_everything_else_in_the_file_stays_and_undo_gives_it_back(self, home, account):
        text = b"# mine\r\nexport A=1 # one\r\nOPENAI_API_KEY=old\r\n\r\nB='x y'"
        home.write("project/.env.local", text)

        outcome = home.run("env", "--dotenv", "-o", ".env.local", "--client", "openai", "--yes")

        assert outcome.code == 0, outcome.text
        url = account.urls["openai_url"].encode()
        assert home.read("project/.env.local") == (
            text.replace(b"=old", f"='{account.key}'".encode()) + b"\r\nOPENAI_BASE_URL='" + url + b"'"
        )
        assert (b"old" in outcome.text.encode(), account.key in outcome.text) == (False, False)
        assert home.run("undo", "--yes").code == 0
        assert home.read("project/.env.local") == text

    def test_a_file_that_is_there_is_changed_after_a_yes_alone(self, home):
        home.write("project/.env", b"A=1\n")

        assert home.run("env", "--dotenv").code == 2
        assert home.run("env", "--dotenv", answers=iter(["no"])).code == 1
        assert home.read("project/.env") == b"A=1\n"
        assert home.run("env", "--dotenv", answers=iter(["yes"])).code == 0

    def test_the_second_time_nothing_is_asked_and_nothing_written(self, home):
        home.run("env", "--dotenv")
        before = home.whole_tree()

        outcome = home.run("env", "--dotenv", "--json")

        assert (outcome.code, outcome.envelope["data"]["applied"]) == (0, False)
        assert home.whole_tree() == before

    def test_a_vendors_key_goes_before_the_address_comes(self, home):
        """Anthropic's libraries would send it to the gateway in place of ours."""
        home.write("project/.env", f"ANTHROPIC_API_KEY={VENDOR_KEY}\n".encode())

        outcome = home.run("env", "--dotenv", "--yes")

        assert VENDOR_KEY.encode() not in home.read("project/.env")
        assert "note: takes ANTHROPIC_API_KEY out" in outcome.err
        assert VENDOR_KEY not in outcome.text
        assert home.run("undo", "--yes").code == 0
        assert home.read("project/.env") == f"ANTHROPIC_API_KEY={VENDOR_KEY}\n".encode()

    def test_a_rehearsal_writes_nothing(self, home, account):
        before = home.whole_tree()

        outcome = home.run("env", "--dotenv", "--dry-run", "--json")

        assert outcome.envelope["data"]["applied"] is False
        assert (account.key in outcome.text, home.whole_tree()) == (False, before)

    def test_a_file_that_git_tracks_is_left_alone_unless_forced(self, home):
        home.write("project/.env", b"A=1\n")
        git(home, "init", "-q")
        git(home, "add", ".env")

        refused = home.run("env", "--dotenv", "--yes")
        forced = home.run("env", "--dotenv", "--yes", "--force")

        assert (refused.code, forced.code) == (5, 0)
        assert "Git tracks it" in refused.err
        assert "warning: Git tracks" in forced.err

    @pytest.mark.parametrize("ignored", [True, False], ids=["ignored", "not ignored"])
    def test_a_file_that_git_would_take_is_told(self, home, ignored):
        git(home, "init", "-q")
        home.write("project/.gitignore", b".env\n" if ignored else b"")

        outcome = home.run("env", "--dotenv")

        assert outcome.code == 0
        assert ("does not ignore" in outcome.err) is not ignored

    def test_a_repository_cannot_have_its_programs_run(self, home):
        """Its own settings name programs that Git starts when it looks at files."""
        git(home, "init", "-q")
        trap = home.project / "trap"
        trap.write_text(f"#!/bin/sh\ntouch {home.path}/caught\n")
        trap.chmod(0o755)
        home.write("project/.env", b"A=1\n")
        git(home, "add", ".env")
        git(home, "config", "core.fsmonitor", str(trap))

        home.run("env", "--dotenv", "--yes")

        assert not (home.path / "caught").exists()

    def test_a_file_that_others_may_read_is_told(self, home):
        home.write("project/.env", b"A=1\n", 0o644)

        assert "chmod 600" in home.run("env", "--dotenv", "--yes").err
