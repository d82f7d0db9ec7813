"""Looking at one tool or at all: what was read, and what is wrong."""

from typing import NamedTuple

from smartaipi_cli.actions.doctor.evidence import Gathered, Progress, gather
from smartaipi_cli.diagnosis.checks import diagnose
from smartaipi_cli.diagnosis.evidence import Evidence, ToolEvidence
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.tools.registry import TOOLS


class Examined(NamedTuple):
    """An examination: what was read, and what is wrong."""

    gathered: Gathered
    findings: tuple[Finding, ...]

    @property
    def evidence(self) -> Evidence:
        """What was read."""
        return self.gathered.evidence

    @property
    def shown(self) -> tuple[ToolEvidence, ...]:
        """The tools that are installed, or that send something to somebody else than their vendor."""
        return tuple(
            one
            for one in self.evidence.tools
            if one.is_installed or one.effective.base_url or self.concerns(one)
        )

    def concerns(self, one: ToolEvidence) -> bool:
        """Whether something was found about a tool."""
        return any(finding.tool == one.name for finding in self.findings)


def examine(machine: Machine, progress: Progress, tool: str = "", *, ask_all: bool = False) -> Examined:
    """Look at one tool, or at all; `ask_all` asks clients for their versions that are on no gateway, too.

    `progress` is called with how many clients have answered and how many were asked.

    Errors: `usage` for a tool that nobody knows, `config-invalid`.
    """
    if tool and tool not in TOOLS:
        raise UserError(
            "usage",
            f"`{tool}` is no tool",
            reason=f"the tools are {', '.join(TOOLS)}",
            hint="smartaipi doctor",
        )
    gathered = gather(machine, progress, (tool,) if tool else (), ask_all=ask_all)
    return Examined(gathered, (*gathered.unreadable, *diagnose(gathered.evidence)))
