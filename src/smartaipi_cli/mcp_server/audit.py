"""Which changes agents asked for, and what became of them: one line of JSON each, without secrets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from smartaipi_cli.actions.concealment import conceal
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.spans import iso
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.own_log import append_line

Step = Literal["proposed", "confirmed", "done", "failed", "refused"]


def audit_file(machine: Machine) -> Path:
    """Where the lines are."""
    return machine.paths.state / "mcp" / "writes.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One call of a tool that changes the account. The arguments are without their confirmation token."""

    machine: Machine
    profile: str | None
    tool: str
    arguments: Mapping[str, object]
    secrets: tuple[Secret, ...]

    def note(self, step: Step, outcome: str = "ok") -> None:
        """Add a line: how far the call came; `outcome` may be an error code. Errors: `own-file-failed`."""
        line = {
            "time": iso(self.machine.clock.now()),
            "profile": self.profile,
            "tool": self.tool,
            "step": step,
            "outcome": outcome,
            "arguments": dict(self.arguments),
        }
        # A model may pass a key where the name of one is meant.
        append_line(self.machine.files, audit_file(self.machine), conceal(json.dumps(line), self.secrets))
