"""For which fault, and where, Cline would take `providers.json` for empty; it soon writes it anew then.

All other providers and their keys are lost with it, so nothing is merged into a file that this module objects to.
The loss was observed with 3.0.65 for a time with an offset, another version, a byte order mark and broken JSON,
November 2026.
"""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from smartaipi_cli.documents.missing import KeyPath
from smartaipi_cli.tools.cline_schema import DOCUMENT, ENTRY, Rule, Shape


class Fault(NamedTuple):
    """What is wrong, and where: a value by its path, or a place in the text, from 1."""

    reason: str
    path: KeyPath = ()
    line: int = 0
    column: int = 0


def find_fault(source: bytes) -> Fault | None:
    """The first thing for which the client would drop the file; None for a file with nothing to lose."""
    if not source.strip():
        return None
    try:
        data = json.loads(source.decode("utf-8"), parse_constant=_refuse_constant)
    except json.JSONDecodeError as problem:
        return Fault(f"it is no strict JSON: {problem.msg}", line=problem.lineno, column=problem.colno)
    except (ValueError, RecursionError) as problem:
        return Fault(f"it is no strict JSON: {problem}", line=1, column=1)
    if data == {}:
        return None
    return next(_find_faults(data), None)


def _find_faults(data: object) -> Iterator[Fault]:
    if not isinstance(data, dict):
        yield Fault("it is no object", line=1, column=1)
        return
    yield from _compare(data, DOCUMENT, ())
    providers = data.get("providers")
    for name, entry in providers.items() if isinstance(providers, dict) else ():
        if not isinstance(entry, dict):
            yield Fault(f"`providers.{name}` is not an object", ("providers", name))
        elif "settings" not in entry:
            yield Fault(f"`providers.{name}.settings` is missing", ("providers", name))
        else:
            yield from _compare(entry, ENTRY, ("providers", name))


def _compare(data: Mapping[str, object], shape: Shape, path: KeyPath) -> Iterator[Fault]:
    """Faults of one object. A value that is null is there; a member that the shape does not name is ignored."""
    for name, rule in shape.items():
        here = (*path, name)
        if name not in data:
            if isinstance(rule, Rule) and rule.is_needed:
                yield Fault(f"`{'.'.join(map(str, here))}` is missing", path)
            continue
        value = data[name]
        if isinstance(rule, Rule):
            if not rule.admits(value):
                yield Fault(f"`{'.'.join(map(str, here))}` is not {rule.words}", here)
        elif isinstance(value, dict):
            yield from _compare(value, rule, here)
        else:
            yield Fault(f"`{'.'.join(map(str, here))}` is not an object", here)


def _refuse_constant(name: str) -> None:
    """`NaN` and `Infinity` are no JSON. Errors: `ValueError`."""
    raise ValueError(f"`{name}` is no JSON value")
