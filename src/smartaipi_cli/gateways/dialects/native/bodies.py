"""What is sent in the native contract: bodies of writes, parameters of reads. Money is in micro-US-dollars."""

from datetime import datetime
from urllib.parse import quote

from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KEEP, KeyChange, KeyWish
from smartaipi_cli.domain.usage import UsageQuery


def wish_body(wish: KeyWish) -> dict[str, object]:
    """A key to be created; what is not wished is not sent. `models: []` is a wish: none at all."""
    body: dict[str, object] = {"name": wish.name}
    if wish.models is not None:
        body["models"] = list(wish.models)
    if wish.expires_at is not None:
        body["expires_at"] = int(wish.expires_at.timestamp())
    if wish.budgets:
        body["budgets"] = list(map(budget_body, wish.budgets))
    wanted = {"group": wish.group, "ip_allowlist": list(wish.ip_allowlist), "metadata": dict(wish.metadata)}
    return body | {name: value for name, value in wanted.items() if value}


def change_body(key: Key, change: KeyChange) -> dict[str, object]:
    """A merge patch (RFC 7396): inner objects are merged too, so metadata that is to go is sent as null."""
    body: dict[str, object] = {}
    for name in ("name", "models", "ip_allowlist"):
        value = getattr(change, name)
        if value is not KEEP:
            body[name] = list(value) if isinstance(value, tuple) else value
    if change.metadata is not KEEP:
        body["metadata"] = dict.fromkeys(key.metadata) | dict(change.metadata)
    if change.group is not KEEP:
        body["group"] = change.group or None
    if change.budgets is not KEEP:
        body["budgets"] = list(map(budget_body, change.budgets))
    if change.expires_at is not KEEP:
        body["expires_at"] = int(change.expires_at.timestamp()) if change.expires_at else None
    return body


def budget_body(budget: Budget) -> dict[str, object]:
    """A budget of a key."""
    return {"period": budget.period, **limit_body(budget)}


def limit_body(budget: Budget) -> dict[str, object]:
    """A budget whose period stands in the path."""
    soft = {"soft_limit_micros": budget.soft_limit.micros} if budget.soft_limit else {}
    return {"limit_micros": budget.limit.micros, **soft}


def filters(query: UsageQuery) -> dict[str, str | int | list[str]]:
    """The range and the filters of a usage call."""
    return {
        **span(query.start, query.end),
        **({"models[]": list(query.models)} if query.models else {}),
        **({"key_ids[]": [query.key.id]} if query.key else {}),
    }


def span(start: datetime, end: datetime) -> dict[str, int]:
    """A time range: start inclusive, end exclusive."""
    return {"start_time": int(start.timestamp()), "end_time": int(end.timestamp())}


def part(identifier: str) -> str:
    """An id as one part of a path."""
    return quote(identifier, safe="")
