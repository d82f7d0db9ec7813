"""The same entry for people who would rather write it themselves, or have to."""

from dataclasses import replace

from smartaipi_cli.actions.mcp_entries.registration import Registration, prepare
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.operations import apply_operations
from smartaipi_cli.results import Block, Line, Problem, Result


def instructions(machine: Machine, request: Registration, refusal: UserError | None = None) -> Result:
    """What to write by hand, as if each file were empty; after a refusal beside its reason. Errors: `usage`."""
    prepared = prepare(machine, replace(request, by_hand=True))
    texts = {
        str(change.path): (apply_operations(change.format, None, change.operations) or b"").decode()
        for change in prepared.plan.changes
    }
    last = tuple(texts)[-1]
    blocks: list[Block] = []
    for path, text in texts.items():
        blocks.append(Line(text=f"# {path}", aside=True, style="strong"))
        blocks += [Line(text=line, aside=bool(refusal) or path != last) for line in text.splitlines()]
    if refusal is None:
        return Result(data={"files": texts}, blocks=tuple(blocks), warnings=prepared.warnings)
    return Result(
        data={"files": texts},
        blocks=(Line(text="the lines to add by hand:", aside=True), *blocks),
        problem=Problem(code=refusal.code, message=refusal.message, reason=refusal.reason, hint=refusal.hint),
        exit_code=refusal.exit_code,
    )
