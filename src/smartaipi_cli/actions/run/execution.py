"""`run` from its wish to its exit code."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.run.clients import choose_clients
from smartaipi_cli.actions.run.hasty_transport import HastyTransport
from smartaipi_cli.actions.run.injection import RUN_VARIABLE, Injection, base_injection, for_libraries
from smartaipi_cli.actions.run.journal import RunNote, begin
from smartaipi_cli.actions.run.receipt import Receipt, receipt_data, receipt_lines
from smartaipi_cli.actions.run.scoped_key import gap_warnings, make_name, scope_key
from smartaipi_cli.actions.run.session import Session, Tell, conduct
from smartaipi_cli.actions.run.spending import read_spending, tells_usage
from smartaipi_cli.actions.run.wish import RunWish, check_wish
from smartaipi_cli.domain.spans import iso
from smartaipi_cli.errors import UserError
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.machine.child import Interrupted, Unusable
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.own_files import write_own_file
from smartaipi_cli.results import Item, Problem, Result

Encode = Callable[[Item, int], bytes]


def run_command(machine: Machine, wish: RunWish, tell: Tell, encode: Encode) -> int:
    """Run a command with a key of its own; its exit code, 127 and 126 for what cannot be started.

    `tell` shows what is to be known before and after it, `encode` gives the bytes of the receipt's file. A key that
    could not be revoked changes no exit code: the command's outcome is its own. Errors, all before the command
    begins: `usage` for a run within a run, `not-offered`, those of the account and of the clients.
    """
    check_wish(wish)
    refuse_nested(machine)
    receipt_file = check_receipt_file(machine, wish)
    clients = choose_clients(wish.clients, wish.command[0])
    program = machine.children().look_up(wish.command[0], machine.environment, machine.working_folder)
    if isinstance(program, Unusable):
        reason = "no key was made"
        tell(Result(problem=Problem(code="client-not-found", message=program.reason, reason=reason)))
        return program.exit_code
    hasty = replace(machine, open_transport=lambda: HastyTransport(inner=machine.open_transport()))
    with machine.children().interrupts() as patience, opened(hasty, wish.profile) as (profile, account):
        host, process = machine.children().whereabouts()
        scoped = scope_key(account, make_name(host, process, machine.make_identifier()), wish)
        tell(Result(warnings=tuple(gap_warnings(account, scoped))))
        began_at = machine.clock.now()
        held = begin(machine, RunNote(name=scoped.wish.name, profile=profile.name, began_at=iso(began_at)))
        session = Session(machine, wish, account, held, tell, patience, account.exchange.server_now())

        def prepare() -> Injection:
            base = base_injection(machine.environment, profile, held.note.name)
            if not clients:
                return for_libraries(base, profile)
            # Loading all that sets clients up takes longer than the rest of a run.
            from smartaipi_cli.actions.run.client_injection import Workshop, for_clients

            workshop = Workshop(
                machine=machine, account=account, profile=profile, wish=wish, folder=held.folder
            )
            return for_clients(workshop, clients, base)

        code = conduct(session, scoped, program, prepare)
        return hand_over(session, code, began_at, receipt_file, encode)


def refuse_nested(machine: Machine) -> None:
    """Errors: `usage` within another run, whose key the command has already."""
    if outer := machine.environment.get(RUN_VARIABLE):
        raise UserError(
            "usage",
            "a run within a run was refused",
            reason=f"the command has the key of {outer} already",
            hint=f"leave out the inner `smartaipi run`, or: env -u {RUN_VARIABLE} smartaipi run …",
        )


def check_receipt_file(machine: Machine, wish: RunWish) -> Path | None:
    """Where the receipt goes. Errors: `usage` for a place that cannot be a file's: after the run it is too late."""
    if wish.receipt is None:
        return None
    path = machine.working_folder / wish.receipt
    is_folder = machine.files.look(path).kind is Kind.DIRECTORY
    if is_folder or machine.files.look(path.parent).kind not in {Kind.DIRECTORY, Kind.LINK}:
        raise UserError(
            "usage",
            f"the receipt cannot be written to `{path}`",
            reason="it is a folder" if is_folder else "its folder does not exist",
            hint="--receipt FILE",
        )
    return path


def hand_over(
    session: Session, code: int, began_at: datetime, receipt_file: Path | None, encode: Encode
) -> int:
    """Tell the receipt; the exit code, which a budget that was spent may change when that was asked for."""
    key, account, machine = session.key, session.account, session.machine
    if key is None:
        return code
    ended_at = machine.clock.now()
    try:
        if tells_usage(account):
            session.spending = read_spending(account, key, session.began_at)
    except Interrupted:
        return code
    receipt = Receipt(
        name=key.name,
        key_id=key.id,
        profile=session.held.note.profile,
        began_at=began_at,
        ended_at=ended_at,
        exit_code=code,
        is_revoked=session.is_revoked,
        spending=session.spending,
    )
    session.tell(Result(blocks=tuple(receipt_lines(receipt)), warnings=session.spending.warnings))
    if receipt_file:
        try:
            write_own_file(machine.files, receipt_file, encode(Item(cells=(), data=receipt_data(receipt)), 0))
        except UserError as problem:
            told = Problem(code=problem.code, message=problem.message, reason=problem.reason)
            session.tell(Result(problem=told))
    if code == 0 and session.wish.fail_on_budget and session.spending.is_budget_spent:
        session.tell(
            Result(problem=Problem(code="budget-exceeded", message="the budget of this run is spent"))
        )
        return int(ExitCode.BALANCE)
    return code
