"""What `--fix` writes: small plans of single findings, and one plan of all of them."""

from collections.abc import Iterable
from typing import Final

from smartaipi_cli.diagnosis.evidence import ToolEvidence
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import Operation, SetValue
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.tools import claude_code
from smartaipi_cli.tools.base import ReadFile

TITLE: Final = "repair what doctor found"
COMMAND: Final = "doctor --fix"


def repair_file(
    file: ReadFile, format_: Format, operations: Iterable[Operation], why: str, *, contested: bool = False
) -> Plan:
    """The plan that changes one file. Errors: `document-refused`."""
    change = change_file(file.path, format_, tuple(operations), file.state, why, contested=contested)
    return Plan(title=TITLE, command=COMMAND, changes=(change,))


def neutralise(one: ToolEvidence, name: str) -> Plan | None:
    """The plan by which a client's own settings beat an exported variable; only Claude Code has such settings.

    An empty text counts as unset there. Errors: `document-refused`.
    """
    if one.name != claude_code.SPEC.name or name not in {*claude_code.RIVALS, *NEUTRAL}:
        return None
    return repair_file(
        one.snapshot.files["user"],
        Format.JSON,
        (SetValue(("env", name), ""),),
        f"{name} counts as unset, whatever is exported",
        contested=True,
    )


NEUTRAL: Final = frozenset({claude_code.KEY_VARIABLE, claude_code.TOKEN_VARIABLE})


def combine(plans: Iterable[Plan]) -> Plan:
    """One plan of several: the operations on one file follow each other. Errors: `document-refused`."""
    changes: dict[object, FileChange] = {}
    for plan in plans:
        for change in plan.changes:
            known = changes.get(change.path)
            changes[change.path] = change if known is None else joined(known, change)
    return Plan(
        title=TITLE,
        command=COMMAND,
        tool="doctor",
        changes=tuple(changes.values()),
        labels={"action": "repair"},
    )


def joined(one: FileChange, other: FileChange) -> FileChange:
    """Two changes of one file as one; what both do is done once."""
    operations = (*one.operations, *(step for step in other.operations if step not in one.operations))
    reasons = dict.fromkeys((*one.why.split("; "), other.why))
    return change_file(
        one.path,
        one.format,
        operations,
        one.before,
        "; ".join(reasons),
        contested=one.contested or other.contested,
        bound=(*one.bound, *other.bound),
    )
