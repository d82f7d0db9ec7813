"""What a set-up is asked for."""

from dataclasses import dataclass

from smartaipi_cli.tools.base import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """What `smartaipi claude` and `smartaipi codex` are asked for; empty texts and None mean "as it is best".

    `by_hand` says that only instructions are wanted.
    """

    tool: str
    profile: str | None = None
    key_name: str | None = None
    model: str = ""
    secret: str = ""
    scope: Scope | None = None
    force: bool = False
    strict: bool = False
    reasoning_effort: str = ""
    fast: bool = False
    catalogue: bool = False
    websocket: str = "auto"
    recipe: str = "current"
    by_hand: bool = False
