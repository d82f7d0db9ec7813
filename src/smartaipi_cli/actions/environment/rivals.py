"""Variables that programs would use beside ours, where we can set variables but take none away."""

from collections.abc import Iterator

from smartaipi_cli.actions.environment.exports import Exports
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Warn


def rival_warnings(machine: Machine, exports: Exports) -> Iterator[Warn]:
    """One for each rival that this job has, and its successors probably have, too."""
    for name in exports.dropped:
        if machine.environment.get(name):
            yield Warn(
                code="variable-stays",
                message=f"{name} is set here and would be sent to {exports.profile.label}, or change what is asked",
                hint=f"take {name} out of the jobs that use the gateway",
            )
