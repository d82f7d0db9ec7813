"""What a gateway's account API can do, and the sentence for what it cannot."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from smartaipi_cli.errors import UserError


class Support(StrEnum):
    """How an operation comes about on a gateway."""

    NATIVE = "native"
    DERIVED = "derived"
    EMULATED = "emulated"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """The support of one operation, with the reason when it is not native."""

    support: Support
    reason: str = ""


Capabilities = Mapping[str, Capability]
"""Operation (`keys.create`, `usage.summary`, …) to its capability."""

NATIVE = Capability(support=Support.NATIVE)


def unsupported(reason: str) -> Capability:
    """A capability that is not there."""
    return Capability(support=Support.UNSUPPORTED, reason=reason)


def demand(capabilities: Capabilities, operation: str, gateway: str) -> None:
    """Return when the operation is there in any form. Errors: `not-offered`."""
    capability = capabilities.get(operation, unsupported("it is not known to this dialect"))
    if capability.support is Support.UNSUPPORTED:
        raise UserError(
            "not-offered",
            f"{gateway} does not offer `{operation}`",
            reason=capability.reason,
            hint="smartaipi gateways show",
            details={"operation": operation},
        )
