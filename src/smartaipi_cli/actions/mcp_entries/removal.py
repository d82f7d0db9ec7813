"""Taking our MCP server out of a client: what is ours goes, everything else stays; needs no history."""

from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_data
from smartaipi_cli.actions.mcp_entries.places import client_named, read_files, what_we_made
from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Line, Result
from smartaipi_cli.tools.base import Scope
from smartaipi_cli.tools.mcp_entries import CLIENTS
from smartaipi_cli.tools.mcp_entry_reading import own_files
from smartaipi_cli.tools.mcp_entry_removal import plan_removal


def prepare_removal(machine: Machine, name: str, entry: str = "", scope: Scope | None = None) -> Plan:
    """The plan that takes out our entries, or the one called `entry`, in both scopes or in one.

    Errors: `usage`, `document-refused`, what the engine refuses.
    """
    client = client_named(name)
    scopes = [one for one in client.scopes if scope in {None, one}]
    snapshots = {one: read_files(machine, client, one) for one in scopes}
    paths = [file.path for snapshot in snapshots.values() for file in own_files(snapshot)]
    try:
        plan = plan_removal(client, snapshots, what_we_made(machine, client, paths), entry)
    except DocumentRefused as refused:
        raise UserError(
            refused.code,
            refused.message,
            reason=refused.reason,
            hint="correct the file in an editor and run the command again, or take the entry out there",
            details=refused.details,
        ) from None
    open_engine(machine).check(plan)
    return plan


def remove(machine: Machine, plan: Plan) -> Result:
    """Apply the removal. Errors: those of the engine."""
    applied = open_engine(machine).apply(plan)
    label = CLIENTS[plan.tool].label
    done = f"{label} starts no MCP server of smartaipi any more (change {applied.id})"
    undo = Line(text=f"undo: smartaipi undo {applied.id.rpartition('-')[2]}", aside=True)
    return Result(
        data={"plan": plan_data(plan), "applied": bool(applied.id), "change": applied.id},
        blocks=(Line(text=done, style="good"), undo)
        if applied.id
        else (Line(text=f"{label} had no such entry of smartaipi"),),
        warnings=tuple(applied_warnings(applied)),
    )
