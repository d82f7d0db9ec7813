"""What Continue needs of a gateway.

*Source:* the requests of Continue's `cn` 1.5.47, run against a gateway that logged them (November 2026): models whose
id looks like GPT-5 are asked in the Responses protocol, whatever the settings say, all others in chat completions.
"""

from typing import Final

from smartaipi_cli.probe.conformance.chat_clients import (
    chat_requirements,
    messages_requirement,
    responses_requirement,
)
from smartaipi_cli.probe.conformance.requirement import Client, Level
from smartaipi_cli.probe.conformance.versions import CONTINUE

OBSERVED: Final = f"OpenAI's API reference, for the protocol that Continue's cn {CONTINUE} was seen to speak"

CLIENT: Final = Client(
    name="continue",
    label="Continue",
    version=CONTINUE,
    requirements=(
        *chat_requirements(OBSERVED),
        responses_requirement(
            OBSERVED, level=Level.MUST, without="gets no answer from models whose id looks like GPT-5"
        ),
        messages_requirement(OBSERVED, "cannot be set up with `provider: anthropic`"),
    ),
)
"""Continue, with `provider: openai`."""
