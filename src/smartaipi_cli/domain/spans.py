"""Times and budgets as people type them: `30d`, `5/day`, `2026-11-01`."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.money import parse_money
from smartaipi_cli.errors import UserError

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
PERIODS = {
    "day": "day",
    "week": "week",
    "month": "month",
    "total": "total",
    "d": "day",
    "w": "week",
    "mo": "month",
}


def parse_lifetime(text: str) -> timedelta:
    """`30m`, `12h`, `30d`, `4w`. Errors: `usage`."""
    match = re.fullmatch(r"(\d{1,6})([mhdw])", text.strip())
    if not match or int(match[1]) == 0:
        raise UserError(
            "usage", f"`{text}` is no span of time", reason="it is a number with m, h, d or w: `30d`"
        )
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def parse_budget(text: str) -> Budget:
    """`5/day`, `0.50/week`, `100` (in total). Errors: `usage`."""
    amount, _, period = text.partition("/")
    money = parse_money(amount)
    if money is None or (period and period not in PERIODS) or money.micros == 0:
        raise UserError(
            "usage",
            f"`{text}` is no budget",
            reason="it is an amount in US dollars and a window: `5/day`, `20/week`, `50/month`, `100/total`",
        )
    return Budget(period=PERIODS[period] if period else "total", limit=money)


def parse_moment(text: str, now: datetime, zone: tzinfo = UTC) -> datetime:
    """`7d` before now, or a date or time in ISO form (in `zone` unless it says otherwise). Errors: `usage`."""
    if re.fullmatch(r"\d{1,6}[mhdw]", text.strip()):
        return now - parse_lifetime(text)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as problem:
        raise UserError(
            "usage", f"`{text}` is no time", reason="it is a span such as `7d` or a date such as `2026-11-01`"
        ) from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def in_words(period: str) -> str:
    """A window for people."""
    return {"total": "lifetime"}.get(period, period)


def iso(moment: datetime) -> str:
    """`2026-01-02T03:04:05Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
