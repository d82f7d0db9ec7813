"""In which shells completion is installed, and whether it is this version's."""

from smartaipi_cli.actions.completion.places import CompletionFiles, read_files
from smartaipi_cli.actions.completion.scripts import SCRIPTS, read_script
from smartaipi_cli.documents.shell_block import COMPLETION
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.blocks import block_lines
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.results import Column, Result, Table, Warn
from smartaipi_cli.tools.shell_env import SHELLS


def show_status(machine: Machine) -> Result:
    """One row a shell. Errors: `target-refused`."""
    every = {shell: read_files(machine, shell) for shell in SCRIPTS}
    states = {shell: state_of(files) for shell, files in every.items()}
    return Result(
        data={
            "shells": [
                {
                    "shell": shell,
                    "found": machine.processes.find(SHELLS[shell].binary) is not None,
                    "state": states[shell],
                    "script": files.script.path,
                    "start_file": files.start.path if files.start else None,
                }
                for shell, files in every.items()
            ]
        },
        blocks=(
            Table(
                columns=tuple(Column(heading=heading) for heading in ("SHELL", "STATE", "SCRIPT")),
                rows=tuple((shell, states[shell], str(files.script.path)) for shell, files in every.items()),
            ),
        ),
        warnings=tuple(
            Warn(
                code="completion-incomplete",
                message=f"completion in {SHELLS[shell].label} is {state}",
                hint=f"smartaipi completion install --shell {shell}",
            )
            for shell, state in states.items()
            if state in {"outdated", "not read"}
        ),
    )


def state_of(files: CompletionFiles) -> str:
    """`installed`, `outdated` (another version's script), `not read` (no start file does) or `not installed`."""
    if not files.has_script:
        return "not installed"
    if files.start and not block_lines(bytes_of(files.start.state), COMPLETION):
        return "not read"
    is_current = bytes_of(files.script.state) == read_script(files.shell).encode()
    return "installed" if is_current else "outdated"
