"""The engine: applies plans, recovers what was cut short, and knows what was done."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from smartaipi_cli.engine import undo
from smartaipi_cli.engine.commit import Attempt, Committer, write_failed
from smartaipi_cli.engine.drafting import Work, draft_change, survey
from smartaipi_cli.engine.history import Damage, History
from smartaipi_cli.engine.journal import Journal
from smartaipi_cli.engine.lock import hold_lock
from smartaipi_cli.engine.log import log_change
from smartaipi_cli.engine.recheck import keep_in_effect
from smartaipi_cli.engine.record import FileRecord, Record
from smartaipi_cli.engine.recovery import Recovered, Recovery, read_pending, recover_all
from smartaipi_cli.engine.state_folder import StateFolder, check_state_folder, prepare_state_folder
from smartaipi_cli.engine.targets import read_target, resolve_target
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Files
from smartaipi_cli.plan.change import FileChange
from smartaipi_cli.plan.formats import KeyPath
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import FileState

_MOST_ATTEMPTS: Final = 20
_SECONDS: Final = "%Y%m%dT%H%M%S"
_WITHOUT_EXCHANGE: Final = (
    "the file system cannot exchange files in one step: a change that another program made "
    "at the same moment could have been lost"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What applying a plan did; `id` is empty when there was nothing to do.

    `changes` are the changes as they were made, on top of what the files held then. `repairs` counts how
    often a running program had undone them at once; `recovered` tells of an earlier change that was settled
    on the way.
    """

    id: str = ""
    changes: tuple[FileChange, ...] = ()
    notes: tuple[str, ...] = ()
    repairs: int = 0
    recovered: tuple[Recovered, ...] = ()


