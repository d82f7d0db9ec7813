"""What is known of the runs that are under way, so that the key of one that was killed can be revoked later.

A note, a lock and perhaps a folder for each run in our state folder, for the owner alone. The note is written before
the key is made and holds no secret. The lock is held as long as the process lives, however it ends: a note whose lock
can be had belongs to nobody any more. (A process number tells less: it is given anew, and means nothing outside its
container.)
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from smartaipi_cli.actions.run.folder import throw_away
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind, Lock
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.own_files import make_own_folder, remove_own_file, unusable, write_own_file

FOLDER: Final = "runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunNote:
    """One run: `name` is that of its key, `key_id` empty until the key was made, `began_at` in ISO form."""

    name: str
    profile: str
    began_at: str
    key_id: str = ""


@dataclass(slots=True)
class HeldRun:
    """A run's note, with its lock in our hands."""

    machine: Machine
    note: RunNote
    lock: Lock

    @property
    def folder(self) -> Path:
        """The throw-away folder of the run's clients."""
        return folder_of(self.machine) / self.note.name

    def note_key(self, identifier: str) -> None:
        """The key is made."""
        self.note = replace(self.note, key_id=identifier)
        write_note(self.machine, self.note)

    def empty(self) -> None:
        """Throw the folder away, and what still runs from it."""
        if self.machine.files.look(self.folder).kind is not Kind.ABSENT:
            throw_away(self.machine, self.folder)

    def close(self) -> None:
        """Forget the run: nothing is left of it. A note that cannot be removed does no harm: it is looked at again."""
        self.empty()
        with suppress(UserError):
            remove_own_file(self.machine.files, path_of(self.machine, self.note.name))
            remove_own_file(self.machine.files, lock_of(self.machine, self.note.name))
        self.lock.release()

    def leave(self) -> None:
        """Let another start see to what is left."""
        self.empty()
        self.lock.release()


def begin(machine: Machine, note: RunNote) -> HeldRun:
    """Note the run before anything is made. Errors: `own-file-failed`."""
    path = lock_of(machine, note.name)
    try:
        make_own_folder(machine.files, path.parent)
        lock = machine.files.try_lock(path)
    except OSError as problem:
        raise unusable(path, problem) from problem
    if lock is None:  # somebody who sweeps has looked at it in this moment; the name was of no use to anybody
        raise UserError(
            "busy", "another smartaipi command looks at this run", hint="run the same command again"
        )
    held = HeldRun(machine, note, lock)
    write_note(machine, note)
    return held


def orphans(machine: Machine, profile: str) -> Iterator[HeldRun]:
    """The runs of a profile whose process is gone, each in our hands; to be closed or left by the caller."""
    for name in names_of_notes(machine):
        lock = machine.files.try_lock(lock_of(machine, name))
        if lock is None:
            continue
        note = read_note(machine, name)
        if note is None or note.profile != profile:
            if machine.files.look(path_of(machine, name)).kind is Kind.ABSENT:  # somebody else was faster
                remove_own_file(machine.files, lock_of(machine, name))
            lock.release()
            continue
        yield HeldRun(machine, note, lock)


def remove_litter(machine: Machine) -> None:
    """Throw folders away that have no note: something went on writing there after the end of its run."""
    folder = folder_of(machine)
    if machine.files.look(folder).kind is not Kind.DIRECTORY:
        return
    for name in machine.files.list_directory(folder):
        is_folder = machine.files.look(folder / name).kind is Kind.DIRECTORY
        if is_folder and machine.files.look(path_of(machine, name)).kind is Kind.ABSENT:
            throw_away(machine, folder / name)


def living_names(machine: Machine) -> frozenset[str]:
    """The keys of the runs that are under way here."""
    living = set()
    for name in names_of_notes(machine):
        lock = machine.files.try_lock(lock_of(machine, name))
        if lock is None:
            living.add(name)
        else:
            lock.release()
    return frozenset(living)


def names_of_notes(machine: Machine) -> tuple[str, ...]:
    """The names of all noted runs."""
    folder = folder_of(machine)
    if machine.files.look(folder).kind is not Kind.DIRECTORY:
        return ()
    names = machine.files.list_directory(folder)
    return tuple(
        name.removesuffix(".json") for name in names if name.endswith(".json") and not name.startswith(".")
    )


def read_note(machine: Machine, name: str) -> RunNote | None:
    """A note; None when it is gone by now, or cannot be read."""
    try:
        return RunNote(**json.loads(machine.files.read(path_of(machine, name))))
    except (OSError, ValueError, TypeError):
        return None


def write_note(machine: Machine, note: RunNote) -> None:
    """Put the note down."""
    data = f"{json.dumps(asdict(note), indent=2)}\n".encode()
    write_own_file(machine.files, path_of(machine, note.name), data)


def folder_of(machine: Machine) -> Path:
    """Where all of this is."""
    return machine.paths.state / FOLDER


def path_of(machine: Machine, name: str) -> Path:
    """Where the note is."""
    return folder_of(machine) / f"{name}.json"


def lock_of(machine: Machine, name: str) -> Path:
    """Where the lock is."""
    return folder_of(machine) / f"{name}.lock"
