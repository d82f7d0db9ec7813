"""What OpenCode needs of a gateway, through each of its three bundled libraries.

*Source:* the requests of OpenCode 1.18.33, run against a gateway that logged them (November 2026).
"""

from typing import Final

from smartaipi_cli.probe.conformance.asking import once
from smartaipi_cli.probe.conformance.chat_clients import (
    chat_requirements,
    effort_requirement,
    messages_requirement,
    responses_requirement,
)
from smartaipi_cli.probe.conformance.requirement import Client, Level
from smartaipi_cli.probe.conformance.versions import OPENCODE

OBSERVED: Final = f"observed with OpenCode {OPENCODE}"

CLIENT: Final = Client(
    name="opencode",
    label="OpenCode",
    version=OPENCODE,
    requirements=(
        *chat_requirements(OBSERVED, effort_requirement(OBSERVED)),
        responses_requirement(
            OBSERVED,
            level=Level.SHOULD,
            without="cannot be set up with `@ai-sdk/openai`",
            ask=once("responses", include=["reasoning.encrypted_content"]),
        ),
        messages_requirement(OBSERVED, "cannot be set up with `@ai-sdk/anthropic`"),
    ),
)
"""OpenCode, whose usual library is `@ai-sdk/openai-compatible`."""
