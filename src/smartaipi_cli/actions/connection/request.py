"""What a set-up is asked for."""

from dataclasses import dataclass

from smartaipi_cli.tools.base import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """What a set-up command is asked for; empty texts and None mean "as it is best".

    `by_hand` says that only instructions are wanted, `unasked` that nobody will see the change before it is made.
    """

    tool: str
    profile: str | None = None
    key_name: str | None = None
    model: str = ""
    secret: str = ""
    protocol: str = ""
    scope: Scope | None = None
    force: bool = False
    strict: bool = False
    vscode: bool = False
    keep_import: bool = False
    first: bool = False
    replace: bool = False
    reasoning_effort: str = ""
    fast: bool = False
    catalogue: bool = False
    websocket: str = "auto"
    recipe: str = "current"
    by_hand: bool = False
    unasked: bool = False
