"""The two kinds of OpenRouter's credentials: management keys, and API keys that are told about themselves alone."""

from smartaipi_cli.gateways.capabilities import NATIVE, Capabilities, Capability, Support, unsupported
from smartaipi_cli.gateways.dialects.fields import Object

ALONE = Capability(support=Support.DERIVED, reason="an API key is told about itself alone")
OF_A_KEY = {
    "keys.list": ALONE,
    "keys.show": ALONE,
    "usage.show": NATIVE,
    "models": NATIVE,
    "prices": NATIVE,
}
"""What is there for an API key besides its account and what its limit leaves."""

LEFT_OF_LIMIT = Capability(
    support=Support.DERIVED,
    reason="what the key's own limit leaves; the account's credit needs a management key",
)
NO_LIMIT = unsupported("the key has no limit of its own, and the account's credit needs a management key")
NOT_FOR_KEYS = unsupported("an API key is told about itself alone; this needs a management key")


def manages(data: Object, kind: str) -> bool:
    """Whether `/key` calls the credential a management key (once: provisioning key); if mute, by what it is kept as."""
    for member in ("is_management_key", "is_provisioning_key"):
        if isinstance(data.get(member), bool):
            return bool(data[member])
    return kind == "token"


def capabilities_of_a_key(table: Capabilities, *, has_limit: bool) -> Capabilities:
    """The table of the dialect, narrowed to what an API key is told."""
    offered = {**OF_A_KEY, "account": table["account"], "balance": LEFT_OF_LIMIT if has_limit else NO_LIMIT}
    return {
        operation: offered.get(operation, NOT_FOR_KEYS) if capability.is_offered else capability
        for operation, capability in table.items()
    }
