"""What only Continue's set-up has: the question whether an older configuration may go out of use."""

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.connection.snapshots import read_snapshot
from smartaipi_cli.actions.profiles.selection import Credential
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import Wish
from smartaipi_cli.tools.registry import TOOLS


def complete_for_continue(
    machine: Machine,
    transport: Transport,  # noqa: ARG001 - one signature for all tools
    request: Connect,
    credential: Credential,  # noqa: ARG001 - one signature for all tools
    wish: Wish,
) -> Wish:
    """The wish itself. Errors: `client-config-outdated` where only the older `config.json` is there."""
    files = read_snapshot(machine, TOOLS[request.tool], "user", "").files
    target, old = files["target"], files["old"]
    is_outdated = isinstance(target.state, Absent) and not isinstance(old.state, Absent)
    if is_outdated and not request.force and not request.by_hand:
        raise UserError(
            "client-config-outdated",
            f"Continue has only the older `{old.path}`; nothing was written",
            reason="`cn` ignores it already, and the extensions would as soon as there is a `config.yaml`: "
            "its models would be gone from there",
            hint="smartaipi continue --force (makes `config.yaml`; the older file stays as it is)",
        )
    return wish
