"""From a plan and what the files hold now to the record and blobs of one change; nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from smartaipi_cli.engine.journal import blob_name
from smartaipi_cli.engine.record import FileRecord, Record, StateRecord
from smartaipi_cli.engine.targets import Target, check_replaceable, read_target, resolve_target
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Files, Metadata
from smartaipi_cli.plan.change import FileChange
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.rebase import rebase_change
from smartaipi_cli.plan.states import Content, FileState


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One change on top of what its file holds now, and where that file really is."""

    change: FileChange
    target: Target
    metadata: Metadata | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that the journal needs."""

    record: Record
    blobs: Mapping[str, bytes]


def survey(files: Files, changes: Sequence[FileChange]) -> tuple[Work, ...]:
    """The changes that still have something to do, every one of them checked.

    *Errors:* `target-refused`, `changed-meanwhile`, `document-refused`.
    """
    works: list[Work] = []
    for planned in changes:
        target = resolve_target(files, planned.path)
        change = rebase_change(planned, read_target(files, target))
        if change.is_noop:
            continue
        check_replaceable(files, target)
        is_there = isinstance(change.before, Content)
        metadata = files.read_metadata(target.real) if is_there else None
        works.append(Work(change=change, target=target, metadata=metadata))
    _refuse_twins(works)
    return tuple(works)


def draft_change(plan: Plan, works: Sequence[Work], record_id: str, now: datetime, version: str) -> Draft:
    """The record of the change and the bytes of every state in it."""
    blobs: dict[str, bytes] = {}
    records: list[FileRecord] = []
    made = set[Path]()
    for number, work in enumerate(works):
        change, target = work.change, work.target
        records.append(
            FileRecord(
                path=change.path,
                links=target.links,
                target=target.real,
                temporary=target.real.with_name(f".{target.real.name}.smartaipi-{record_id}"),
                format=change.format,
                keys=change.keys,
                has_block=change.has_block,
                old=_record_state(change.before, f"old{number}", work.metadata, blobs),
                new=_record_state(change.after, f"new{number}", None, blobs),
                directories=tuple(path for path in target.missing_directories if path not in made),
                remove_directories=change.remove_directories,
                contested=change.contested,
                bound=change.bound,
                witnesses=change.witnesses,
                foreign_lock=change.foreign_lock,
                frame=change.frame,
                guards=change.guards,
            )
        )
        made.update(target.missing_directories)
    record = Record(
        id=record_id,
        time=now.astimezone(UTC).isoformat(timespec="milliseconds"),
        command=plan.command,
        tool=plan.tool,
        title=plan.title,
        version=version,
        labels=plan.labels,
        undoes=plan.undoes,
        continues=plan.continues,
        files=tuple(records),
    )
    return Draft(record=record, blobs=blobs)


def _record_state(
    state: FileState, name: str, metadata: Metadata | None, blobs: dict[str, bytes]
) -> StateRecord:
    if not isinstance(state, Content):
        return StateRecord(digest=state.digest)
    blob = blob_name(state, name)
    blobs[blob] = state.data
    recorded = StateRecord(
        digest=state.digest,
        mode=state.mode,
        size=len(state.data),
        blob=blob,
        owner=state.owner,
        attributes=state.attributes,
    )
    if metadata is None:
        return recorded
    return recorded._replace(owner=(metadata.uid, metadata.gid), attributes=metadata.attributes)


def _refuse_twins(works: Sequence[Work]) -> None:
    ends: dict[Path, Path] = {}
    for work in works:
        other = ends.setdefault(work.target.real, work.change.path)
        if other != work.change.path:
            raise UserError(
                "target-refused",
                f"`{work.change.path}` was left alone",
                reason=f"`{other}` is the same file, and both are to be changed",
                hint=f"ls -l {other} {work.change.path}",
            )
