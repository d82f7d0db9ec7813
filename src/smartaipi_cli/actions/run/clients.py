"""How each client is given a gateway for one run: by variables, and a folder of its own where they are not enough.

Observed with the versions that each client's module in `tools` names, November 2026. Where a client's folder can be
moved, it is: the user's settings can neither get in the way nor be changed. OpenCode and Kilo Code take their whole
configuration from a variable, above the user's own.
"""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final, NamedTuple

from smartaipi_cli.actions.profiles.selection import KEY_VARIABLE
from smartaipi_cli.errors import UserError
from smartaipi_cli.tools import claude_code
from smartaipi_cli.tools.claude_code_effective import LOGIN_VARIABLE
from smartaipi_cli.tools.registry import TOOLS


class Isolation(NamedTuple):
    """What decides a client's configuration.

    `key` is the variable that it finds the key in, `folder` the one that moves its files, `content` the one that
    takes the text of its configuration. `foreign` are variables that would send its requests or a credential of
    somebody else elsewhere, or lead it to other files.
    """

    key: str = KEY_VARIABLE
    folder: str = ""
    content: str = ""
    foreign: tuple[str, ...] = ()


ISOLATIONS: Final[Mapping[str, Isolation]] = {
    "claude": Isolation(
        key=claude_code.TOKEN_VARIABLE,
        folder="CLAUDE_CONFIG_DIR",
        foreign=(
            claude_code.KEY_VARIABLE,
            LOGIN_VARIABLE,
            "ANTHROPIC_CUSTOM_HEADERS",
            "CLAUDE_CODE_OAUTH_REFRESH_TOKEN",
            *claude_code.RIVALS,
        ),
    ),
    "codex": Isolation(folder="CODEX_HOME", foreign=("OPENAI_API_KEY", "OPENAI_BASE_URL", "CODEX_API_KEY")),
    "opencode": Isolation(content="OPENCODE_CONFIG_CONTENT", foreign=("OPENCODE_AUTH_CONTENT",)),
    "kilo": Isolation(content="KILO_CONFIG_CONTENT", foreign=("KILO_AUTH_CONTENT",)),
    "cline": Isolation(
        key="OPENAI_API_KEY",
        folder="CLINE_DIR",
        foreign=("OPENAI_BASE_URL", "CLINE_DATA_DIR", "CLINE_PROVIDER_SETTINGS_PATH"),
    ),
    "qwen": Isolation(
        folder="QWEN_HOME", foreign=("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "QWEN_MODEL")
    ),
    "continue": Isolation(folder="CONTINUE_GLOBAL_DIR"),
}
"""Client to what decides its configuration."""


def choose_clients(wanted: tuple[str, ...], program: str) -> tuple[str, ...]:
    """The clients that are meant: those that are named, else the command itself when it is one. Errors: `usage`."""
    for name in wanted:
        if name not in ISOLATIONS:
            raise UserError(
                "usage",
                f"there is no client `{name}` that can be given a key for one run",
                reason=f"there are {', '.join(ISOLATIONS)}",
            )
    binaries = {TOOLS[name].SPEC.binary: name for name in ISOLATIONS}
    found = binaries.get(PurePath(program).name)
    return tuple(dict.fromkeys(wanted)) or ((found,) if found else ())
