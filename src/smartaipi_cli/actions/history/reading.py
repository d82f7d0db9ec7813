"""What the engine knows, for commands that only look: a light way in, without the parts that write."""

from pathlib import Path

from smartaipi_cli.engine.history import History
from smartaipi_cli.engine.journal import Journal
from smartaipi_cli.engine.record import Record
from smartaipi_cli.engine.state_folder import StateFolder
from smartaipi_cli.engine.targets import read_target, resolve_target
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.states import FileState
from smartaipi_cli.results import Warn


def read_state(machine: Machine, path: Path) -> FileState:
    """What the file at `path` holds, links followed. Errors: `target-refused`."""
    return read_target(machine.files, resolve_target(machine.files, path))


def open_history(machine: Machine) -> History:
    """The changes that are done."""
    return History(machine.files, StateFolder(machine.paths.state))


def list_changes(machine: Machine) -> tuple[Record, ...]:
    """All changes, oldest first, without those that only repaired another."""
    return tuple(record for record in open_history(machine).list_records() if not record.continues)


def pending_warnings(machine: Machine) -> tuple[Warn, ...]:
    """What a read-only command says about changes that were cut short; it leaves them alone."""
    journal = Journal(machine.files, StateFolder(machine.paths.state))
    if not journal.list_folders():
        return ()
    from smartaipi_cli.actions.history.recovery_words import pending_warning
    from smartaipi_cli.engine.recovery import read_pending

    return tuple(map(pending_warning, read_pending(machine.files, journal)))
