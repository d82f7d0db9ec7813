"""What a gateway's account API can do, and the sentence for what it cannot."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.operations import OPERATIONS


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

    @property
    def is_offered(self) -> bool:
        """Whether it can be had in any form."""
        return self.support is not Support.UNSUPPORTED


Capabilities = Mapping[str, Capability]
"""Operation (`keys.create`, `usage.by-day`, …) to its capability."""

NATIVE = Capability(support=Support.NATIVE)


def unsupported(reason: str) -> Capability:
    """A capability that is not there."""
    return Capability(support=Support.UNSUPPORTED, reason=reason)


def read_capabilities(file: Path) -> Capabilities:
    """A dialect's table, in the order of the operations: a list `native`, and a table of reasons for the rest.

    An operation that stands nowhere or twice is a bug of ours and fails loudly.
    """
    data: Mapping[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    found = dict.fromkeys(data["native"], NATIVE)
    for support in (Support.DERIVED, Support.EMULATED, Support.UNSUPPORTED):
        for operation, reason in data.get(support.value, {}).items():
            if operation in found:
                raise ValueError(f"{file}: {operation} stands twice")
            found[operation] = Capability(support=support, reason=reason)
    if found.keys() != OPERATIONS.keys():
        raise ValueError(f"{file}: {sorted(found.keys() ^ OPERATIONS.keys())}")
    return {operation: found[operation] for operation in OPERATIONS}


def demand(capabilities: Capabilities, operation: str, gateway: str, dialect: str) -> None:
    """Return when the operation is there in any form. Errors: `not-offered`."""
    capability = capabilities[operation]
    if not capability.is_offered:
        raise not_offered(capabilities, operation, gateway, dialect)


def not_offered(capabilities: Capabilities, operation: str, gateway: str, dialect: str) -> UserError:
    """The error for what a gateway does not have: what, where, why, and what there is instead."""
    family = operation.partition(".")[0]
    alternatives = [
        name
        for name, capability in capabilities.items()
        if name.partition(".")[0] == family and capability.is_offered
    ]
    return UserError(
        "not-offered",
        f"{gateway} does not offer `{OPERATIONS[operation]}`",
        reason=capabilities[operation].reason,
        hint="smartaipi gateways probe",
        details={
            "type": "unsupported",
            "operation": operation,
            "dialect": dialect,
            "alternatives": alternatives,
        },
    )
