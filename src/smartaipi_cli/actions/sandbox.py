"""The local gateway, as the commands show it, fill it and reset it."""

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.transport import Request
from smartaipi_cli.errors import UserError
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Block, Fields, Line, Result
from smartaipi_cli.sandbox.address import ADDRESS_NAME, SandboxAddress, read_address


def describe_address(address: SandboxAddress, folder: Path) -> tuple[Block, ...]:
    """What a running sandbox says first."""
    return (
        Fields(
            pairs=(
                ("OpenAI address", address.openai_url),
                ("Anthropic address", address.anthropic_url),
                ("account API", address.management_url),
                ("account token", f"in {folder / ADDRESS_NAME}"),
            )
        ),
        Line(text="in another terminal: smartaipi profiles add sandbox --gateway sandbox", aside=True),
        Line(text="Ctrl-C stops it", aside=True),
    )


def describe_history(*, records: int, keys: int, start_s: int, end_s: int, cost_micros: int) -> Result:
    """What a seeding has written. Times are in Unix seconds; the end is exclusive."""
    start, end = (datetime.fromtimestamp(moment, UTC) for moment in (start_s, end_s))
    cost = Money.from_micros(cost_micros)
    return Result(
        data={
            "records": records,
            "keys": keys,
            "start": start,
            "end": end,
            "cost_usd": cost,
        },
        blocks=(
            Line(text=f"{records:,} requests by {keys:,} keys, {cost} in all", style="good"),
            Line(text=f"from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"),
            Line(text="smartaipi sandbox serve, then smartaipi usage --by day", aside=True),
        ),
    )


def describe_audit(
    *, requests: int, entries: int, balance_micros: int, discrepancies: Sequence[Mapping[str, str]]
) -> Result:
    """What an audit of the books has found; code 9 when something does not agree."""
    balance = Money.from_micros(balance_micros)
    read = f"{requests:,} requests, {entries:,} ledger entries, balance {balance}"
    found = tuple(
        Line(text=f"{discrepancy['code']}: {discrepancy['message']}", style="bad")
        for discrepancy in discrepancies
    )
    agreed = () if found else (Line(text="everything agrees", style="good"),)
    return Result(
        data={
            "requests": requests,
            "ledger_entries": entries,
            "balance_usd": balance,
            "findings": [dict(discrepancy) for discrepancy in discrepancies],
        },
        blocks=(Line(text=read), *found, *agreed),
        exit_code=ExitCode.FINDING if found else ExitCode.DONE,
    )


def describe_no_books() -> Result:
    """What an audit says where no sandbox has been."""
    return Result(data={"findings": []}, blocks=(Line(text="there is no sandbox yet"),))


def decide_login(machine: Machine, code: str, *, is_approved: bool) -> Result:
    """Approve or deny the device login of a code, in the name of the account's owner.

    Errors: `sandbox-not-running`, `login-not-found`, those of the transport.
    """
    address = read_address(machine.paths.sandbox)
    if address is None:
        raise UserError("sandbox-not-running", "no sandbox is running", hint="smartaipi sandbox serve")
    request = Request(
        method="POST",
        url=f"{address.url}/sandbox/approve",
        headers={
            "authorization": f"Bearer {address.account_token.reveal()}",
            "content-type": "application/json",
        },
        body=json.dumps({"user_code": code, "approve": is_approved}).encode(),
    )
    with closing(machine.open_transport()) as transport:
        response = transport.send(request)
    if response.status != 200:
        raise UserError(
            "login-not-found",
            "no device login waits under this code",
            reason="it is misspelt, decided already, or older than a quarter of an hour",
            hint="begin the login again: smartaipi login",
        )
    verdict = "approved" if is_approved else "denied"
    client = json.loads(response.body)["client_id"]
    return Result(
        data={"client": client, "approved": is_approved},
        blocks=(Line(text=f"{verdict}: {client}", style="good" if is_approved else "plain"),),
    )


def reset_sandbox(machine: Machine) -> Result:
    """Delete the folder of the sandbox. Errors: `sandbox-running`, `own-file-failed`."""
    folder = machine.paths.sandbox
    if read_address(folder) is not None:
        raise UserError(
            "sandbox-running", "the sandbox is running", hint="stop it first: Ctrl-C in its terminal"
        )
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return Result(data={"reset": False}, blocks=(Line(text="there was no sandbox"),))
    except OSError as problem:
        raise UserError(
            "own-file-failed", f"cannot delete `{folder}`", reason=problem.strerror or str(problem)
        ) from problem
    return Result(data={"reset": True}, blocks=(Line(text="the sandbox is as new", style="good"),))