class Engine:
    """Changes files by plans, all of one or nothing.

    `clock` gives the time in UTC, `pause` waits for seconds, `make_identifier` gives a short random text.
    """

    def __init__(  # noqa: PLR0913 -- the ports of the engine; every one is used by most of its methods
        self,
        files: Files,
        state_folder: Path,
        clock: Callable[[], datetime],
        pause: Callable[[float], None],
        make_identifier: Callable[[], str],
        *,
        version: str = "",
    ) -> None:
        self._files = files
        self._folder = StateFolder(state_folder)
        self._clock = clock
        self._pause = pause
        self._make_identifier = make_identifier
        self._version = version
        self._journal = Journal(files, self._folder)
        self._history = History(files, self._folder)
        self._committer = Committer(files, self._journal, pause)

    def read_state(self, path: Path) -> FileState:
        """What the file at `path` holds, links followed; *Errors:* `target-refused`."""
        return read_target(self._files, resolve_target(self._files, path))

    def apply(self, plan: Plan) -> Applied:
        """Applies all changes of the plan, in order, durably; a plan with nothing to do writes nothing.

        *Errors:* `target-refused`, `document-refused`, `changed-meanwhile`, `state-folder-unusable`,
        `busy`, `write-failed`, `journal-damaged`: everything is as it was. `rewritten-by-program`: the change
        is done, but a running program undoes it.
        """
        with _translated_errors():
            if not self._journal.list_folders() and not survey(self._files, plan.changes):
                return Applied()
            prepare_state_folder(self._files, self._folder)
            with hold_lock(self._files, self._folder.lock, self._pause):
                recovered = self._recover()
                applied = self._apply(plan)
                repairs = self._watch(plan, applied) if applied.id else 0
                return replace(applied, recovered=recovered, repairs=repairs)

    def check(self, plan: Plan) -> None:
        """Refuses what `apply` would refuse, and writes nothing; for a plan that is only shown, or asked about.

        *Errors:* `target-refused`, `document-refused`, `changed-meanwhile`, `state-folder-unusable`,
        `journal-damaged`.
        """
        with _translated_errors():
            pending = self.pending()
            if not pending and not survey(self._files, plan.changes):
                return
            check_state_folder(self._files, self._folder)
            self._refuse_damaged(pending)
            survey(self._files, plan.changes)

    def recover(self) -> tuple[Recovered, ...]:
        """Settles what was cut short; *Errors:* `busy`, `state-folder-unusable`, `write-failed`."""
        with _translated_errors():
            if not self._journal.list_folders():
                return ()
            prepare_state_folder(self._files, self._folder)
            with hold_lock(self._files, self._folder.lock, self._pause):
                return recover_all(self._files, self._journal, self._now_ns)

    def pending(self) -> tuple[Recovered, ...]:
        """What `recover` would settle, without touching it."""
        return read_pending(self._files, self._journal)

    def history(self) -> tuple[Record, ...]:
        """All changes, oldest first, without those that only repaired another."""
        return tuple(record for record in self._history.list_records() if not record.continues)

    def show(self, change: str) -> Record:
        """One change by the beginning or the random part of its identifier; *Errors:* `history-not-found`."""
        return self._history.find(change)

    def read_recorded(self, record: Record, file: FileRecord) -> tuple[FileState, FileState]:
        """The recorded states of a file before and after a change; *Errors:* `journal-damaged`."""
        return self._history.read_state(record, file.old), self._history.read_state(record, file.new)

    def verify(self) -> tuple[Damage, ...]:
        """Every change of the history that is not as it was written."""
        return self._history.verify()

    def prune(self, *, everything: bool = False) -> tuple[str, ...]:
        """Removes old changes, or `everything`, and tells which; of old ones the first of each file stays."""
        prepare_state_folder(self._files, self._folder)
        with hold_lock(self._files, self._folder.lock, self._pause):
            return self._history.prune(self._clock(), everything=everything)

    def plan_undo(self, change: str = "", force: AbstractSet[KeyPath] = frozenset()) -> undo.Undo:
        """The plan that takes a change back, by default the last; `force` names values to restore anyway.

        *Errors:* `history-not-found`, `journal-damaged`, `target-refused`.
        """
        record = self._history.find(change) if change else undo.choose_undo(self._history)
        return undo.plan_undo(self._history, record, self.read_state, force)

    def plan_repair(self, change: str) -> undo.Undo:
        """The plan that applies a change again where its values were put back to the old ones."""
        return undo.plan_repair(self._history, self._history.find(change), self.read_state)

    def plan_restore(self, change: str, path: Path, which: undo.Which = "before") -> Plan:
        """The plan that puts one file back to a recorded state as a whole."""
        return undo.plan_restore(self._history, self._history.find(change), path, which, self.read_state)

    def _recover(self) -> tuple[Recovered, ...]:
        recovered = recover_all(self._files, self._journal, self._now_ns)
        self._refuse_damaged(recovered)
        return recovered

    def _refuse_damaged(self, changes: Sequence[Recovered]) -> None:
        for change in changes:
            if change.outcome is Recovery.DAMAGED:
                raise UserError(
                    "journal-damaged",
                    f"the journal of an earlier change is damaged: `{change.folder}`",
                    reason=f"{change.damage}; it can neither be completed nor taken back",
                    hint=f"compare your files with it, then: mv {change.folder} {self._folder.path}/damaged",
                )

    def _apply(self, plan: Plan) -> Applied:
        for _ in range(_MOST_ATTEMPTS):
            works = survey(self._files, plan.changes)
            if not works:
                return Applied()
            record_id = self._next_id()
            attempt = self._commit(plan, works, record_id)
            if attempt is not Attempt.MOVED_ON:
                notes = () if attempt is Attempt.DONE else (_WITHOUT_EXCHANGE,)
                return Applied(id=record_id, changes=tuple(work.change for work in works), notes=notes)
        raise UserError(
            "changed-meanwhile",
            f"`{plan.changes[0].path}` changes too fast; nothing was written",
            reason=f"another program wrote it in each of {_MOST_ATTEMPTS} attempts",
            hint="close the program that uses it and run the same command again",
        )

    def _commit(self, plan: Plan, works: Sequence[Work], record_id: str) -> Attempt:
        return self._committer.commit(draft_change(plan, works, record_id, self._clock(), self._version))

    def _watch(self, plan: Plan, applied: Applied) -> int:
        """Sees the change through the time in which a running program may overwrite it."""
        self._clean_up(applied.id)

        def repair(lost: Sequence[FileChange]) -> None:
            self._apply(replace(plan, changes=tuple(lost), undoes="", continues=applied.id))

        return keep_in_effect(self._files, applied.changes, self._pause, repair)

    def _clean_up(self, record_id: str) -> None:
        """What may fail without harm once the targets are durable."""
        with suppress(OSError):
            self._journal.sync_archive()
        with suppress(OSError, UserError):
            log_change(self._files, self._folder.log, self._history.find(record_id))
        with suppress(OSError, UserError):
            self._history.prune(self._clock())

    def _next_id(self) -> str:
        """An identifier that sorts after all others, also in the same millisecond or by a clock that was set back."""
        latest = max(self._history.list_ids(), default="").partition("-")[0]
        stamp = stamp_of(self._clock().astimezone(UTC))
        if stamp <= latest:
            # `%f` takes the three digits of milliseconds as the beginning of six.
            stamp = stamp_of(datetime.strptime(latest, f"{_SECONDS}%f") + timedelta(milliseconds=1))  # noqa: DTZ007 - it is in UTC
        return f"{stamp}-{self._make_identifier()}"

    def _now_ns(self) -> int:
        """The time as file systems count it."""
        return int(self._clock().timestamp() * 1_000_000_000)


def stamp_of(moment: datetime) -> str:
    """The moment to the millisecond, in digits that sort as time does."""
    return f"{moment:{_SECONDS}}{moment.microsecond // 1000:03d}"


@contextmanager
def _translated_errors() -> Iterator[None]:
    """What the operating system refuses outside a commit was refused before anything was written."""
    try:
        yield
    except OSError as error:
        raise write_failed(error) from error
