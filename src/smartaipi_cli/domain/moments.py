"""Moments as people read them."""

from datetime import UTC, datetime


def short(moment: str, now: datetime) -> str:
    """A moment in ISO form as briefly as it is still clear now, in UTC: `07:59Z`, `Nov 21`, `2025-11-21`."""
    if not moment:
        return ""
    told, today = datetime.fromisoformat(moment).astimezone(UTC), now.astimezone(UTC)
    if told.date() == today.date():
        return f"{told:%H:%MZ}"
    return f"{told:%b %d}" if told.year == today.year else f"{told:%Y-%m-%d}"
