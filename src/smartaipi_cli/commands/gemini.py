"""`smartaipi gemini`."""

import typer

from smartaipi_cli.commands.invocation import examples, invocation_of, new_app
from smartaipi_cli.errors import UserError

app = new_app("Say why Gemini CLI cannot use a gateway.")


@app.command(epilog=examples("gemini"))
def gemini(context: typer.Context) -> None:
    """Say why Gemini CLI cannot use a gateway.

    Ends with code 6. Observed with Gemini CLI 0.61.0, November 2026.
    """
    invocation_of(context)
    raise UserError(
        "not-offered",
        "Gemini CLI cannot be set up on a gateway",
        reason="it speaks Google's `generateContent` alone, which these gateways do not offer; all that it could "
        "have from an account here is an MCP server",
        hint="smartaipi mcp install gemini (the server), or a client that can: smartaipi claude",
    )
