"""A throw-away home with two installed clients, and ways to run the real command line in it."""

import hashlib
import io
import json
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from document_check import check_text
from smartaipi_cli.app import run
from smartaipi_cli.composition import make_identifier, open_transport
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.machine.fakes import ManualClock, ScriptedTerminal
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.paths import Paths
from smartaipi_cli.machine.processes import SystemProcesses
from smartaipi_cli.machine.real_files import RealFiles

PROGRAM = Path(sys.prefix, "bin", "smartaipi")
VERSIONS = {"claude": "2.1.329 (Claude Code)", "codex": "codex-cli 0.169.0"}
PEER_CASES = Path(__file__).with_name("peer_cases")
PATIENCE_S = 60

MODELS = (
    'codex = "gpt-5.4", opus = "claude-opus-4-6", sonnet = "claude-sonnet-4-5-20250929", '
    'haiku = "claude-haiku-4-5-20251001"'
)

CLAUDE = ("claude", "--yes", "--secret", "helper")
CODEX = ("codex", "--yes", "--secret", "helper")
"""The set-ups. The way of the secret is said so that an interpreter in a temporary folder makes no difference."""

SETTINGS = ".claude/settings.json"
LOCAL_SETTINGS = ".claude/settings.local.json"
STATE = ".claude.json"
CONFIG = ".codex/config.toml"
LOGIN = ".codex/auth.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a command ended. `is_chosen` when `--fields` left members out of the document."""

    code: int
    out: str
    err: str
    is_chosen: bool = False

    @property
    def text(self) -> str:
        """Everything that was said."""
        return self.out + self.err

    @property
    def envelope(self) -> dict[str, Any]:
        """The one JSON document on standard output, which is as the command's schema says."""
        if not self.is_chosen:
            check_text(self.out)
        return json.loads(self.out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A gateway that answers, and the credentials of an account there."""

    urls: dict[str, str]
    key: str
    token: str


@dataclass(slots=True)
class Home:
    """`folder/home` is the user's, `folder/own` is ours (SMARTAIPI_HOME), `folder/programs` is first on PATH."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    clock: ManualClock = field(default_factory=ManualClock)
    transport: Callable[[], Transport] = open_transport
    files: RealFiles = field(default_factory=RealFiles)

    def __post_init__(self) -> None:
        self.folder.chmod(0o755)  # another user may have to pass through it
        for path in (self.path, self.project, self.programs):
            path.mkdir(mode=0o755)
        for name, version in VERSIONS.items():
            self.install(name, f"echo '{version}'")
        self.environment |= {
            "HOME": str(self.path),
            "SMARTAIPI_HOME": str(self.own),
            "SMARTAIPI_CREDENTIAL_STORE": "file",
            "PATH": f"{self.programs}:/usr/bin:/bin",
            "SHELL": "/bin/bash",
            "LANG": "C.UTF-8",
        }

    @property
    def path(self) -> Path:
        """The user's home."""
        return self.folder / "home"

    @property
    def project(self) -> Path:
        """The folder in which commands run."""
        return self.path / "project"

    @property
    def own(self) -> Path:
        """Our configuration, credentials and history."""
        return self.folder / "own"

    @property
    def programs(self) -> Path:
        """Where the clients are installed."""
        return self.folder / "programs"

    @property
    def machine(self) -> Machine:
        """This home as the program sees it, with nobody at the terminal."""
        return Machine(
            files=self.files,
            paths=Paths.under(self.own),
            home=self.path,
            working_folder=self.project,
            environment=self.environment,
            platform="linux",
            clock=self.clock,
            processes=SystemProcesses(environment=self.environment),
            terminal=ScriptedTerminal(),
            keychain=lambda: None,
            open_transport=self.transport,
            make_identifier=make_identifier,
            program=(str(PROGRAM),),
        )

    def run(self, *arguments: str, stdin: str = "", answers: Iterator[str] | None = None) -> Outcome:
        """Run a command in this process; with `answers` somebody sits at the terminal."""
        terminal = ScriptedTerminal(
            standard_input=stdin,
            interactive=answers is not None,
            answers=answers or iter(()),
            output=io.StringIO(),
            errors=io.StringIO(),
        )
        code = run(arguments, replace(self.machine, terminal=terminal))
        return Outcome(
            code=int(code),
            out=terminal.output.getvalue(),
            err=terminal.errors.getvalue(),
            is_chosen=chooses(arguments),
        )

    def start(self, *arguments: str, through: Sequence[str] = (), **options: Any) -> subprocess.Popen[bytes]:
        """Start a command as a process of its own; `through` is a program that starts it, with arguments."""
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            [*through, str(PROGRAM), *arguments],
            cwd=self.project,
            env=self.environment,
            **{**streams, **options},
        )

    def call(self, *arguments: str, **options: Any) -> Outcome:
        """Run a command as a process of its own, to its end."""
        with self.start(*arguments, **options) as process:
            return collect(process)

    def install(self, name: str, script: str) -> None:
        """Put a program on PATH."""
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def write(self, name: str, data: bytes, mode: int = 0o600) -> Path:
        """Make a file in the user's home."""
        path = self.path / name
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode)
        return path

    def copy(self, case: str, name: str) -> bytes:
        """Make a file in the user's home from an input of the peer cases; what it holds."""
        data = (PEER_CASES / case).read_bytes()
        self.write(name, data)
        return data

    def read(self, name: str) -> bytes:
        """What a file in the user's home holds."""
        return (self.path / name).read_bytes()

    def read_json(self, name: str) -> Any:
        """The data of a JSON file in the user's home."""
        return json.loads(self.read(name))

    def tree(self) -> dict[str, str]:
        """Everything in the user's home: names, kinds, modes, owners, contents."""
        return tree_of(self.path)

    def whole_tree(self) -> dict[str, str]:
        """Everything in the user's home and in our own folders."""
        return tree_of(self.folder)

    def add_profile(
        self, name: str, gateway: str, urls: Mapping[str, str], key: str = "", token: str = ""
    ) -> None:
        """Add a profile as the files say it, and its credentials; the first one is the default."""
        path = self.machine.paths.config_file
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        lines = [] if path.exists() else [f'default_profile = "{name}"\n']
        lines += [f'[profiles.{name}]\ngateway = "{gateway}"\nwebsocket = "off"\n']
        lines += [f'{option} = "{url}"\n' for option, url in urls.items()]
        lines += [f"models = {{ {MODELS} }}\n"]
        with path.open("a") as file:
            file.writelines(lines)
        for kind, value in (("key", key), ("token", token)):
            if value:
                self.machine.credential_files.write(name, kind, Secret(value))


def collect(process: subprocess.Popen[bytes]) -> Outcome:
    """Wait for a process and take what it said."""
    try:
        out, err = process.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Outcome(
        code=process.returncode,
        out=(out or b"").decode(),
        err=(err or b"").decode(),
        is_chosen=chooses(map(str, process.args)),
    )


def chooses(arguments: Iterable[str]) -> bool:
    """Whether a command asks for some members alone."""
    return any(word.startswith("--fields") for word in arguments)


def tree_of(folder: Path) -> dict[str, str]:
    """Each path below `folder` with what stands there; links and special files are not followed."""
    return {str(path.relative_to(folder)): describe(path) for path in sorted(folder.rglob("*"))}


def describe(path: Path) -> str:
    """One path in words that change when it changes."""
    status = path.lstat()
    words = [stat.filemode(status.st_mode), f"{status.st_uid}:{status.st_gid}"]
    if stat.S_ISLNK(status.st_mode):
        words.append(f"-> {path.readlink()}")
    elif stat.S_ISREG(status.st_mode):
        words += [f"links {status.st_nlink}", hashlib.sha256(path.read_bytes()).hexdigest()]
    return " ".join(words)
