"""The same configuration for people who would rather write it themselves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from smartaipi_cli.actions.connection.connecting import Prepared
from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.change import FileChange
from smartaipi_cli.plan.formats import KeyPath
from smartaipi_cli.plan.masking import mask_secrets
from smartaipi_cli.plan.operations import DeleteValue, Operation, SetValue, apply_operations
from smartaipi_cli.results import Block, Line, Problem, Result


def manual_instructions(prepared: Prepared) -> Result:
    """What each file would have to say, as if it were empty; a literal key is shown as a mask."""
    blocks: list[Block] = []
    files: dict[str, str] = {}
    for change in prepared.plan.changes:
        shown = shown_text(change, prepared)
        files[str(change.path)] = shown
        # The last file is the data, so that it can be redirected into a file; the others are advice.
        is_last = change is prepared.plan.changes[-1]
        blocks.append(Line(text=f"# {change.path}", aside=True, style="strong"))
        blocks += [Line(text=line, aside=not is_last) for line in shown.splitlines()]
    return Result(data={"files": files}, blocks=tuple(blocks), warnings=prepared.warnings)


def refuse_with_instructions(refusal: UserError, prepared: Prepared) -> Result:
    """The refusal of a set-up, with what it would have written for people who decide otherwise."""
    instructions = manual_instructions(prepared)
    return Result(
        data=instructions.data,
        blocks=tuple(block._replace(aside=True) for block in instructions.blocks if isinstance(block, Line)),
        problem=Problem(code=refusal.code, message=refusal.message, reason=refusal.reason, hint=refusal.hint),
        exit_code=refusal.exit_code,
    )


def shown_text(change: FileChange, prepared: Prepared) -> str:
    """What the change would write into an empty file; a literal key is shown as a mask."""
    operations = renumbered(
        [operation for operation in change.operations if not isinstance(operation, DeleteValue)]
    )
    text = (apply_operations(change.format, None, operations) or b"").decode(errors="replace")
    return mask_secrets(text, prepared.plan.secrets, change.format)


def renumbered(operations: Sequence[Operation]) -> list[Operation]:
    """The operations with the items of each list counted from its start: in an empty file there are no others."""
    numbers: dict[KeyPath, int] = {}
    counts: Counter[KeyPath] = Counter()

    def place(path: KeyPath) -> KeyPath:
        for depth, part in enumerate(path):
            prefix = path[: depth + 1]
            if isinstance(part, int) and prefix not in numbers:
                numbers[prefix] = counts[path[:depth]]
                counts[path[:depth]] += 1
        return tuple(numbers.get(path[: depth + 1], part) for depth, part in enumerate(path))

    return [
        replace(operation, path=place(operation.path)) if isinstance(operation, SetValue) else operation
        for operation in operations
    ]
