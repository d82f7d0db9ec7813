"""What a set-up of the shells writes, and what `--remove` takes out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import Final

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.plan.blocks import block_lines
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import RemoveBlock, RemoveFile, SetBlock, WriteWhole
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent, bytes_of
from smartaipi_cli.tools.base import ReadFile
from smartaipi_cli.tools.shell_env import NAME, SHELLS, printed_line
from smartaipi_cli.tools.shell_env_text import HEADING, LANGUAGES, block_line, env_text, is_own_line
from smartaipi_cli.tools.shell_wish import ShellSetup, ShellWish

SIGNATURE: Final = b"# SIG # Begin signature block"
DOTFILE_MODE: Final = 0o644
"""A new dotfile holds no secret."""


def plan_connect(setups: Sequence[ShellSetup], wish: ShellWish) -> Plan:
    """The files of variables first, the lines that read them last. Errors: `document-refused`."""
    changes: dict[Path, FileChange] = {}
    for setup in setups:
        text = env_text(setup.shell_name, wish.variables, wish.dropped)
        changes[setup.env_file.path] = change_file(
            setup.env_file.path,
            Format.WHOLE,
            (WriteWhole(text),),
            setup.env_file.state,
            f"the variables for {wish.profile.label}, for you alone",
        )
    for setup in setups:
        changes.update((change.path, change) for change in start_changes(setup))
    return Plan(
        title=f"let new shells know {wish.profile.label}",
        command=NAME,
        tool=NAME,
        changes=tuple(changes.values()),
        notes=tuple(notes_about(setups)),
        labels={
            "profile": wish.profile.name,
            "gateway": wish.profile.gateway,
            "key": wish.key_label,
            "key_name": wish.key_name,
            "secret": "env",
            "scope": "user",
            "action": "connect",
        },
    )


def start_changes(setup: ShellSetup) -> Iterator[FileChange]:
    """The start files of one shell with our line. Errors: `document-refused`."""
    for file in setup.dotfiles:
        refuse_foreign(file)
        yield change_file(
            file.path,
            Format.SHELL,
            (SetBlock((block_line(setup.shell_name, setup.env_file.path),)),),
            file.state,
            f"read the variables when {SHELLS[setup.shell_name].label} starts",
            new_file_mode=DOTFILE_MODE,
        )
    for file in setup.own:
        yield change_file(
            file.path,
            Format.WHOLE,
            (WriteWhole(own_text(setup)),),
            file.state,
            f"read the variables when {SHELLS[setup.shell_name].label} starts",
            new_file_mode=DOTFILE_MODE,
        )


def own_text(setup: ShellSetup) -> bytes:
    """A start file that is ours as a whole."""
    heading = HEADING.replace(" Holds a key.", "")
    return f"{heading}{block_line(setup.shell_name, setup.env_file.path)}\n".encode(
        "utf-8", "surrogateescape"
    )


def notes_about(setups: Sequence[ShellSetup]) -> Iterator[str]:
    """What the user should know, and do."""
    yield "an exported key is seen by every program that is started from the shell, and by what those start"
    for setup in setups:
        if not SHELLS[setup.shell_name].edits:
            yield f"{SHELLS[setup.shell_name].label}: add to config.nu: {printed_line(setup.env_file.path)}"


def refuse_foreign(file: ReadFile) -> None:
    """Errors: `document-refused` for a signed file, and for a block in which somebody else has written."""
    source = bytes_of(file.state) or b""
    if SIGNATURE in source:
        raise DocumentRefused("it is signed, and a change would make the signature void", name=str(file.path))
    foreign = [line for line in block_lines(source) or () if not is_own_line(line.decode(errors="replace"))]
    if foreign:
        raise DocumentRefused(
            "the block between smartaipi's marks holds a line that smartaipi did not write; move it out of there",
            line=1 + source.splitlines().index(foreign[0]),
            column=1,
            name=str(file.path),
        )


def plan_remove(
    setups: Sequence[ShellSetup],
    made: Mapping[Path, tuple[Path, ...]],
    needed: AbstractSet[Path] = frozenset(),
) -> Plan:
    """The lines go first, then the files that they read, but for those that are still `needed`.

    `made` are the files that a set-up made, with their folders: a dotfile among them goes when nothing is left in it.
    Errors: `document-refused`.
    """
    changes: dict[Path, FileChange] = {}
    for setup in setups:
        for file in setup.dotfiles:
            if reads_variables(setup, file):
                changes[file.path] = line_removal(file, made)
        for file in setup.own:
            if reads_variables(setup, file):
                changes[file.path] = file_removal(file, "read no variables any more", made)
    for setup in setups:
        file = setup.env_file
        if file.path not in needed and not isinstance(file.state, Absent):
            changes[file.path] = file_removal(file, "remove the variables", made)
    return Plan(
        title="let new shells forget the gateway",
        command=f"{NAME} --remove",
        tool=NAME,
        changes=tuple(changes.values()),
        notes=("shells that are open keep the variables until they end",) if changes else (),
        labels={"action": "remove"},
    )


def files_in_use(setups: Iterable[ShellSetup]) -> frozenset[Path]:
    """The files of variables that one of these shells reads: zsh and bash share theirs."""
    return frozenset(
        setup.env_file.path
        for setup in setups
        if any(reads_variables(setup, file) for file in (*setup.dotfiles, *setup.own))
    )


def line_removal(file: ReadFile, made: Mapping[Path, tuple[Path, ...]]) -> FileChange:
    """A dotfile without our block. Errors: `document-refused`."""
    refuse_foreign(file)
    change = change_file(file.path, Format.SHELL, (RemoveBlock(),), file.state, "read no variables any more")
    if file.path in made and not bytes_of(change.after):
        return file_removal(file, "remove the file, which was made for our line", made)
    return change


def file_removal(file: ReadFile, why: str, made: Mapping[Path, tuple[Path, ...]]) -> FileChange:
    """The file goes, and the folders that were made for it if nothing else is in them."""
    change = change_file(file.path, Format.WHOLE, (RemoveFile(),), file.state, why)
    return replace(change, remove_directories=made.get(file.path, ()))


def reads_variables(setup: ShellSetup, file: ReadFile) -> bool:
    """Whether the file reads our file of variables, or has an empty block of ours."""
    source = bytes_of(file.state) or b""
    return (
        LANGUAGES[setup.shell_name].quote(str(setup.env_file.path)).encode("utf-8", "surrogateescape")
        in source
        or block_lines(source) == ()
    )
