"""The end of a run's key: by its id, or by its name where nobody knows what became of its creation."""

from collections.abc import Iterator

from smartaipi_cli.actions.run.journal import HeldRun, RunNote, orphans
from smartaipi_cli.domain.key import Key
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Warn

MOST_AT_ONCE = 5
"""A start does not wait for more of them than these."""


def revoke(account: AccountApi, note: RunNote) -> None:
    """Revoke the key of a run; one that is gone, or was never made, is success. Errors: those of the account."""
    if note.key_id:
        account.revoke_key(Key(id=note.key_id, name=note.name, redacted_value="", status="active"))
        return
    # Some gateways make a key under a longer name first.
    for key in tuple(account.list_keys()):
        if key.status != "revoked" and key.name.startswith(note.name):
            account.revoke_key(key)


def revoke_orphans(
    machine: Machine, account: AccountApi, profile: str, most: int | None = MOST_AT_ONCE
) -> Iterator[tuple[RunNote, UserError | None]]:
    """Revoke the keys of runs that were killed here; each with why it failed, after which no other is tried."""
    for number, run in enumerate(orphans(machine, profile)):
        if most is not None and number >= most:
            run.lock.release()
            return
        problem = settle(account, run)
        yield run.note, problem
        if problem is not None:
            return


def settle(account: AccountApi, run: HeldRun) -> UserError | None:
    """Revoke the run's key and forget the run; why not, when that failed, and the run is left to a later start."""
    try:
        revoke(account, run.note)
    except UserError as problem:
        run.leave()
        return problem
    except BaseException:
        run.leave()
        raise
    run.close()
    return None


def left_warning(note: RunNote, problem: UserError) -> Warn:
    """Said of a key that could not be revoked."""
    return Warn(
        code="key-not-revoked",
        message=f"key {note.name} could not be revoked: {problem.message}",
        hint="the next `smartaipi run` of this profile revokes it, or: smartaipi run sweep",
    )


def swept_warnings(found: Iterator[tuple[RunNote, UserError | None]]) -> Iterator[Warn]:
    """What became of the runs that were killed."""
    for note, problem in found:
        if problem is None:
            yield Warn(
                code="run-swept", message=f"revoked key {note.name} of an earlier run that did not end itself"
            )
        else:
            yield left_warning(note, problem)
