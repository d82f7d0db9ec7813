"""What LiteLLM is sent: our wishes in its words."""

from datetime import datetime
from decimal import Decimal

from smartaipi_cli.domain.key_wish import KEEP, KeyChange, KeyWish
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.fields import Object, inner
from smartaipi_cli.gateways.dialects.litellm.budgets import key_budgets_body
from smartaipi_cli.gateways.dialects.litellm.parse import models_body

NEVER = "-1"
"""The duration that takes an expiry away."""


def creation_body(wish: KeyWish, user_id: str, now: datetime) -> dict[str, object]:
    """A key to be created; `now` is by the proxy's clock."""
    return {
        "key_alias": wish.name,
        **(key_budgets_body(wish.budgets, {}) if wish.budgets else {}),
        **({"models": models_body(wish.models)} if wish.models is not None else {}),
        **({"team_id": wish.group} if wish.group else {}),
        **({"duration": duration(wish.expires_at, now)} if wish.expires_at else {}),
        **({"metadata": dict(wish.metadata)} if wish.metadata else {}),
        **({"user_id": user_id} if user_id else {}),
    }


def change_body(change: KeyChange, row: Object, now: datetime) -> dict[str, object]:
    """A change of the key in `row`; what is not in the body stays. Windows are replaced all at once."""
    body: dict[str, object] = {}
    if change.name is not KEEP:
        body["key_alias"] = change.name
    if change.budgets is not KEEP:
        body |= key_budgets_body(change.budgets, row)
    if change.models is not KEEP:
        body["models"] = models_body(change.models)
    if change.group is not KEEP:
        body["team_id"] = change.group or None
    if change.expires_at is not KEEP:
        body["duration"] = duration(change.expires_at, now) if change.expires_at else NEVER
    if change.metadata is not KEEP:
        body["metadata"] = {**settings(inner(row, "metadata")), **change.metadata}
    return body


def settings(metadata: Object) -> dict[str, object]:
    """What LiteLLM itself keeps in a key's metadata (tags, limits by model): everything that is no text."""
    return {name: plain(value) for name, value in metadata.items() if not isinstance(value, str)}


def plain(value: object) -> object:
    """JSON data with its exact numbers as the doubles that they were."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    return list(map(plain, value)) if isinstance(value, list) else value


def duration(end: datetime, now: datetime) -> str:
    """How long a key still lives: the proxy adds it to its own clock. Errors: `usage` for an end in the past."""
    seconds = round((end - now).total_seconds())
    if seconds <= 0:
        raise UserError(
            "usage", "the key would be expired already", reason=f"it is to end at {end.isoformat()}"
        )
    return f"{seconds}s"
