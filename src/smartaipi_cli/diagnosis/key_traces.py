"""Finding known keys in bytes, whatever stands around them, by their beginnings and digests alone."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, NamedTuple

from smartaipi_cli.domain.key_text import FINGERPRINT_LENGTH, fingerprint, redact
from smartaipi_cli.domain.secret import Secret

BEGINNING: Final = 4
"""So many characters of a key are compared before anything is hashed: what all keys of a gateway have in common."""

WORD: Final = re.compile(rb"[A-Za-z0-9_][A-Za-z0-9_.\-]{14,254}")
PREFIXES: Final = re.compile(rb"sk-|cai-|gw-|rk-")
"""Where a key may begin in the middle of a word: behind the `n` of a `\\n` in JSON, for example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A key that is looked for; `length` is 0 where only the fingerprint of an older key is known."""

    label: str
    shown: str
    digest: str
    beginning: bytes = field(default=b"", repr=False)
    length: int = 0


class Trace(NamedTuple):
    """A key at a place of some bytes; `line` counts from 1."""

    wanted: Wanted
    line: int


def want_key(secret: Secret, label: str) -> Wanted:
    """What a stored key is recognised by."""
    value = secret.reveal().encode()
    return Wanted(
        label=label,
        shown=redact(secret),
        digest=sha256(value).hexdigest(),
        beginning=value[:BEGINNING],
        length=len(value),
    )


def want_fingerprint(mark: str, label: str) -> Wanted:
    """What a key is recognised by that is not stored any more."""
    return Wanted(label=label, shown=mark, digest=mark)


def find_traces(data: bytes, wanted: Iterable[Wanted]) -> Iterator[Trace]:
    """Where the keys stand, in the order of the list; each line once a key."""
    known = [one for one in wanted if one.length]
    older = {one.digest: one for one in wanted if not one.length}
    for one in known:
        for line in sorted({line_of(data, place) for place in places_of(data, one)}):
            yield Trace(one, line)
    if older:
        yield from find_older(data, older, {one.digest[:FINGERPRINT_LENGTH] for one in known})


def places_of(data: bytes, one: Wanted) -> Iterator[int]:
    """The offsets at which a key of known length stands."""
    place = data.find(one.beginning)
    while place >= 0:
        if sha256(data[place : place + one.length]).hexdigest() == one.digest:
            yield place
        place = data.find(one.beginning, place + 1)


def find_older(data: bytes, older: dict[str, Wanted], known: set[str]) -> Iterator[Trace]:
    """Keys of which only the fingerprint is left: every word that may be one is hashed."""
    seen: set[tuple[str, int]] = set()
    for match in WORD.finditer(data):
        for word in candidates(match[0]):
            mark = fingerprint(Secret(word.decode()))
            if mark in older and mark not in known:
                line = line_of(data, match.start())
                if (mark, line) not in seen:
                    seen.add((mark, line))
                    yield Trace(older[mark], line)


def candidates(word: bytes) -> Iterator[bytes]:
    """What a word may hold: itself, without the end of a sentence, and from each beginning of a key on."""
    bare = word.rstrip(b".")
    yield bare
    yield from (bare[match.start() :] for match in PREFIXES.finditer(bare) if match.start())


def line_of(data: bytes, place: int) -> int:
    """The line of an offset."""
    return data.count(b"\n", 0, place) + 1
