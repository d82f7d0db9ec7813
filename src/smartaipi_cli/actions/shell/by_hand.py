"""The same settings for people who would rather write them themselves."""

from smartaipi_cli.actions.profiles.selection import select_profile
from smartaipi_cli.actions.shell.reading import choose_shells
from smartaipi_cli.actions.shell.request import ShellRequest, refuse_empty
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Line, Result
from smartaipi_cli.tools.own_helper import helper_command
from smartaipi_cli.tools.shell_env import SHELLS
from smartaipi_cli.tools.shell_env_text import lines_by_hand
from smartaipi_cli.tools.shell_wish import ShellWish


def instructions(machine: Machine, request: ShellRequest) -> Result:
    """What to write by hand: lines that ask us for the key, so that no file has it.

    Errors: `usage`, `not-offered`.
    """
    profile, _ = select_profile(machine, request.profile)
    # The key is not looked at: its variables are known without it.
    wish = ShellWish(profile=profile, key=Secret(""), only=request.only)
    refuse_empty(wish)
    command = helper_command(machine.program, profile.name, request.key_name or "", machine.paths.credentials)
    addresses = {name: value for name, value in wish.variables.items() if isinstance(value, str)}
    keys = [name for name in wish.variables if name not in addresses]
    files: dict[str, str] = {}
    blocks: list[Line] = []
    for name in choose_shells(machine, request.shell):
        lines = lines_by_hand(name, addresses, keys, command)
        files[name] = "".join(f"{line}\n" for line in lines)
        blocks.append(Line(text=f"# {SHELLS[name].label}", aside=True, style="strong"))
        blocks += [Line(text=line) for line in lines]
    return Result(data={"lines": files}, blocks=tuple(blocks))
