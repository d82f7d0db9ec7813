"""The `sandbox/` families of models: names that say what is answered, or what goes wrong with the answer."""

import re
from collections.abc import Callable
from typing import Final

from smartaipi_cli.sandbox.behaviours import Behaviour, Echo, Lorem, Scripted, Think
from smartaipi_cli.sandbox.faults import LONGEST_WAIT_MS, NO_FAULT, Break, Fault
from smartaipi_cli.sandbox.scripts import SCRIPTS

_MAX_LOREM_TOKENS: Final = 100_000
_TOLD_TOKENS: Final = 100
"""The length of an answer whose model is about its delivery."""

_BUFFERED_GAP_MS: Final = 10


def find_family(name: str) -> tuple[Behaviour, Fault] | None:
    """What a model of that name says, and how badly it says it; None when it belongs to no family."""
    family = name.removeprefix("sandbox/")
    if family == name:
        return None
    script = family.removeprefix("script:")
    if script != family:
        return (Scripted(script), NO_FAULT) if script in SCRIPTS else None
    return _PLAIN_FAMILIES.get(family) or _numbered_family(family)


def _numbered_family(family: str) -> tuple[Behaviour, Fault] | None:
    for pattern, make in _FAMILIES:
        if found := re.fullmatch(pattern, family):
            return make(*map(int, found.groups()))
    return None


def _lorem(tokens: int) -> tuple[Behaviour, Fault] | None:
    return (Lorem(tokens), NO_FAULT) if 1 <= tokens <= _MAX_LOREM_TOKENS else None


def _slow(first_ms: int, gap_ms: int) -> tuple[Behaviour, Fault] | None:
    if max(first_ms, gap_ms) > LONGEST_WAIT_MS:
        return None
    return Lorem(_TOLD_TOKENS), Fault(first_ms=first_ms, gap_ms=gap_ms)


def _broken(tokens: int, fault: Fault) -> tuple[Behaviour, Fault] | None:
    # One token more than are told: an answer cannot break after its end.
    return (Lorem(max(_TOLD_TOKENS, tokens + 1)), fault) if tokens < _MAX_LOREM_TOKENS else None


_PLAIN_FAMILIES: Final[dict[str, tuple[Behaviour, Fault]]] = {
    "echo": (Echo(), NO_FAULT),
    "reason": (Think(), NO_FAULT),
    "malformed": (Lorem(_TOLD_TOKENS), Fault(is_malformed=True)),
    "buffered": (Lorem(_TOLD_TOKENS), Fault(is_buffered=True, gap_ms=_BUFFERED_GAP_MS)),
}
_FAMILIES: Final[tuple[tuple[str, Callable[..., tuple[Behaviour, Fault] | None]], ...]] = (
    (r"lorem-([0-9]{1,6})", _lorem),
    (r"slow-([0-9]{1,5})-([0-9]{1,5})", _slow),
    (r"slow-([0-9]{1,5})ms-([0-9]{1,5})ms", _slow),
    (r"error-([45][0-9]{2})", lambda status: (Echo(), Fault(status=status))),
    (
        r"error-([45][0-9]{2})-after-([0-9]{1,5})",
        lambda status, after: _broken(after, Fault(status=status, break_by=Break.ERROR, break_after=after)),
    ),
    (
        r"cut-after-([0-9]{1,5})",
        lambda after: _broken(after, Fault(break_by=Break.CUT, break_after=after)),
    ),
    (
        r"disconnect-after-([0-9]{1,5})",
        lambda after: _broken(after, Fault(break_by=Break.DISCONNECT, break_after=after)),
    ),
)
