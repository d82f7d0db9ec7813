"""A key of the new-api family, from its row to ours and back. Pure."""

from dataclasses import dataclass
from datetime import datetime

from smartaipi_cli.domain.key import Budget, Key, KeyStatus
from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.key_wish import KEEP, KeyChange, KeyWish
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.gateways.dialects.fields import Object, integer, optional_text, second
from smartaipi_cli.gateways.dialects.newapi.key_shape import KeyShape
from smartaipi_cli.gateways.dialects.newapi.units import QuotaUnit

ENABLED, DISABLED, EXPIRED, EXHAUSTED = 1, 2, 3, 4
NEVER = -1
MASK = "*"

READ_ONLY = frozenset({"key", "user_id", "created_time", "accessed_time", "used_quota", "DeletedAt"})
"""Members that an edit does not send back; above all no masked key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFields:
    """Reads and writes keys of one gateway: its unit of money, and the names of its members."""

    unit: QuotaUnit
    shape: KeyShape

    def parse(self, row: Object, now: datetime) -> Key:
        """The key of a row; `now` is by the gateway's clock."""
        identifier = str(integer(row, "id"))
        spent = self.unit.money(integer(row, "used_quota", 0))
        limit = limit_of(row)
        budget = Budget(period="total", limit=self.unit.money(limit or 0), spent=spent, scope=identifier)
        return Key(
            id=identifier,
            name=optional_text(row, "name"),
            redacted_value=redacted(optional_text(row, "key")),
            status=status_of(row, now),
            created_at=second(row.get("created_time")),
            expires_at=second(row.get("expired_time")),
            last_used_at=second(row.get("accessed_time")),
            models=self.shape.models(row),
            group=optional_text(row, "group"),
            budgets=() if limit is None else (budget,),
            spent=spent,
            ip_allowlist=self.shape.addresses(row),
        )

    def created(self, wish: KeyWish, name: str) -> dict[str, object]:
        """The body that creates a key. Without a limit it must say so: else it could spend nothing."""
        return {
            "name": name,
            "expired_time": expiry(wish.expires_at),
            **self.limited(self.limit(wish.budgets), used=0),
            **self.shape.with_models(wish.models, {}),
            **self.shape.with_addresses(wish.ip_allowlist),
            **({"group": wish.group} if wish.group else {}),
        }

    def edited(self, row: Object, change: KeyChange, limit: int | None) -> dict[str, object]:
        """The body that changes a key: all that can be edited, because what is left out would be cleared.

        `limit` is the whole limit in quota, None for none: what remains is computed from what is used by now.
        """
        return {
            **{member: value for member, value in row.items() if member not in READ_ONLY},
            **self.limited(limit, used=integer(row, "used_quota", 0)),
            **({"name": change.name} if change.name is not KEEP else {}),
            **({"group": change.group} if change.group is not KEEP else {}),
            **({"expired_time": expiry(change.expires_at)} if change.expires_at is not KEEP else {}),
            **(self.shape.with_models(change.models, row) if change.models is not KEEP else {}),
            **(self.shape.with_addresses(change.ip_allowlist) if change.ip_allowlist is not KEEP else {}),
        }

    def limit(self, budgets: tuple[Budget, ...]) -> int | None:
        """The limit in quota, rounded down; None for none."""
        return self.unit.quota(budgets[0].limit) if budgets else None

    def limited(self, limit: int | None, *, used: int) -> dict[str, object]:
        """The members of a limit. The wire has what remains, and nothing below zero."""
        return {
            "unlimited_quota": limit is None,
            "remain_quota": max(0, limit - used) if limit is not None else 0,
        }


def limit_of(row: Object) -> int | None:
    """The whole limit in quota; None for none. Keys without one count down all the same, far below zero."""
    if row.get("unlimited_quota") is True:
        return None
    return integer(row, "remain_quota", 0) + integer(row, "used_quota", 0)


def status_of(row: Object, now: datetime) -> KeyStatus:
    """What the gateway would make of the key now: its own status follows only at the next use, if ever."""
    status = integer(row, "status", ENABLED)
    expires_at = second(row.get("expired_time"))
    if status == DISABLED:
        return "disabled"
    if status == EXPIRED or (expires_at is not None and expires_at < now):
        return "expired"
    if status == EXHAUSTED or (
        row.get("unlimited_quota") is not True and integer(row, "remain_quota", 0) <= 0
    ):
        return "exhausted"
    return "active" if status == ENABLED else "unknown"


def is_stale(row: Object, now: datetime) -> bool:
    """Whether the gateway still has a key as expired or exhausted that is neither any more."""
    return (
        integer(row, "status", ENABLED) in {EXPIRED, EXHAUSTED}
        and status_of({**row, "status": ENABLED}, now) == "active"
    )


def expiry(moment: datetime | None) -> int:
    """A moment in Unix seconds; `NEVER` for none."""
    return int(moment.timestamp()) if moment else NEVER


def plain_key(value: str) -> Secret | None:
    """The API key of a `key` member; None for a masked one, which must never be given out.

    The family stores keys without the `sk-` that they are used with.
    """
    if not value or MASK in value:
        return None
    return Secret(f"sk-{value}" if value.isalnum() else value)


def redacted(value: str) -> str:
    """How the `key` member of a row is shown: old builds list keys in full."""
    secret = plain_key(value)
    if secret is not None:
        return redact(secret)
    return f"sk-{value.removeprefix('sk-')}" if value else ""
