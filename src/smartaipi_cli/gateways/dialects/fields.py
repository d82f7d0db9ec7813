"""Members of gateways' answers, read with care: a wrong or missing one is an error that names it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError

LATEST_SECOND = 100_000_000_000
"""Beyond the year 5138: such a number is in milliseconds."""

MOST_DIGITS = 40
"""On either side of the point; no amount and no count is longer."""

Object = Mapping[str, Any]


def objects(data: Object, member: str) -> Iterator[Object]:
    """The JSON objects of a list; anything else in it is ignored, and so is a member that is no list."""
    items = data.get(member)
    return (item for item in items if isinstance(item, dict)) if isinstance(items, list) else iter(())


def inner(data: Object, member: str) -> Object:
    """The object of a member; an empty one when it is not there."""
    value = data.get(member)
    return value if isinstance(value, dict) else {}


def text(data: Object, member: str) -> str:
    """A needed text. Errors: `gateway-not-json`."""
    value = data.get(member)
    if not isinstance(value, str) or not value:
        raise missing(member)
    return value


def optional_text(data: Object, member: str) -> str:
    """A text; empty when it is not there. A number becomes its digits."""
    value = data.get(member)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def texts(data: Object, member: str) -> tuple[str, ...]:
    """The texts of a list; an empty one when it is not there."""
    value = data.get(member)
    return tuple(map(str, value)) if isinstance(value, list) else ()


def integer(data: Object, member: str, default: int | None = None) -> int:
    """A whole number, tolerating one that stands as text or with `.0`. Errors: `gateway-not-json`."""
    value = data.get(member)
    if value is None and default is not None:
        return default
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) <= MOST_DIGITS:
        return int(value)
    if isinstance(value, Decimal) and is_reasonable(value) and value == value.to_integral_value():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise missing(member)
    return value


def optional_integer(data: Object, member: str) -> int | None:
    """A whole number, None when it is not there."""
    return integer(data, member) if data.get(member) is not None else None


def decimal(data: Object, member: str) -> Decimal | None:
    """An exact number, from a JSON number or from its text; None when it is not there.

    Errors: `gateway-not-json`.
    """
    value = data.get(member)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise missing(member)
    try:
        found = Decimal(value)
    except ArithmeticError as problem:
        raise missing(member) from problem
    if not is_reasonable(found):
        raise missing(member)
    return found


def is_reasonable(number: Decimal) -> bool:
    """Whether a number can be written out: `1e999999999` is short in JSON and a gigabyte of digits."""
    return number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS


def micros(data: Object, member: str) -> Money:
    """A needed amount in integer micro-US-dollars."""
    return Money.from_micros(integer(data, member))


def optional_micros(data: Object, member: str) -> Money | None:
    """An amount in integer micro-US-dollars, None when it is not there."""
    return micros(data, member) if data.get(member) is not None else None


def dollars(data: Object, member: str) -> Money | None:
    """An amount in US dollars, as a number or as text; None when it is not there."""
    found = decimal(data, member)
    return Money(found) if found is not None else None


def second(value: object) -> datetime | None:
    """A time in Unix seconds; None for what is no such time (absent, negative, in milliseconds)."""
    if isinstance(value, Decimal):
        value = int(value) if is_reasonable(value) else None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < LATEST_SECOND:
        return None
    return datetime.fromtimestamp(value, UTC)


def iso_moment(value: object) -> datetime | None:
    """A time in ISO 8601, in UTC when it does not say; None for what is no such time."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the year 1 of a zone east of Greenwich is no year of UTC
        return None


def missing(member: str) -> UserError:
    """The error for an answer without a member that it must have."""
    return UserError(
        "gateway-not-json",
        f"the gateway's answer lacks a usable `{member}`",
        reason="it does not answer as its dialect is documented",
        hint="smartaipi gateways probe",
    )
