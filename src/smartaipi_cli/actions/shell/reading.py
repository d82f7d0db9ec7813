"""The shells of this machine: their files, who has those in his care, and what the shells themselves say of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from smartaipi_cli.actions.connection.snapshots import place_of
from smartaipi_cli.actions.history.reading import list_changes, read_state
from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.engine.record import FileRecord
from smartaipi_cli.engine.targets import resolve_target
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.processes import Finished
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent, FileState, bytes_of
from smartaipi_cli.tools import shell_env
from smartaipi_cli.tools.base import ReadFile
from smartaipi_cli.tools.shell_env import SHELLS
from smartaipi_cli.tools.shell_env_effective import StartText
from smartaipi_cli.tools.shell_wish import ShellSetup

SHELL_LIMIT_S = 20.0
NOWHERE = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), "/dev/null")
"""A shell that is only asked must leave nothing behind: fish makes folders in its user's home at every start."""

CHEZMOI_PREFIXES = ("", "private_", "readonly_", "private_readonly_", "create_", "modify_", "symlink_")


def choose_shells(machine: Machine, wanted: str) -> tuple[str, ...]:
    """The shells that were asked for: one by its name, `all` that are installed, else the user's own.

    Errors: `usage`.
    """
    if wanted == "all":
        return tuple(name for name, shell in SHELLS.items() if machine.processes.find(shell.binary))
    name = wanted or shell_env.name_of_shell(place_of(machine))
    if name in SHELLS:
        return (name,)
    raise UserError(
        "usage",
        f"`{name}` is no shell that smartaipi can set up" if name else "it is not known which shell you use",
        reason=f"it can set up {', '.join(SHELLS)}",
        hint="smartaipi shell --shell bash",
    )


def read_setup(machine: Machine, name: str, *, for_removal: bool = False) -> ShellSetup:
    """One shell's files; for a removal every one that may hold our line. Errors: `target-refused`."""
    place = place_of(machine)
    every = shell_env.candidates(place, name)
    existing = frozenset(file.path for file in every if machine.files.look(file.path).kind is not Kind.ABSENT)
    chosen = every if for_removal else shell_env.start_files(place, name, existing)
    return ShellSetup(
        shell_name=name,
        env_file=read_file(machine, machine.paths.data / SHELLS[name].env_name),
        dotfiles=tuple(read_file(machine, file.path) for file in chosen if not file.is_own),
        own=tuple(read_file(machine, file.path) for file in chosen if file.is_own),
    )


def read_file(machine: Machine, path: Path) -> ReadFile:
    """A file as it is now. Errors: `target-refused`."""
    return ReadFile(path=path, state=read_state(machine, path))


def made_files(machine: Machine, setups: Sequence[ShellSetup]) -> Mapping[Path, tuple[Path, ...]]:
    """The files that our first change of them made, with the folders made for each, as far as the history goes."""
    ours = {file.path for setup in setups for file in (*setup.dotfiles, *setup.own, setup.env_file)}
    first: dict[Path, FileRecord] = {}
    for record in list_changes(machine):
        for file in record.files:
            if file.path in ours:
                first.setdefault(file.path, file)
    return {path: tuple(reversed(file.directories)) for path, file in first.items() if file.old.is_absent}


def texts_after(machine: Machine, setups: Sequence[ShellSetup], plan: Plan) -> Iterator[StartText]:
    """The start files as they will be, and those that are read after them."""
    after = {change.path: change.after for change in plan.changes}
    place = place_of(machine)
    for setup in setups:
        for file in setup.dotfiles:
            target = resolve_target(machine.files, file.path)
            yield StartText(
                shell_name=setup.shell_name,
                path=file.path,
                text=text_of(after.get(file.path, file.state)),
                real=target.real if file.path in target.links else None,
                manager=find_manager(machine, file.path),
            )
        for path in shell_env.later_files(place, setup.shell_name):
            text = text_of(read_state(machine, path))
            yield StartText(shell_name=setup.shell_name, path=path, text=text, is_later=True)


def text_of(state: FileState) -> str:
    """The text of a file; bytes that are no UTF-8 become marks."""
    return (bytes_of(state) or b"").decode(errors="replace")


def find_manager(machine: Machine, path: Path) -> str:
    """The dotfile manager whose own folder has this file, else an empty text."""
    if not path.is_relative_to(machine.home):
        return ""
    chosen = Path(machine.environment.get("XDG_DATA_HOME", ""))
    data = chosen if chosen.is_absolute() else machine.home / ".local" / "share"
    folder, name = path.relative_to(machine.home).parent, path.name
    sources = data / "chezmoi" / "/".join(dotted(part) for part in folder.parts)
    for prefix in CHEZMOI_PREFIXES:
        for end in ("", ".tmpl"):
            if machine.files.look(sources / f"{prefix}{dotted(name)}{end}").kind is Kind.FILE:
                return "chezmoi"
    return "yadm" if is_tracked(machine, data / "yadm" / "repo.git" / "index", folder / name) else ""


def dotted(name: str) -> str:
    """How chezmoi spells a hidden name."""
    return f"dot_{name[1:]}" if name.startswith(".") else name


def is_tracked(machine: Machine, index: Path, path: Path) -> bool:
    """Whether Git's index names a file: each name ends in a NUL there."""
    with suppress(OSError):
        if machine.files.look(index).kind is Kind.FILE:
            return str(path).encode() + b"\0" in machine.files.read(index)
    return False


def check_syntax(machine: Machine, setups: Sequence[ShellSetup]) -> tuple[str, ...]:
    """Let each shell read its start files without running them; the shells that could not be asked.

    Errors: `document-refused` for a file that its shell cannot read, or that ends within a here-document.
    """
    unasked: dict[str, None] = {}
    for setup in setups:
        shell = SHELLS[setup.shell_name]
        program = machine.processes.find(shell.binary) if shell.check else None
        files = [file for file in (*setup.dotfiles, *setup.own) if not isinstance(file.state, Absent)]
        if program is None:
            unasked |= {shell.label: None} if shell.edits else {}
            continue
        for file in files:
            done = ask_shell(machine, (str(program), *shell.check, str(file.path)))
            if done.exit_code or "here-document" in done.errors:
                raise DocumentRefused(
                    f"{shell.label} cannot read it as it is: {complaint(done.errors)}"
                ).in_file(str(file.path))
    return tuple(unasked)


def complaint(errors: str) -> str:
    """Where a shell stumbled. Its own words are left out: they quote the file, which may hold keys."""
    found = re.search(r"\bline (\d+)|:(\d+):", errors)
    return (
        f"line {found[1] or found[2]} is wrong, or something that is open there" if found else "it is wrong"
    )


def read_back(machine: Machine, setup: ShellSetup) -> Mapping[str, str] | None:
    """The environment of a shell that has read the file of variables; None when it could not be asked."""
    shell = SHELLS[setup.shell_name]
    program = machine.processes.find(shell.binary) if shell.read else None
    if program is None:
        return None
    done = ask_shell(machine, (str(program), *shell.read, str(setup.env_file.path)))
    pairs = (entry.partition("=") for entry in done.output.split("\0"))
    return {name: value for name, _, value in pairs} if done.exit_code == 0 else {}


def ask_shell(machine: Machine, command: Sequence[str]) -> Finished:
    """Run a shell that reads nothing of its user's and leaves nothing behind."""
    environment = {**machine.environment, **NOWHERE}
    return machine.processes.run(command, timeout_s=SHELL_LIMIT_S, environment=environment)
