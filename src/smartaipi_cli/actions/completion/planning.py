"""What an installation of completion writes, and what its removal takes out; nothing is read or written here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

from smartaipi_cli.actions.completion.places import COMMENT, CompletionFiles, start_line
from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.documents.shell_block import COMPLETION
from smartaipi_cli.plan.blocks import block_lines
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import RemoveBlock, RemoveFile, SetBlock, WriteWhole
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent, bytes_of
from smartaipi_cli.tools.base import ReadFile
from smartaipi_cli.tools.shell_env import SHELLS
from smartaipi_cli.tools.shell_env_plan import DOTFILE_MODE, SIGNATURE

TOOL: Final = "completion"


def plan_install(files: CompletionFiles, script: str) -> Plan:
    """The script first, the line that reads it last. Errors: `document-refused`."""
    refuse_foreign_script(files)
    label = SHELLS[files.shell].label
    changes = [
        change_file(
            files.script.path,
            Format.WHOLE,
            (WriteWhole(script.encode()),),
            files.script.state,
            f"what {label} completes, as this version of smartaipi knows it",
            new_file_mode=DOTFILE_MODE,
        )
    ]
    if files.start:
        refuse_foreign_lines(files.start)
        line = start_line(files.shell, files.script.path)
        changes.append(
            change_file(
                files.start.path,
                Format.SHELL,
                (SetBlock((line,), COMPLETION),),
                files.start.state,
                f"let {label} read it when it starts",
                new_file_mode=DOTFILE_MODE,
            )
        )
    return Plan(
        title=f"complete smartaipi's commands in {label}",
        command=f"{TOOL} install",
        tool=TOOL,
        changes=tuple(changes),
        labels={"shell": files.shell, "action": "connect"},
    )


def plan_removal(every: Sequence[CompletionFiles], made: Mapping[Path, tuple[Path, ...]]) -> Plan:
    """The lines go first, then the scripts. Errors: `document-refused`.

    `made` are the files that an installation made, with their folders: a start file among them goes when nothing is
    left in it.
    """
    lines = {files.shell: tuple(line_removals(files, made)) for files in every}
    scripts = {files.shell: file_removal(files.script, made) for files in every if files.has_script}
    shells = [files.shell for files in every if lines[files.shell] or files.shell in scripts]
    return Plan(
        title="complete smartaipi's commands no more",
        command=f"{TOOL} uninstall",
        tool=TOOL,
        changes=(*chain.from_iterable(lines.values()), *scripts.values()),
        labels={"shell": ", ".join(shells), "action": "remove"},
    )


def line_removals(files: CompletionFiles, made: Mapping[Path, tuple[Path, ...]]) -> Iterator[FileChange]:
    """The start file without our block, where it has one."""
    start = files.start
    if start is None or block_lines(bytes_of(start.state), COMPLETION) is None:
        return
    refuse_foreign_lines(start)
    change = change_file(
        start.path, Format.SHELL, (RemoveBlock(COMPLETION),), start.state, "read the script no more"
    )
    is_ours = start.path in made and not bytes_of(change.after)
    yield file_removal(start, made) if is_ours else change


def file_removal(file: ReadFile, made: Mapping[Path, tuple[Path, ...]]) -> FileChange:
    """A file of ours goes, and the folders that were made for it if nothing else is in them."""
    change = change_file(file.path, Format.WHOLE, (RemoveFile(),), file.state, "remove what was made for it")
    return replace(change, remove_directories=made.get(file.path, ()))


def refuse_foreign_script(files: CompletionFiles) -> None:
    """Errors: `document-refused` for a file of somebody else where the script belongs."""
    if not files.has_script and not isinstance(files.script.state, Absent):
        raise DocumentRefused(
            "it is no script of smartaipi's; move it away if it is not needed", name=str(files.script.path)
        )


def refuse_foreign_lines(file: ReadFile) -> None:
    """Errors: `document-refused` for a signed file, and for a block in which somebody else has written."""
    source = bytes_of(file.state) or b""
    if SIGNATURE in source:
        raise DocumentRefused("it is signed, and a change would make the signature void", name=str(file.path))
    for line in block_lines(source, COMPLETION) or ():
        if not line.endswith(COMMENT.encode()):
            raise DocumentRefused(
                "the block between smartaipi's marks holds a line that smartaipi did not write; move it out of there",
                line=1 + source.splitlines().index(line),
                column=1,
                name=str(file.path),
            )
