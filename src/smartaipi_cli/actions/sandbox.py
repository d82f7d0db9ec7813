"""The local gateway, as the commands show and reset it."""

import shutil

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Block, Fields, Line, Result
from smartaipi_cli.sandbox.address import SandboxAddress, read_address


def describe_address(address: SandboxAddress) -> tuple[Block, ...]:
    """What a running sandbox says first."""
    return (
        Fields(
            pairs=(
                ("OpenAI address", address.openai_url),
                ("Anthropic address", address.anthropic_url),
                ("account API", address.management_url),
            )
        ),
        Line(text="in another terminal: smartaipi profiles add sandbox --gateway sandbox", aside=True),
        Line(text="Ctrl-C stops it", aside=True),
    )


def reset_sandbox(machine: Machine) -> Result:
    """Delete the folder of the sandbox. Errors: `sandbox-running`, `own-file-failed`."""
    folder = machine.paths.sandbox
    if read_address(folder) is not None:
        raise UserError(
            "sandbox-running", "the sandbox is running", hint="stop it first: Ctrl-C in its terminal"
        )
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return Result(data={"reset": False}, blocks=(Line(text="there was no sandbox"),))
    except OSError as problem:
        raise UserError(
            "own-file-failed", f"cannot delete `{folder}`", reason=problem.strerror or str(problem)
        ) from problem
    return Result(data={"reset": True}, blocks=(Line(text="the sandbox is as new", style="good"),))
