"""What Cline needs of a gateway, through each of its three providers that can be pointed at one.

*Source:* the requests of Cline's command line 3.0.65, run against a gateway that logged them (November 2026).
"""

from typing import Final

from smartaipi_cli.probe.conformance.asking import asked_as, with_body, without
from smartaipi_cli.probe.conformance.chat_clients import (
    chat_requirements,
    messages_requirement,
    responses_requirement,
)
from smartaipi_cli.probe.conformance.requirement import Client, Level
from smartaipi_cli.probe.conformance.versions import CLINE
from smartaipi_cli.probe.protocols.registry import PROTOCOLS

OBSERVED: Final = f"OpenAI's API reference, for the protocol that Cline {CLINE} was seen to speak"

CLIENT: Final = Client(
    name="cline",
    label="Cline",
    version=CLINE,
    requirements=(
        *chat_requirements(OBSERVED),
        responses_requirement(
            OBSERVED,
            level=Level.SHOULD,
            without="cannot be set up as `openai-native`, which says nothing of `store` and sends `truncation`",
            ask=asked_as(
                PROTOCOLS["responses"],
                lambda wish: with_body(wish, truncation="auto"),
                lambda _, request: without(request, "store"),
            ),
        ),
        messages_requirement(OBSERVED, "cannot be set up as `anthropic`"),
    ),
)
"""Cline, as `openai-compatible`."""
