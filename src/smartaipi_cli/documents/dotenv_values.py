r"""The values of a dotenv file, as the `dotenv` library of JavaScript reads them; loads nothing that edits.

The clients that read such a file are Node programs. Of a name that stands twice the last value counts; a value
in single quotes, double quotes or backticks may run over lines, and begin on the line after its name; `\n` and
`\r` mean something in double quotes alone; without quotes a value ends at `#`. A colon with a blank behind it does
what `=` does. A line that is no assignment is skipped, so nothing is refused but what is no text.
Source: the library's description of its rules, and its answers (16 and 17) to the files of our fuzzer; Continue's
`cn` 1.5.47 has it built in. November 2026.
"""

import re
from typing import Any, Final

from smartaipi_cli.documents.missing import KeyPath, find
from smartaipi_cli.documents.utf8 import decode

# What JavaScript takes for blanks and for line ends; Python's `\s` and `$` are others.
_BLANKS: Final = (
    " \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_BREAKS: Final = "\n\u2028\u2029"
_ASSIGNMENT: Final = re.compile(
    rf"""
    (?: \A | (?<=[{_BREAKS}]) )
    [{_BLANKS}]* (?: export[{_BLANKS}]+ )? (?P<name> [A-Za-z0-9_.-]+ ) (?: [{_BLANKS}]*= | :[{_BLANKS}]+? )
    (?P<value>
        [{_BLANKS}]* (?P<quote> ['"`] ) (?: \\(?P=quote) | (?!(?P=quote))[\s\S] )* (?P=quote)
        | [^\#\n]+
    )?
    [{_BLANKS}]* (?: \#[^{_BREAKS}]* )? (?= [{_BREAKS}] | \Z )
    """,
    re.VERBOSE,
)
_QUOTED: Final = re.compile(
    rf"(?:\A|(?<=[{_BREAKS}]))(?P<quote>['\"`])(?P<inner>.*)(?P=quote)(?=[{_BREAKS}]|\Z)", re.DOTALL
)


def parse(source: bytes) -> dict[str, str]:
    """The names of a file in their order, with their values.

    Raises:
        DocumentRefused: a NUL character.
    """
    return dict(assignments(decode(source)[1]))


def assignments(text: str) -> list[tuple[str, str]]:
    """Every name with its value, also those that a later line sets again."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return [(found["name"], _read_value(found["value"] or "")) for found in _ASSIGNMENT.finditer(text)]


def get_value(source: bytes, path: KeyPath) -> Any:
    """The value at a path of one name, or `MISSING`.

    Raises:
        DocumentRefused: as `parse`.
    """
    return find(parse(source), path)


def _read_value(spelled: str) -> str:
    value = spelled.strip(_BLANKS)
    plain = _QUOTED.sub(r"\g<inner>", value)
    return plain.replace("\\n", "\n").replace("\\r", "\r") if value.startswith('"') else plain
