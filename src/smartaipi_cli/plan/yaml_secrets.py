"""Where in YAML the values stand to which a secret name leads; the text need not be valid.

A line at a time: what follows the name, and the lines below it that are indented deeper. Brackets and comments
are covered from the name to the end of the line. A reference such as `${{ secrets.NAME }}` is no secret.
"""

import re
from collections.abc import Iterator
from typing import Final

from smartaipi_cli.plan.secret_names import is_secret_name

_LINE: Final = re.compile(
    r"(?P<lead>[ ]*(?:-[ ]+)*)(?P<name>[^\s#:{}\[\],][^:{}\[\],\n]*?)[ ]*:(?=\s|$)[ \t]*"
)
_NAME_WITHIN: Final = re.compile(r"[{,#\s](?P<name>[^\s{}\[\],:#]+)[ \t]*:[ \t]*")
_REFERENCE: Final = re.compile(r"""["']?\$\{\{[^{}\n]*\}\}["']?[ \t]*(?:#[^\n]*)?\r?""")


def find_in_yaml(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every value to cover; a block of lines is one of them."""
    offset = 0
    covered_below: int | None = None
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        head = _LINE.match(line)
        if covered_below is not None and (not line.strip() or indent > covered_below):
            yield offset + indent, offset + len(line)
        else:
            covered_below = None
            if head and is_secret_name(head["name"].strip("\"'")):
                covered_below = len(head["lead"])
                if not _REFERENCE.fullmatch(line, head.end()):
                    yield offset + head.end(), offset + len(line)
            else:
                yield from _find_within(line, offset)
        offset += len(line) + 1


def _find_within(line: str, offset: int) -> Iterator[tuple[int, int]]:
    """From the first secret name in brackets, or in a comment, to the end of the line."""
    for found in _NAME_WITHIN.finditer(line):
        if is_secret_name(found["name"].strip("\"'")):
            yield offset + found.end(), offset + len(line)
            return
