"""The dialects by name; each is loaded when it is used."""

from importlib import import_module
from pathlib import Path
from typing import Final, cast

from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.capabilities import Capabilities, read_capabilities
from smartaipi_cli.gateways.exchange import Connection

DIALECTS: Final = {
    "native": ("native.api", "NativeApi"),
    "newapi": ("newapi.api", "NewApi"),
    "oneapi": ("oneapi.api", "OneApi"),
    "litellm": ("litellm.api", "LiteLlmApi"),
    "openrouter": ("openrouter.api", "OpenRouterApi"),
    "openai-admin": ("openai_admin.api", "OpenAIAdminApi"),
    "anthropic-admin": ("anthropic_admin.api", "AnthropicAdminApi"),
}
"""Name to the module below this folder and the class in it."""


def table_of(dialect: str) -> Capabilities:
    """What a dialect offers at its best, without asking anybody."""
    folder = DIALECTS[dialect][0].partition(".")[0]
    return read_capabilities(Path(__file__).parent / folder / "capabilities.toml")


def connect(dialect: str, connection: Connection) -> AccountApi:
    """The account behind a connection. Errors: `not-offered` for a dialect that this version does not know."""
    if dialect not in DIALECTS:
        raise UserError(
            "not-offered",
            f"{connection.label} has no account API that smartaipi can use",
            reason=f"its dialect is `{dialect}`" if dialect else "none is published",
            hint="set-ups work all the same: smartaipi claude, smartaipi codex",
        )
    module, name = DIALECTS[dialect]
    found = getattr(import_module(f"smartaipi_cli.gateways.dialects.{module}"), name)
    return cast("AccountApi", found.connect(connection))
