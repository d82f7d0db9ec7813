"""The catalogue of earlier changes; reads and writes nothing."""

from smartaipi_cli.actions.history.reading import list_changes, open_history
from smartaipi_cli.engine.record import Record
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.formats import KeyPath
from smartaipi_cli.results import Column, Fields, Result, Table, Warn


def list_history(machine: Machine, *, check: bool = False) -> Result:
    """All changes, newest first; `check` compares what is kept with its checksums."""
    records = tuple(reversed(list_changes(machine)))
    taken_back = {record.undoes for record in records if record.undoes}
    damages = {damage.id: damage.reason for damage in open_history(machine).verify()} if check else {}
    warnings = tuple(
        Warn(code="journal-damaged", message=f"change `{name}` is not as it was written: {reason}")
        for name, reason in damages.items()
    )
    return Result(
        data={"changes": [{**record_data(record), "undone": record.id in taken_back} for record in records]},
        blocks=(
            Table(
                columns=tuple(
                    Column(heading=name) for name in ("ID", "TIME", "TOOL", "COMMAND", "FILES", "STATE")
                ),
                rows=tuple(
                    (
                        record.id,
                        record.time,
                        record.tool,
                        record.command,
                        str(len(record.files)),
                        state_of(record, taken_back),
                    )
                    for record in records
                ),
                empty="nothing was changed yet",
            ),
        ),
        warnings=warnings,
    )


def state_of(record: Record, taken_back: set[str]) -> str:
    """Whether a change is in effect."""
    if record.id in taken_back:
        return "taken back"
    return f"undoes {record.undoes.rpartition('-')[2]}" if record.undoes else "done"


def show_change(machine: Machine, change: str) -> Result:
    """One change in full, without values. Errors: `history-not-found`."""
    record = open_history(machine).find(change)
    pairs = [
        ("id", record.id),
        ("time", record.time),
        ("command", record.command),
        ("title", record.title),
        ("version", record.version),
        *(sorted(record.labels.items())),
    ]
    rows = tuple(
        (str(file.path), file.format.value, ", ".join(map(dotted, file.keys)) or "whole file")
        for file in record.files
    )
    return Result(
        data={"change": record_data(record)},
        blocks=(
            Fields(pairs=tuple((name, value) for name, value in pairs if value)),
            Table(columns=tuple(Column(heading=name) for name in ("FILE", "FORMAT", "KEYS")), rows=rows),
        ),
    )


def record_data(record: Record) -> dict[str, object]:
    """A change for the JSON envelope."""
    return {
        "id": record.id,
        "time": record.time,
        "tool": record.tool,
        "command": record.command,
        "title": record.title,
        "version": record.version,
        "labels": dict(record.labels),
        "undoes": record.undoes,
        "files": [
            {
                "path": file.path,
                "format": file.format.value,
                "keys": [dotted(path) for path in file.keys],
                "before": file.old.digest,
                "after": file.new.digest,
            }
            for file in record.files
        ],
    }


def dotted(path: KeyPath) -> str:
    """A key path as `env.NAME`; `*` for a whole file or block."""
    return ".".join(map(str, path)) or "*"
