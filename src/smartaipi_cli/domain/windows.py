"""Hours, days, weeks and months of a calendar, in any time zone of whole hours."""

from datetime import datetime, timedelta, tzinfo
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smartaipi_cli.errors import UserError

WindowName = Literal["hour", "day", "week", "month"]
WINDOWS: Final = get_args(WindowName)


def find_zone(name: str) -> tzinfo:
    """The time zone of this name (`Europe/Berlin`, `UTC`). Errors: `usage`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise UserError(
            "usage",
            f"there is no time zone `{name}`",
            reason="zones have names such as `Europe/Berlin`, `America/New_York` or `UTC`",
        ) from problem


def start_of(moment: datetime, window: WindowName, zone: tzinfo) -> datetime:
    """The beginning of the window that holds a moment, in `zone`. Weeks begin on Monday.

    On days on which the clocks change this is still local midnight; the day then has 23 or 25 hours.
    """
    local = moment.astimezone(zone)
    if window == "hour":
        # Over UTC, because one local hour comes twice when summer time ends.
        past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return (moment - past).astimezone(zone)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if window == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if window == "month" else day


def has_whole_hours(start: datetime, end: datetime, zone: tzinfo) -> bool:
    """Whether the zone differs from UTC by whole hours all through the range, at each of its days."""
    moment = start
    while moment <= end + timedelta(days=1):
        offset = moment.astimezone(zone).utcoffset() or timedelta()
        if offset % timedelta(hours=1):
            return False
        moment += timedelta(days=1)
    return True


def is_utc(start: datetime, end: datetime, zone: tzinfo) -> bool:
    """Whether the zone is the same as UTC all through the range."""
    moment = start
    while moment <= end + timedelta(days=1):
        if moment.astimezone(zone).utcoffset():
            return False
        moment += timedelta(days=1)
    return True


def label_of(start: datetime, window: WindowName) -> str:
    """A window by its beginning: `2026-11-01`, `2026-W45`, `2026-11`, `2026-11-01T09:00+01:00`."""
    if window == "hour":
        return start.isoformat(timespec="minutes").replace("+00:00", "Z")
    if window == "week":
        return f"{start:%G-W%V}"
    return f"{start:%Y-%m}" if window == "month" else f"{start:%Y-%m-%d}"
