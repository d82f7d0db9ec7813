"""What only Cline's set-up has: a time for its entry, the one place that may be taken, and the open editor."""

from pathlib import PurePosixPath
from typing import Final

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.profiles.selection import Credential
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.tools import cline
from smartaipi_cli.tools.base import Variable, Wish

LIST_LIMIT_S = 5.0
EDITOR_PROGRAMS: Final = {
    "code": "VS Code",
    "code.exe": "VS Code",
    "code helper": "VS Code",
    "code-insiders": "VS Code Insiders",
    "code - insiders.exe": "VS Code Insiders",
    "codium": "VSCodium",
    "cursor": "Cursor",
    "cursor.exe": "Cursor",
    "windsurf": "Windsurf",
    "windsurf.exe": "Windsurf",
}
"""Program to the editor that it belongs to, in small letters."""


def complete_for_cline(
    machine: Machine,
    transport: Transport,  # noqa: ARG001 - one signature for all tools
    request: Connect,
    credential: Credential,
    wish: Wish,
) -> Wish:
    """The parts of the wish that only Cline has.

    Errors: `usage` for a variable that others read as well, `wrong-credential` for one that holds another key.
    """
    if isinstance(wish.key, Variable):
        refuse_variable(machine, wish.key, credential, wish)
    may_replace = request.replace or not request.unasked  # the question shows what would be replaced
    return wish._replace(now=machine.clock.now(), replace=may_replace, editor=find_editor(machine))


def refuse_variable(machine: Machine, variable: Variable, credential: Credential, wish: Wish) -> None:
    """Errors: `usage`, `wrong-credential`; another vendor's key must not go to the gateway."""
    if wish.protocol not in cline.SPEC.key_variables:
        raise UserError(
            "usage",
            f"the key for `{wish.protocol}` cannot stay in the environment",
            reason=f"Cline reads it from {cline.VARIABLES[wish.protocol]}, where Claude Code and Anthropic's "
            "libraries find it too: they would send it elsewhere",
            hint=f"smartaipi {cline.SPEC.name} --secret inline --protocol {wish.protocol}",
        )
    key = credential.secret.reveal()
    if machine.environment.get(variable.name, key) != key:
        raise UserError(
            "wrong-credential",
            f"{variable.name} holds another key than the profile's",
            reason=f"Cline would send it to {wish.profile.label}",
            hint=f"unset {variable.name}, or: smartaipi {cline.SPEC.name} --secret inline",
        )


def find_editor(machine: Machine) -> str:
    """The name of an editor of VS Code's kind that is running, else an empty text."""
    if machine.platform == "win32":
        done = machine.processes.run(["tasklist", "/fo", "csv", "/nh"], timeout_s=LIST_LIMIT_S)
        names = [line.split('","')[0].strip('"') for line in done.output.splitlines()]
    else:
        done = machine.processes.run(["ps", "-A", "-o", "comm="], timeout_s=LIST_LIMIT_S)
        names = [PurePosixPath(line.strip()).name for line in done.output.splitlines()]
    return next((EDITOR_PROGRAMS[name.lower()] for name in names if name.lower() in EDITOR_PROGRAMS), "")
