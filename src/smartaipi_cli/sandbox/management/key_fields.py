"""The members of a key that a caller may set, checked and brought into the form in which they are kept."""

import ipaddress
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from smartaipi_cli.sandbox.budgets import Period
from smartaipi_cli.sandbox.keys import RATE_LIMITS
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request

MOST_METADATA: Final = 16
_LONGEST_NAME: Final = 100
_LARGEST_INTEGER: Final = 2**53 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLimit:
    """A budget as it is set, in micro-US-dollars."""

    period: Period
    limit_micros: int
    soft_limit_micros: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFields:
    """What was set: columns with their values, and the budgets; None: budgets were not mentioned."""

    columns: dict[str, str | int | None]
    budgets: tuple[BudgetLimit, ...] | None


def read_key_fields(body: Json) -> KeyFields:
    """The members that are present in a body. A null clears what may be absent.

    Errors: `ProblemError` 400 `invalid_parameter` for a member that is unknown or of the wrong form.
    """
    unknown = set(body) - {*_COLUMNS, "budgets"}
    if unknown:
        name = min(unknown)
        raise ProblemError(invalid_request(f"`{name}` cannot be set", param=name))
    columns = {column: read(body[name], name) for name, (column, read) in _COLUMNS.items() if name in body}
    budgets = tuple(map(_budget, _list(body["budgets"] or [], "budgets"))) if "budgets" in body else None
    return KeyFields(columns=columns, budgets=budgets)


def read_limit(body: Json, period: Period) -> BudgetLimit:
    """A budget in the body of a request or in a key.

    Errors: `ProblemError` 400.
    """
    soft = body.get("soft_limit_micros")
    return BudgetLimit(
        period=period,
        limit_micros=_whole(body.get("limit_micros"), "limit_micros"),
        soft_limit_micros=None if soft is None else _whole(soft, "soft_limit_micros"),
    )


def read_period(value: object) -> Period:
    """The name of a period.

    Errors: `ProblemError` 400.
    """
    try:
        return Period(value)
    except ValueError as error:
        names = ", ".join(period.value for period in Period)
        raise ProblemError(invalid_request(f"`period` must be one of {names}", param="period")) from error


def _budget(value: object) -> BudgetLimit:
    if not isinstance(value, dict):
        raise ProblemError(invalid_request("A budget must be an object", param="budgets"))
    return read_limit(value, read_period(value.get("period")))


def _name(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_NAME:
        message = f"`{name}` must be a text of 1 to {_LONGEST_NAME} characters"
        raise ProblemError(invalid_request(message, param=name))
    return value


def _optional_name(value: object, name: str) -> str | None:
    return None if value is None else _name(value, name)


def _optional_time(value: object, name: str) -> int | None:
    return None if value is None else _whole(value, name)


def _models(value: object, name: str) -> str | None:
    if value is None:
        return None
    patterns = _texts(value, name)
    if any("*" in pattern[:-1] for pattern in patterns):
        raise ProblemError(invalid_request("`*` may stand only at the end of a pattern", param=name))
    return json.dumps(patterns)


def _addresses(value: object, name: str) -> str:
    networks = _texts(value or [], name)
    try:
        return json.dumps([str(ipaddress.ip_network(network)) for network in networks])
    except ValueError as error:
        message = f"`{name}` must list addresses or networks such as 10.0.0.0/8"
        raise ProblemError(invalid_request(message, param=name)) from error


def _rate_limits(value: object, name: str) -> str:
    limits = value or {}
    if not isinstance(limits, dict) or set(limits) - set(RATE_LIMITS):
        message = f"`{name}` may hold {', '.join(RATE_LIMITS)}"
        raise ProblemError(invalid_request(message, param=name))
    return json.dumps({limit: _optional_time(limits.get(limit), limit) for limit in RATE_LIMITS})


def _metadata(value: object, name: str) -> str:
    pairs = value or {}
    is_valid = isinstance(pairs, dict) and all(isinstance(text, str) for text in pairs.values())
    if not isinstance(pairs, dict) or not is_valid or len(pairs) > MOST_METADATA:
        message = f"`{name}` must hold at most {MOST_METADATA} pairs of texts"
        raise ProblemError(invalid_request(message, param=name))
    return json.dumps(pairs)


def _whole(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST_INTEGER:
        raise ProblemError(invalid_request(f"`{name}` must be a whole number from 0", param=name))
    return value


def _list(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise ProblemError(invalid_request(f"`{name}` must be a list", param=name))
    return value


def _texts(value: object, name: str) -> list[str]:
    texts = _list(value, name)
    if not all(isinstance(text, str) and text for text in texts):
        raise ProblemError(invalid_request(f"`{name}` must be a list of texts", param=name))
    return texts


_COLUMNS: Final[dict[str, tuple[str, Callable[[object, str], str | int | None]]]] = {
    "name": ("name", _name),
    "expires_at": ("expires_at", _optional_time),
    "models": ("models", _models),
    "group": ("key_group", _optional_name),
    "ip_allowlist": ("ip_allowlist", _addresses),
    "rate_limits": ("rate_limits", _rate_limits),
    "metadata": ("metadata", _metadata),
}
"""The member of a body, the column that keeps it, and how it is read."""
