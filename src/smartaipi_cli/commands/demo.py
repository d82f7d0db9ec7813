"""The whole main job, step by step, in a home that is thrown away: each step is a real command of this program."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from smartaipi_cli.app import run
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.paths import Paths
from smartaipi_cli.machine.processes import SystemProcesses
from smartaipi_cli.machine.terminal import SystemTerminal
from smartaipi_cli.render.output import Output

CLIENT_LIMIT_S = 90.0

FILES: Mapping[str, bytes] = {
    ".claude/settings.json": b'{\n\t"permissions": {"deny": ["Read(./.env)"]},\n\t"bigint": 12345678901234567890,\n'
    b'\t"env": {\n\t\t"MY_TEAM_VAR": "keep me"\n\t}\n}',
    ".codex/config.toml": b"# my codex configuration -- keep this comment\r\n"
    b'model = "gpt-5.1"   # pinned by ops\r\napproval_policy = "on-request"\r\n\r\n'
    b'[mcp_servers.mine]\r\ncommand = "mine"   # local\r\n',
}
"""What the home holds before: files with the marks of hands, of which no byte may be lost."""

BEFORE = (
    ("profiles", "add", "demo", "--gateway", "sandbox"),
    ("keys", "create", "--name", "demo", "--budget", "1/day", "--expires", "1d", "--store"),
    ("claude", "--yes"),
    ("codex", "--yes"),
)
AFTER = (
    ("status",),
    ("usage", "--by", "model"),
    ("balance",),
    ("undo", "--yes"),
    ("undo", "--yes"),
)
CLIENTS = {
    "claude": ("-p", "say hi"),
    "codex": ("exec", "--skip-git-repo-check", "say hi"),
}
"""Real clients and the arguments of one small task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneStream(SystemTerminal):
    """Both streams in one, so that a transcript keeps the order in which things were said; asks nobody."""

    stream: TextIO
    is_terminal: bool

    @property
    def output(self) -> TextIO:
        """See `Terminal`."""
        return self.stream

    @property
    def errors(self) -> TextIO:
        """See `Terminal`."""
        return self.stream

    @property
    def output_is_terminal(self) -> bool:
        """See `Terminal`."""
        return self.is_terminal

    @property
    def errors_is_terminal(self) -> bool:
        """See `Terminal`."""
        return self.is_terminal

    @property
    def can_ask(self) -> bool:
        """See `Terminal`."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The throw-away home, as a machine of its own."""

    machine: Machine
    home: Path
    output: Output


def demonstrate(machine: Machine) -> int:
    """Run the demo; 0 when every step succeeded and every byte is back."""
    from smartaipi_cli.sandbox.testing import running

    with throw_away_home(machine) as stage:
        say = stage.output.say
        prints = {name: fingerprint(stage.home / name) for name in FILES}
        say(f"a throw-away home in {stage.home}; your own files are not touched")
        with running(stage.machine.paths.sandbox) as address:
            say(f"a local gateway on {address.url}; no account, nothing leaves this machine")
            codes = [step(stage, command) for command in BEFORE]
            codes += [run_client(stage, name, arguments) for name, arguments in CLIENTS.items()]
            codes += [step(stage, command) for command in AFTER]
        say("")
        is_back = [show_bytes(stage, name, prints[name]) for name in FILES]
    succeeded = all(is_back) and not any(codes)
    say("done: all of it worked, and every byte is back" if succeeded else "failed: see above")
    return 0 if succeeded else 1


@contextmanager
def throw_away_home(machine: Machine) -> Iterator[Stage]:
    """A home with a few files in it, and a machine that knows no other; deleted at the end."""
    base = Path(tempfile.mkdtemp(prefix="smartaipi-demo-"))
    home = base / "home"
    try:
        for name, data in FILES.items():
            path = home / name
            path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
            path.write_bytes(data)
            path.chmod(0o600)
        project = home / "project"
        project.mkdir()
        kept = ("PATH", "TERM", "LANG", "NO_COLOR", "SSL_CERT_FILE")
        environment = {
            "HOME": str(home),
            "SMARTAIPI_CREDENTIAL_STORE": "file",
            **{name: machine.environment[name] for name in kept if name in machine.environment},
        }
        staged = replace(
            machine,
            paths=Paths.under(base / "smartaipi"),
            home=home,
            working_folder=project,
            environment=environment,
            processes=SystemProcesses(environment=environment),
            keychain=lambda: None,
            installation_will_vanish="",
            terminal=OneStream(
                stream=machine.terminal.output, is_terminal=machine.terminal.output_is_terminal
            ),
        )
        output = Output(stdout=machine.terminal.output, stderr=machine.terminal.output)
        yield Stage(machine=staged, home=home, output=output)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def step(stage: Stage, command: tuple[str, ...]) -> int:
    """Run one command of ours, shown as it would be typed."""
    stage.output.say(f"\n$ smartaipi {' '.join(command)}")
    stage.output.flush()
    code = run(command, stage.machine)
    if code:
        stage.output.say(f"(ended with code {code})")
    return code


def run_client(stage: Stage, name: str, arguments: tuple[str, ...]) -> int:
    """Run the real client when it is installed; say so when it is not."""
    stage.output.say(f"\n$ {name} {' '.join(arguments)}")
    program = stage.machine.processes.find(name)
    if program is None:
        stage.output.say(f"NOT RUN: `{name}` is not on PATH; the request above was made in its place")
        return 0
    done = stage.machine.processes.run(
        [str(program), *arguments], timeout_s=CLIENT_LIMIT_S, folder=stage.machine.working_folder
    )
    stage.output.say((done.output.strip() or done.errors.strip())[-400:])
    return done.exit_code


def show_bytes(stage: Stage, name: str, before: str) -> bool:
    """Whether a file has the bytes that it had, and the line that proves it."""
    after = fingerprint(stage.home / name)
    verdict = "identical" if before == after else "DIFFERENT"
    stage.output.say(f"~/{name}  before {before[:16]}  after {after[:16]}  {verdict}")
    return before == after


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file, or `absent`."""
    return sha256(path.read_bytes()).hexdigest() if path.exists() else "absent"
