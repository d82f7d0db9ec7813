"""What a set-up of the shells is asked for, and whether the gateway can give it."""

from dataclasses import dataclass

from smartaipi_cli.errors import UserError
from smartaipi_cli.tools.shell_wish import ShellWish


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellRequest:
    """What is asked for; empty texts mean "as it is best". `own_variable` wants the gateway's own variable, too."""

    shell: str = ""
    profile: str | None = None
    key_name: str | None = None
    model: str = ""
    only: str = ""
    own_variable: bool = False


def refuse_empty(wish: ShellWish) -> None:
    """Errors: `not-offered` for a gateway that speaks nothing of what was asked for."""
    if wish.has_openai or wish.has_anthropic:
        return
    raise UserError(
        "not-offered",
        f"{wish.profile.label} does not offer what {wish.only or 'these libraries'} needs",
        reason=f"this gateway has {', '.join(wish.profile.protocols)}",
        hint="smartaipi gateways list",
    )
