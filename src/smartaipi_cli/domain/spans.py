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

LONGEST = timedelta(days=36_500)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""Gateways count from here."""

LATEST = datetime(3000, 1, 1, tzinfo=UTC)
"""Far enough for everybody, and far enough from the end of what a calendar can reckon with."""


def parse_lifetime(text: str) -> timedelta:
    """`30m`, `12h`, `30d`, `4w`, up to a hundred years. Errors: `usage`."""
    match = re.fullmatch(r"(\d{1,6})([mhdw])", text.strip())
    if not match or int(match[1]) == 0:
        raise UserError(
            "usage", f"`{text}` is no span of time", reason="it is a number with m, h, d or w: `30d`"
        )
    span = timedelta(**{UNITS[match[2]]: int(match[1])})
    if span > LONGEST:
        raise UserError(
            "usage", f"`{text}` is too long", reason="a span has at most a hundred years: `36500d`"
        )
    return span


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
        return within_reckoning(now - parse_lifetime(text), text)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as problem:
        raise UserError(
            "usage", f"`{text}` is no time", reason="it is a span such as `7d` or a date such as `2026-11-01`"
        ) from problem
    return within_reckoning(moment if moment.tzinfo else moment.replace(tzinfo=zone), text)


def within_reckoning(moment: datetime, text: str) -> datetime:
    """The moment, when a gateway can have something of it. Errors: `usage`."""
    if EARLIEST <= moment < LATEST:
        return moment
    side = f"before {EARLIEST:%Y}" if moment < EARLIEST else f"after {LATEST:%Y}"
    raise UserError("usage", f"`{text}` lies {side}", reason="no gateway has anything from there")


def in_words(period: str) -> str:
    """A window for people."""
    return {"total": "lifetime"}.get(period, period)


def iso(moment: datetime) -> str:
    """`2026-01-02T03:04:05Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
