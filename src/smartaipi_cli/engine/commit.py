"""One attempt to apply one change: all of it and durable, or everything as it was."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from smartaipi_cli.engine import settle
from smartaipi_cli.engine.drafting import Draft
from smartaipi_cli.engine.foreign_lock import give_locks_back, take_locks
from smartaipi_cli.engine.journal import Journal, read_blob
from smartaipi_cli.engine.record import Record, StateRecord
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Files, Kind
from smartaipi_cli.plan.states import Absent, Content, FileState


class Attempt(Enum):
    """How an attempt ended; after `MOVED_ON` (a file changed under our hands) everything is as it was."""

    DONE = auto()
    DONE_WITHOUT_EXCHANGE = auto()
    MOVED_ON = auto()


@dataclass(frozen=True, slots=True)
class Committer:
    """Writes changes by way of the journal."""

    files: Files
    journal: Journal
    pause: Callable[[float], None]

    def commit(self, draft: Draft) -> Attempt:
        """Applies the change; *Errors:* `write-failed`, after which everything is as it was."""
        record = draft.record
        try:
            attempt = self._try(draft)
        except BaseException as error:  # an interrupt from the keyboard, too, must leave nothing half done
            self._abandon(record, error)
            if isinstance(error, OSError):
                raise write_failed(error) from error
            raise
        if attempt is Attempt.MOVED_ON:
            self._abandon(record, None)
        return attempt

    def _try(self, draft: Draft) -> Attempt:
        record = draft.record

        def read(state: StateRecord) -> FileState:
            return Content(draft.blobs[state.blob], state.mode) if state.blob else Absent()

        self.journal.write(record, draft.blobs)
        settle.prepare(self.files, record, read)
        self.journal.declare_intent(record.id)
        locks = [file.foreign_lock for file in record.files if file.foreign_lock is not None]
        held = take_locks(self.files, locks, self.pause)
        try:
            swapped = settle.swap_all(self.files, record, read)
        finally:
            give_locks_back(self.files, held)
        if not swapped.is_done or not settle.finish(self.files, record):
            return Attempt.MOVED_ON
        self.journal.archive(record.id)
        return Attempt.DONE if swapped.is_exchanged else Attempt.DONE_WITHOUT_EXCHANGE

    def _abandon(self, record: Record, cause: BaseException | None) -> None:
        """Takes back whatever was done, wherever the attempt ended."""
        try:
            self._take_back(record)
        except OSError as error:
            raise UserError(
                "write-failed",
                "the change could not be written, and not be taken back either",
                reason=_describe(cause if isinstance(cause, OSError) else error),
                hint="smartaipi repair",
            ) from error

    def _take_back(self, record: Record) -> None:
        unfinished, intent = self.journal.unfinished(record.id), self.journal.intent(record.id)
        if self.files.look(intent).kind is Kind.DIRECTORY:
            settle.take_back(self.files, record, lambda state: read_blob(self.files, intent, state))
            self.journal.drop(intent)
        elif self.files.look(unfinished).kind is Kind.DIRECTORY:
            settle.discard(self.files, record)
            self.journal.drop(unfinished)


def write_failed(error: OSError) -> UserError:
    """The error that tells a user why a change could not be written."""
    return UserError(
        "write-failed",
        "the change could not be written; every file is as it was",
        reason=_describe(error),
        hint="remove the cause and run the same command again",
    )


def _describe(error: OSError) -> str:
    text = os.strerror(error.errno) if error.errno else str(error)
    return f"{text}: `{error.filename}`" if error.filename else text
