"""The variables by which clients are steered, and the client that each of them steers.

Sources: the clients' own documentation, and what was observed with the versions in `ToolSpec.tested`.
"""

from collections.abc import Mapping
from typing import Final

from smartaipi_cli.tools import claude_code, cline

STEERING: Final[Mapping[str, tuple[str, ...]]] = {
    "claude": (
        claude_code.BASE_URL,
        claude_code.TOKEN_VARIABLE,
        claude_code.KEY_VARIABLE,
        *claude_code.PINS.values(),
        *claude_code.RIVALS,
        "CLAUDE_CODE_OAUTH_TOKEN",
        "CLAUDE_CONFIG_DIR",
    ),
    "codex": ("CODEX_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL", "CODEX_HOME"),
    "opencode": (
        "OPENCODE_CONFIG",
        "OPENCODE_CONFIG_DIR",
        "OPENCODE_CONFIG_CONTENT",
        "OPENCODE_AUTH_CONTENT",
    ),
    "cline": (
        *dict.fromkeys(cline.VARIABLES.values()),
        "CLINE_DIR",
        "CLINE_DATA_DIR",
        "CLINE_PROVIDER_SETTINGS_PATH",
    ),
    "qwen": (
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "OPENAI_MODEL",
        "ANTHROPIC_API_KEY",
        "ANTHROPIC_BASE_URL",
        "ANTHROPIC_MODEL",
        "QWEN_MODEL",
        "QWEN_HOME",
        "QWEN_CODE_SYSTEM_DEFAULTS_PATH",
        "QWEN_CODE_SYSTEM_SETTINGS_PATH",
    ),
    "kilo": ("KILO_CONFIG", "KILO_CONFIG_DIR", "KILO_CONFIG_CONTENT", "KILO_AUTH_CONTENT"),
}
"""Tool to the variables that change where it sends what."""

VENDOR_ADDRESSES: Final = ("ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "OPENAI_API_BASE")
VENDOR_KEYS: Final = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_API_KEY", "CODEX_API_KEY")
"""What older recipes put into a shell's start file."""

MOVING: Final = frozenset(
    {
        "CLAUDE_CONFIG_DIR",
        "CODEX_HOME",
        "OPENCODE_CONFIG_DIR",
        "KILO_CONFIG_DIR",
        "CLINE_DIR",
        "CLINE_DATA_DIR",
        "CLINE_PROVIDER_SETTINGS_PATH",
        "QWEN_HOME",
        "QWEN_CODE_SYSTEM_DEFAULTS_PATH",
        "QWEN_CODE_SYSTEM_SETTINGS_PATH",
    }
)
"""These choose another set of files, which would have to be read first: no answer can be worked out for them."""
