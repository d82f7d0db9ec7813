"""What a native gateway offers, by the features that its `/meta` page announces."""

from pathlib import Path

from smartaipi_cli.gateways.capabilities import Capabilities, read_capabilities, unsupported

FEATURES = {
    "keys": "keys",
    "keys.rotate": "keys.rotate",
    "keys.idempotent-create": "idempotency",
    "keys.guard": "etag",
    "account": "account",
    "budgets": "budgets",
    "usage": "usage.buckets",
    "usage.totals": "usage.summary",
    "usage.log": "usage.records",
    "usage.show": "usage.records",
    "ledger": "ledger",
    "models": "models",
    "prices": "prices",
}
"""Operation, or family of operations, to the feature of `/meta` that makes it possible. The balance needs none."""


def offered(features: frozenset[str]) -> Capabilities:
    """The capability table for these features; none at all is smartaipi.com as it is published today."""
    reason = (
        "its `/meta` page does not announce it"
        if features
        else "it publishes only the balance: its account API has no `/meta` page"
    )
    table = read_capabilities(Path(__file__).with_name("capabilities.toml"))
    return {
        operation: unsupported(reason)
        if capability.is_offered and not announces(features, operation)
        else capability
        for operation, capability in table.items()
    }


def announces(features: frozenset[str], operation: str) -> bool:
    """Whether the feature that an operation needs is there."""
    feature = FEATURES.get(operation) or FEATURES.get(operation.partition(".")[0])
    return feature is None or feature in features
