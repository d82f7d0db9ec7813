"""The versioned JSON envelope; fields are only ever added (docs/json.md)."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.spans import iso
from smartaipi_cli.errors import UserError
from smartaipi_cli.results import Problem, Result, Warn

SCHEMA = "smartaipi/1"


def envelope(command: str, result: Result) -> str:
    """The envelope of a result, one JSON document with a final line end."""
    return dump(command, result.data, warning_fields(result.warnings), problem_of(result, None))


def error_envelope(command: str, problem: UserError) -> str:
    """The envelope of a failure that left no data."""
    return dump(command, None, [], error_fields(problem))


def warning_fields(warnings: Iterable[Warn]) -> list[dict[str, str]]:
    """What a program gets of warnings."""
    return [{"code": warning.code, "message": warning.message, "hint": warning.hint} for warning in warnings]


def problem_of(result: Result, failure: UserError | None) -> dict[str, object] | None:
    """The `error` of a result: what went wrong while it was shown, else its own problem."""
    if failure is not None:
        return error_fields(failure)
    return problem_fields(result.problem) if result.problem else None


def error_fields(problem: UserError) -> dict[str, object]:
    """What a program gets of a failure."""
    shown = Problem(code=problem.code, message=problem.message, reason=problem.reason, hint=problem.hint)
    return {**problem_fields(shown), "details": problem.details}


def problem_fields(problem: Problem) -> dict[str, object]:
    """What a program gets of a problem."""
    return {
        "code": problem.code,
        "message": problem.message,
        "reason": problem.reason,
        "hint": problem.hint,
    }


def dump(
    command: str,
    data: Mapping[str, object] | None,
    warnings: list[dict[str, str]],
    error: Mapping[str, object] | None,
) -> str:
    """The text of the envelope."""
    document = {
        "schema": SCHEMA,
        "command": command,
        "data": data,
        "warnings": warnings,
        "error": error,
    }
    return json.dumps(document, default=plain_value, ensure_ascii=False, indent=2) + "\n"


def plain_value(value: object) -> object:
    """The JSON form of our own types: amounts as decimal text in dollars, times as ISO 8601 in UTC.

    A `Secret` has none, on purpose: the encoder then fails instead of leaking it.
    """
    if isinstance(value, Money):
        return value.decimal_text
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
