"""What `usage` is asked for, from the words of the command line to a query."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final, cast, get_args

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.spans import parse_moment
from smartaipi_cli.domain.usage import Dimension, UsageQuery, Width
from smartaipi_cli.domain.windows import (
    WINDOWS,
    WindowName,
    find_zone,
    has_whole_hours,
    is_utc,
    start_of,
)
from smartaipi_cli.errors import UserError

DIMENSIONS: Final = get_args(Dimension)
AHEAD = timedelta(minutes=5)
"""The end of an open range lies beyond now: a gateway whose clock is ahead shows its newest requests too."""

DEFAULT_SINCE = "7d"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageWish:
    """The options of `usage`: groups, range (`since`, or `start` and `end`), filters, form."""

    profile: str | None = None
    by: tuple[str, ...] = ()
    since: str = ""
    start: str = ""
    end: str = ""
    zone: str = "UTC"
    models: tuple[str, ...] = ()
    key: str = ""
    csv: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """`--by` taken apart: at most one window of the calendar, and dimensions."""

    window: WindowName | None
    dimensions: tuple[Dimension, ...]


def parse_grouping(by: tuple[str, ...]) -> Grouping:
    """Errors: `usage` for an unknown word, a word given twice, or two windows."""
    words = tuple(part.strip().replace("-", "_") for word in by for part in word.split(","))
    for word in words:
        if word not in (*WINDOWS, *DIMENSIONS):
            known = ", ".join((*WINDOWS, *DIMENSIONS)).replace("_", "-")
            raise UserError(
                "usage", f"usage cannot be shown by `{word.replace('_', '-')}`", reason=f"it goes by {known}"
            )
    windows = [word for word in words if word in WINDOWS]
    if len(set(words)) < len(words) or len(windows) > 1:
        raise UserError(
            "usage",
            f"usage cannot be shown by {' and '.join(words)} at once",
            reason="it goes by at most one of hour, day, week and month, and by each other group once",
        )
    return Grouping(
        window=cast("WindowName | None", windows[0] if windows else None),
        dimensions=tuple(cast("Dimension", word) for word in words if word not in WINDOWS),
    )


def read_range(
    wish: UsageWish, now: datetime, zone: tzinfo, window: WindowName | None
) -> tuple[datetime, datetime]:
    """[start, end), in `zone`. A span reaches back to the beginning of its first window. Errors: `usage`."""
    if wish.since and wish.start:
        raise UserError("usage", "--since and --from exclude each other")
    end = parse_moment(wish.end, now, zone) if wish.end else now + AHEAD
    if wish.start:
        start = parse_moment(wish.start, now, zone)
    else:
        start = parse_moment(wish.since or DEFAULT_SINCE, now, zone)
        start = start_of(start, window, zone) if window else start
    if end <= start:
        raise UserError(
            "usage",
            "the range ends before it begins",
            reason=f"from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}",
        )
    return start.astimezone(zone), end.astimezone(zone)


def make_query(
    wish: UsageWish, grouping: Grouping, span: tuple[datetime, datetime], key: Key | None
) -> UsageQuery:
    """The query for the gateway: days of UTC where they serve, else hours to be put together. Errors: `usage`."""
    start, end = span
    width: Width = "whole"
    if grouping.window:
        zone = find_zone(wish.zone)
        if not has_whole_hours(start, end, zone):
            raise UserError(
                "usage",
                f"usage cannot be cut in the time zone `{wish.zone}`",
                reason="gateways report by the hour of UTC, and this zone is off by half or quarter hours",
                hint="take UTC (--tz UTC) or a neighbouring zone of whole hours",
            )
        width = "day" if grouping.window != "hour" and is_utc(start, end, zone) else "hour"
    return UsageQuery(
        start=start, end=end, width=width, group_by=grouping.dimensions, models=wish.models, key=key
    )
