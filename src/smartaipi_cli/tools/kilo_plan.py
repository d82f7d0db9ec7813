"""What a set-up writes into Kilo Code's files: as for OpenCode, and the mark that keeps its safety setting as it is."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from smartaipi_cli.documents import MISSING
from smartaipi_cli.documents.missing import find
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import WriteWhole
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import Snapshot, Wish
from smartaipi_cli.tools.kilo import FORK
from smartaipi_cli.tools.opencode_plan import plan_fork
from smartaipi_cli.tools.opencode_providers import candidates, choose_target, parse
from smartaipi_cli.tools.opencode_removal import plan_fork_removal


def plan_connect(snapshot: Snapshot, wish: Wish) -> Plan:
    """See `Tool`. Errors: as for OpenCode."""
    mark = mark_change(snapshot)
    plan = plan_fork(FORK, snapshot, wish, first=mark)
    note = "keeps Kilo Code from allowing every shell command, which it would do when it finds this file new"
    return replace(plan, notes=(*plan.notes, note)) if mark else plan


def plan_remove(snapshot: Snapshot, urls: AbstractSet[str]) -> Plan:
    """See `Tool`. The mark stays: without it the client would change what is left."""
    return plan_fork_removal(FORK, snapshot, urls)


def mark_change(snapshot: Snapshot) -> tuple[FileChange, ...]:
    """The mark, made before the configuration; none where it is there, or the user has said what is allowed.

    Undo takes it away, so that a configuration of before is treated as before; where what the user wrote since is
    left, it stays: the client would have made it itself at its first start.
    """
    mark = snapshot.files["marker"]
    if not isinstance(mark.state, Absent) or has_permission(snapshot):
        return ()
    return (
        change_file(
            mark.path,
            Format.WHOLE,
            (WriteWhole(b""),),
            mark.state,
            "keep Kilo Code's question before it runs a command",
            guards=choose_target(snapshot).path,
        ),
    )


def has_permission(snapshot: Snapshot) -> bool:
    """Whether a configuration says what the client may do: then it takes that for an answer."""
    found = (find(parse(file), ("permission",)) for file in candidates(snapshot))
    return any(isinstance(one, str) or find(one, ("bash",)) is not MISSING for one in found)
