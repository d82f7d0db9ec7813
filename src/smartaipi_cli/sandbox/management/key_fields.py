"""The members of a key that a caller may set, checked and brought into the form in which they are kept."""

import ipaddress
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from smartaipi_cli.sandbox.budgets import Period
from smartaipi_cli.sandbox.keys import RATE_LIMITS
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request

MOST_METADATA: Final = 16
LONGEST_NAME: Final = 100
VISIBLE: Final = r"[^\x00-\x20\x7f]"
"""A name has at least one character that can be seen."""

MODEL_PATTERN: Final = r"^[^*]*\*?$"
"""A model, or the beginning of several with a `*` at its end."""

_LARGEST_INTEGER: Final = 2**53 - 1
_LATEST_SECOND: Final = 10**11


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
    refuse_unknown(body, {*_COLUMNS, "budgets"})
    columns = {column: read(body[name], name) for name, (column, read) in _COLUMNS.items() if name in body}
    budgets = _budgets(body["budgets"]) if "budgets" in body else None
    return KeyFields(columns=columns, budgets=budgets)


def patch_of(key: Json, patch: Json) -> Json:
    """A patch whose inner objects are completed from the key as it is, as RFC 7396 asks; null takes a member out."""
    merged = dict(patch)
    for name in ("metadata", "rate_limits"):
        if isinstance(inner := patch.get(name), dict):
            whole = {**key.get(name, {}), **inner}
            merged[name] = {member: value for member, value in whole.items() if value is not None}
    return merged


def refuse_unknown(body: Json, known: set[str]) -> None:
    """Errors: `ProblemError` 400 for a member that is not among those known: it may be a misspelt one."""
    if unknown := set(body) - known:
        name = min(unknown)
        raise ProblemError(invalid_request(f"`{name}` cannot be set", param=name))


def read_limit(body: Json, period: Period) -> BudgetLimit:
    """A budget in the body of a request or in a key.

    Errors: `ProblemError` 400.
    """
    refuse_unknown(body, {"period", "limit_micros", "soft_limit_micros"})
    soft = body.get("soft_limit_micros")
    return BudgetLimit(
        period=period,
        limit_micros=read_whole(body.get("limit_micros"), "limit_micros"),
        soft_limit_micros=None if soft is None else read_whole(soft, "soft_limit_micros"),
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


def read_whole(value: object, name: str, *, most: int = _LARGEST_INTEGER) -> int:
    """A whole number from 0; `5.0` is one in JSON.

    Errors: `ProblemError` 400.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ProblemError(invalid_request(f"`{name}` must be a whole number from 0 to {most}", param=name))
    return value


def _budgets(value: object) -> tuple[BudgetLimit, ...]:
    budgets = tuple(map(_budget, _list([] if value is None else value, "budgets")))
    if len({budget.period for budget in budgets}) < len(budgets):
        raise ProblemError(invalid_request("A period may have one budget", param="budgets"))
    return budgets


def _budget(value: object) -> BudgetLimit:
    if not isinstance(value, dict):
        raise ProblemError(invalid_request("A budget must be an object", param="budgets"))
    return read_limit(value, read_period(value.get("period")))


def _name(value: object, name: str) -> str:
    if not isinstance(value, str) or not re.search(VISIBLE, value) or len(value) > LONGEST_NAME:
        message = f"`{name}` must be a text of 1 to {LONGEST_NAME} characters"
        raise ProblemError(invalid_request(message, param=name))
    return value


def _optional_name(value: object, name: str) -> str | None:
    return None if value is None else _name(value, name)


def _optional_whole(value: object, name: str) -> int | None:
    return None if value is None else read_whole(value, name)


def _optional_moment(value: object, name: str) -> int | None:
    moment = _optional_whole(value, name)
    if moment is not None and moment > _LATEST_SECOND:
        message = f"`{name}` must be in Unix seconds, not milliseconds"
        raise ProblemError(invalid_request(message, param=name))
    return moment


def _models(value: object, name: str) -> str | None:
    if value is None:
        return None
    patterns = _texts(value, name)
    if not all(re.fullmatch(MODEL_PATTERN, pattern) for pattern in patterns):
        raise ProblemError(invalid_request("`*` may stand only at the end of a pattern", param=name))
    return json.dumps(patterns)


def _addresses(value: object, name: str) -> str:
    networks = _texts([] if value is None else value, name)
    try:
        return json.dumps([str(ipaddress.ip_network(network, strict=False)) for network in networks])
    except ValueError as error:
        message = f"`{name}` must list addresses or networks such as 10.0.0.0/8"
        raise ProblemError(invalid_request(message, param=name)) from error


def _rate_limits(value: object, name: str) -> str:
    limits = {} if value is None else value
    if not isinstance(limits, dict) or set(limits) - set(RATE_LIMITS):
        message = f"`{name}` may hold {', '.join(RATE_LIMITS)}"
        raise ProblemError(invalid_request(message, param=name))
    return json.dumps({limit: _optional_whole(limits.get(limit), limit) for limit in RATE_LIMITS})


def _metadata(value: object, name: str) -> str:
    pairs = {} if value is None else value
    is_valid = isinstance(pairs, dict) and all(isinstance(text, str) for text in pairs.values())
    if not isinstance(pairs, dict) or not is_valid or len(pairs) > MOST_METADATA:
        message = f"`{name}` must hold at most {MOST_METADATA} pairs of texts"
        raise ProblemError(invalid_request(message, param=name))
    return json.dumps(pairs)


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
    "expires_at": ("expires_at", _optional_moment),
    "models": ("models", _models),
    "group": ("key_group", _optional_name),
    "ip_allowlist": ("ip_allowlist", _addresses),
    "rate_limits": ("rate_limits", _rate_limits),
    "metadata": ("metadata", _metadata),
}
"""The member of a body, the column that keeps it, and how it is read."""
