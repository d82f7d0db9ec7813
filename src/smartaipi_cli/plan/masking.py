"""Covering secrets in text that is shown: what is being written, and whatever looks like a key of the user's.

Every character of a secret is replaced by one fixed mask with its length, line by line, so that line numbers
stay. Masking too much is harmless, too little is not: names are matched by parts of words, values by the
forms of known keys, and surrounding lines are treated like changed ones.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from smartaipi_cli.domain.secret import MASK, Secret
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.secret_names import (
    find_in_json,
    find_in_toml,
    find_json_comments,
    find_toml_comments,
    is_secret_name,
)
from smartaipi_cli.plan.yaml_secrets import find_in_yaml

# One expression for each beginning: a plain beginning is searched for many times faster than a choice.
_SECRET_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        *(
            rf"{start}[-_][A-Za-z0-9_\-]{{12,}}"
            for start in ["sk", "pk", "rk", "ghp", "gho", "ghs", "xoxb", "xoxp", "key", "tok"]
        ),
        r"AIza[A-Za-z0-9_\-]{20,}",
        r"AKIA[A-Z0-9]{12,}",
        r"eyJ[A-Za-z0-9_\-.]{20,}",
    )
)
_ADDRESS: Final = re.compile(r"://([^/\s:@\"']+:[^/\s@\"']+)@")
_BEARER: Final = re.compile(r"(?i)\b(?:bearer|basic)\s+([A-Za-z0-9._~+/=\-]{4,})")

_ASSIGNMENT: Final = re.compile(
    r"(?P<name>[\w$:.\-]+)(?:[\"']?[ \t]*[=:][ \t]*|[ \t]+)"
    r"(?P<value>(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|`[^`]*`|\\.|[^\s;&|\"'])+)"
)


def mask_secrets(text: str, secrets: Iterable[Secret], format_: Format) -> str:
    """The text with every secret covered, in as many lines as before.

    Strings in JSON and TOML, and all values in YAML, are covered by the names that lead to them; any other text is
    read as a row of assignments.
    """
    spans = [*_find_written(text, secrets), *_find_forms(text)]
    match format_:
        case Format.JSON:
            spans += find_in_json(text)
            spans += _find_in_comments(text, find_json_comments(text))
        case Format.TOML:
            spans += find_in_toml(text)
            spans += _find_in_comments(text, find_toml_comments(text))
        case Format.YAML:
            spans += find_in_yaml(text)
        case _:
            spans += _find_assigned(text, 0)
    return _cover(text, spans)


def _find_written(text: str, secrets: Iterable[Secret]) -> Iterator[tuple[int, int]]:
    """Where secrets stand, plain or with the escapes of JSON, TOML or a shell."""
    for secret in secrets:
        plain = secret.reveal()
        escaped = {json.dumps(plain, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
        for spelling in {plain, plain.replace("'", "'\\''"), plain.replace("'", "'\"'\"'"), *escaped} - {""}:
            for found in re.finditer(re.escape(spelling), text):
                yield found.span()


def _find_forms(text: str) -> Iterator[tuple[int, int]]:
    """What has the form of a known kind of key, of a token in a header, or of a password in an address."""
    for form in _SECRET_FORMS:
        for found in form.finditer(text):
            if not text[found.start() - 1 : found.start()].isalnum():
                yield found.span()
    for found in (*_BEARER.finditer(text), *_ADDRESS.finditer(text)):
        yield found.span(1)


def _find_in_comments(text: str, comments: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in comments:
        yield from _find_assigned(text[start:end], start)


def _find_assigned(text: str, offset: int) -> Iterator[tuple[int, int]]:
    """Values of `NAME=value`, `name: value` and `set NAME value` whose name tells of a secret."""
    position = 0
    while found := _ASSIGNMENT.search(text, position):
        if is_secret_name(found["name"]):
            end = text.find("\n", found.end())
            # The rest of the line too: what a shell joins to the value, or a header after its scheme.
            yield offset + found.start("value"), offset + (len(text) if end < 0 else end)
        position = found.start("value")


def _cover(text: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in _join(spans):
        pieces.append(text[position:start])
        pieces.append("\n".join(_mask(line) for line in text[start:end].split("\n")))
        position = end
    return "".join([*pieces, text[position:]])


def _join(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Overlapping spans as one, in order."""
    current: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if current is not None and start <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current is not None:
            yield current
        current = start, end
    if current is not None:
        yield current


def _mask(secret: str) -> str:
    return f"{MASK} ({len(secret)} characters)" if secret else ""
