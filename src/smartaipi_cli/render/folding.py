"""Text in as many columns as a terminal has: broken between words, never cut."""

import re
from collections.abc import Iterator
from itertools import groupby
from textwrap import TextWrapper
from typing import Final, NamedTuple

from smartaipi_cli.render.plain import printable
from smartaipi_cli.results import Style, Table

INDENT: Final = "  "
GAP: Final = "  "
NARROWEST: Final = 20
"""Where less is left for text, lines run over the edge rather than becoming a column of single words."""

LABEL: Final = re.compile(r" *(?:\w+: +)?")
"""The indent of a line with its label, such as `hint:`."""


class Piece(NamedTuple):
    """A part of a line, and how it is meant."""

    text: str
    style: Style = "plain"


def fold(text: str, width: int) -> list[str]:
    """The lines of a text; they begin below its first word behind the label."""
    label = LABEL.match(text)
    margin = label.end() if label else 0
    return wrap(text[margin:], width, first=text[:margin], rest=" " * margin)


def wrap(text: str, width: int, *, first: str, rest: str) -> list[str]:
    """The lines of a text with what they begin with. A word that is longer than a line, such as a path, stays whole."""
    wrapper = TextWrapper(
        width=max(width, len(rest) + NARROWEST),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.wrap(text) or [first.rstrip()]


def group_lines(table: Table, width: int) -> Iterator[tuple[Piece, ...]]:
    """The lines of a grouped table: subject, outcome and value in one, what is said about them folded below."""
    rows = [tuple(map(printable, row)) for row in table.rows]
    widths = [max((len(row[index]) for row in rows), default=0) for index in (0, 1)]
    margin = f"{INDENT}{' ' * widths[0]}{GAP}{' ' * widths[1]}{GAP}"
    for subject, members in groupby(rows, key=lambda row: row[0]):
        for number, (_, outcome, value, *remarks) in enumerate(members):
            name = subject if number == 0 else ""
            head = (
                Piece(f"{INDENT}{name.ljust(widths[0])}{GAP}", "strong"),
                Piece(f"{outcome.ljust(widths[1])}{GAP}"),
            )
            first, *others = wrap(value, width, first=margin, rest=margin)
            yield (*head, Piece(first.removeprefix(margin)))
            yield from ((Piece(line),) for line in others)
            remark = ": ".join(filter(None, remarks))
            yield from ((Piece(line, "faint"),) for line in wrap(remark, width, first=margin, rest=margin))
