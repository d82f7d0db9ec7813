"""The command line over a machine in memory and an account in memory, for the commands about keys."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from account_twin import NOW, Fate, Held, ModelList, TwinAccount

from document_check import check_text
from smartaipi_cli.actions.account import access as accounts
from smartaipi_cli.app import run
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.gateways.capabilities import Capability
from smartaipi_cli.machine.fakes import ManualClock, MemoryCredentials, ScriptedProcesses, ScriptedTerminal
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.memory_files import MemoryFiles
from smartaipi_cli.machine.paths import Paths

OWN = Path("/own")
FOLDER = Path("/home/user/project")
CONFIG = """
default_profile = "work"
[profiles.work]
gateway = "custom"
openai_url = "https://gateway.test/v1"
management_url = "https://gateway.test/api"
dialect = "native"
"""
TOKEN = "test-account-token-canary-0001"


class CountedFiles(MemoryFiles):
    """Files whose changes below our own folders are steps that a kill can hit."""

    fate = Fate()

    def write(self, path: Path, data: bytes) -> None:
        """See `Files`."""
        self.fate.begin(f"write {path.name}")
        super().write(path, data)
        self.fate.end(f"write {path.name}")

    def replace(self, source: Path, destination: Path) -> None:
        """See `Files`."""
        self.fate.begin(f"replace {destination.name}")
        super().replace(source, destination)
        self.fate.end(f"replace {destination.name}")

    def move(self, source: Path, destination: Path) -> None:
        """See `Files`."""
        self.fate.begin(f"move {destination.name}")
        super().move(source, destination)
        self.fate.end(f"move {destination.name}")

    def create(self, path: Path, mode: int) -> None:
        """See `Files`."""
        self.fate.begin(f"create {path.name}")
        super().create(path, mode)
        self.fate.end(f"create {path.name}")

    def unlink(self, path: Path) -> None:
        """See `Files`."""
        self.fate.begin(f"unlink {path.name}")
        super().unlink(path)
        self.fate.end(f"unlink {path.name}")


@dataclass(slots=True)
class Desk:
    """`run` is a command; `held` what the gateway holds; `fate` what goes wrong; `table` what it offers.

    `seen` is everything that was printed to standard output, by killed commands too.
    """

    files: CountedFiles = field(default_factory=CountedFiles)
    held: Held = field(default_factory=Held)
    fate: Fate = field(default_factory=Fate)
    table: dict[str, Capability] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    keychain: MemoryCredentials | None = None
    terminal: ScriptedTerminal = field(default_factory=ScriptedTerminal)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    seen: str = ""

    def __post_init__(self) -> None:
        self.files.put_directory(FOLDER)
        self.files.put_file(OWN / "config/config.toml", CONFIG.encode())
        self.machine.credential_files.write("work", "token", Secret(TOKEN))
        self.files.fate = self.fate

    @property
    def machine(self) -> Machine:
        """This desk as the program sees it."""
        return Machine(
            files=self.files,
            paths=Paths.under(OWN),
            home=FOLDER.parent,
            working_folder=FOLDER,
            environment=self.environment,
            platform="linux",
            clock=ManualClock(),
            processes=ScriptedProcesses(),
            terminal=self.terminal,
            keychain=lambda: self.keychain,
            open_transport=lambda: ModelList(self.held, self.fate),
            make_identifier=lambda: f"{next(self.numbers):08x}",
            program=("/usr/bin/smartaipi",),
        )

    def run(
        self, *arguments: str, stdin: str = "", answers: Iterator[str] | None = None, output: Any = None
    ) -> "Outcome":
        """Run a command; with `answers` somebody sits at the terminal."""
        self.terminal = ScriptedTerminal(
            standard_input=stdin,
            interactive=answers is not None,
            answers=answers or iter(()),
            output=output or io.StringIO(),
            errors=io.StringIO(),
        )
        try:
            code = run(arguments, self.machine)
        finally:
            self.seen += self.terminal.output.getvalue()
        return Outcome(int(code), self.terminal.output.getvalue(), self.terminal.errors.getvalue())

    def stored(self, name: str = "key") -> str:
        """A stored credential of the profile."""
        found = self.machine.credential_files.read("work", name)
        return found.reveal() if found else ""

    def add_key(self, name: str = "laptop", *options: str) -> str:
        """The id of a new key, stored as the profile's when `--store` is among the options."""
        outcome = self.run("keys", "create", "--name", name, "--json", *options)
        assert outcome.code == 0, outcome.err + outcome.out
        self.fate.steps.clear()
        return str(outcome.data["key"]["id"])

    def add_profile(self, name: str, openai_url: str) -> None:
        """A further profile, without an account API."""
        table = f'[profiles.{name}]\ngateway = "custom"\nopenai_url = "{openai_url}"\n'
        path = OWN / "config/config.toml"
        self.files.put_file(path, self.files.read(path) + table.encode())

    def change(self, identifier: str, **fields: Any) -> Key:
        """Change a key behind the program's back."""
        self.held.keys[identifier] = replace(self.held.keys[identifier], **fields)
        return self.held.keys[identifier]

    def spend(self, identifier: str, period: str, dollars: str) -> Key:
        """Have a budget of a key used."""
        spent = Money(Decimal(dollars))
        budgets = self.held.keys[identifier].budgets
        used = (replace(one, spent=spent) if one.period == period else one for one in budgets)
        return self.change(identifier, budgets=tuple(used), spent=spent, last_used_at=NOW)

    def notes(self) -> list[Path]:
        """The notes of unfinished rotations."""
        folder = OWN / "state/rotations"
        if self.files.look(folder).kind is Kind.ABSENT:
            return []
        return [folder / name for name in self.files.list_directory(folder) if not name.startswith(".")]

    def everything_written(self) -> dict[str, bytes]:
        """Every file below our own folders."""
        found: dict[str, bytes] = {}
        folders = [OWN]
        while folders:
            folder = folders.pop()
            for name in self.files.list_directory(folder):
                path = folder / name
                if self.files.look(path).kind is Kind.DIRECTORY:
                    folders.append(path)
                else:
                    found[str(path)] = self.files.read(path)
        return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        """The one JSON document on standard output, which is as the command's schema says."""
        check_text(self.out)
        return json.loads(self.out)

    @property
    def data(self) -> Any:
        """What the envelope carries."""
        return self.envelope["data"]

    @property
    def error(self) -> Any:
        """The envelope's error."""
        return self.envelope["error"]

    @property
    def warnings(self) -> set[str]:
        """The codes of the envelope's warnings."""
        return {warning["code"] for warning in self.envelope["warnings"]}


def open_desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose profile `work` is on the account in memory."""
    desk = Desk(environment={"SMARTAIPI_CREDENTIAL_STORE": "file"})
    monkeypatch.setattr(
        accounts,
        "connect",
        lambda _, connection: TwinAccount.opened(connection, desk.held, desk.fate, desk.table),
    )
    return desk
