"""One run under way: its key is made, used and revoked, or noted for a later start, whatever happens between."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from smartaipi_cli.actions.keys.creation import make_key
from smartaipi_cli.actions.keys.lost_answers import LOST_ANSWERS
from smartaipi_cli.actions.keys.reports import rounding_warnings
from smartaipi_cli.actions.run.injection import Injection
from smartaipi_cli.actions.run.journal import HeldRun, remove_litter
from smartaipi_cli.actions.run.masking import KeyMask
from smartaipi_cli.actions.run.revocation import left_warning, revoke, revoke_orphans, settle, swept_warnings
from smartaipi_cli.actions.run.scoped_key import ScopedKey
from smartaipi_cli.actions.run.spending import Spending, read_spending, tells_usage
from smartaipi_cli.actions.run.wish import RunWish
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.machine.child import NOT_EXECUTABLE, Alarm, Child, Interrupted, Patience
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Problem, Result

Tell = Callable[[Result], None]


@dataclass(slots=True)
class Session:
    """A run: `key` and `spending` are what is known of its key.

    `may_live` tells that a key of its name may be there, `is_silent` that the gateway did not say and is not worth
    another question now.
    """

    machine: Machine
    wish: RunWish
    account: AccountApi
    held: HeldRun
    tell: Tell
    patience: Patience
    began_at: datetime
    key: Key | None = None
    spending: Spending = field(default_factory=Spending)
    may_live: bool = False
    is_silent: bool = False
    is_revoked: bool = False


def conduct(session: Session, scoped: ScopedKey, program: Path, prepare: Callable[[], Injection]) -> int:
    """Make the key, run the command, revoke the key; the command's exit code.

    A signal before the command has begun is as one that ended it. Errors: those of `prepare` and of the account.
    """
    try:
        injection = prepare()
        session.tell(Result(warnings=injection.warnings))
        secret = make_noted_key(session, scoped)
        sweep(session)
        return start(session, scoped, program, injection, secret)
    except Interrupted as end:
        return end.exit_code
    finally:
        close(session)


def make_noted_key(session: Session, scoped: ScopedKey) -> Secret:
    """Make the key and note its id. Errors: those of the account; `may_live` says what they leave open."""
    mark = session.machine.make_identifier()
    session.may_live = True
    try:
        key = make_key(session.account, scoped.wish, f"{session.held.note.name}-{mark}")
    except UserError as problem:
        if identifier := problem.details.get("id"):
            session.held.note_key(str(identifier))
        elif problem.code not in LOST_ANSWERS or problem.details.get("made") is False:
            session.may_live = False
        else:
            session.is_silent = True
        raise
    session.key = key
    session.held.note_key(key.id)
    session.tell(Result(warnings=rounding_warnings(scoped.wish.budgets, key.budgets)))
    return key.secret or Secret("")


def sweep(session: Session) -> None:
    """Revoke what earlier runs of this profile have left, now that the gateway is known to answer."""
    profile = session.held.note.profile
    remove_litter(session.machine)
    found = tuple(revoke_orphans(session.machine, session.account, profile))
    session.tell(Result(warnings=tuple(swept_warnings(iter(found)))))


def start(session: Session, scoped: ScopedKey, program: Path, injection: Injection, secret: Secret) -> int:
    """Run the command; 126 when the system refuses to start what looked like a program."""
    limit = scoped.ends_after
    child = Child(
        program=program,
        words=session.wish.command,
        environment=injection.with_key(secret),
        make_filter=(lambda: KeyMask(secret)) if session.wish.is_masked else None,
        alarm=Alarm(limit.total_seconds(), lambda: revoke_early(session)) if limit else None,
    )
    try:
        return session.machine.children().run(child)
    except OSError as problem:
        message = f"`{program}` could not be started"
        reason = problem.strerror or str(problem)
        session.tell(Result(problem=Problem(code="client-cannot-start", message=message, reason=reason)))
        return NOT_EXECUTABLE


def revoke_early(session: Session) -> None:
    """The time of the key is over and its gateway knows no such thing: its end is ours to make."""
    try:
        revoke(session.account, session.held.note)
    except UserError:
        return  # the end of the command tries again, and tells


def close(session: Session) -> None:
    """Revoke the key and forget the run, or leave it to a later start; one signal more is noted, a second obeyed."""
    session.patience.left = 1
    try:
        if session.key and not tells_usage(session.account):  # such a key is not told of once it is gone
            session.spending = read_spending(session.account, session.key, session.began_at)
    except Interrupted:
        session.patience.left = 1
    if not session.may_live:
        session.held.close()
        return
    if session.is_silent:
        session.held.leave()
        return
    note = session.held.note
    try:
        problem = settle(session.account, session.held)
    except Interrupted:
        problem = UserError("interrupted", "it was interrupted")
    session.is_revoked = problem is None
    if problem is not None:
        session.tell(Result(warnings=(left_warning(note, problem),)))
