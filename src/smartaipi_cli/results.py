"""What an action returns and the renderer takes: data for scripts, blocks for people. Imports nothing of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from smartaipi_cli.exit_codes import ExitCode

Style: TypeAlias = Literal["plain", "good", "bad", "warn", "faint", "strong"]
"""How a text is meant; the renderer chooses colours. Never the only carrier of a meaning."""


class Column(NamedTuple):
    """One column of a table: its heading, and whether its cells are numbers (aligned right).

    `usual`: a terminal, which is narrow, is spared the column when all its cells are this.
    """

    heading: str
    numeric: bool = False
    usual: str = ""


class Brief(NamedTuple):
    """What a narrow terminal shows in place of a table's rows, and the lines below that say what it was spared.

    `columns` stand in place of the table's own when there are any.
    """

    rows: tuple[tuple[str, ...], ...]
    notes: tuple["Line", ...] = ()
    columns: tuple["Column", ...] = ()


class Table(NamedTuple):
    """Rows under headings: boxed on a terminal, tab-separated and untruncated in a pipe.

    `empty` is the sentence for a person when there are no rows; a script gets no line at all. `grouped`: a terminal
    shows what is alike in the first column once and without headings, and from the fourth column on in a line below.
    `brief` is the table as a terminal shows it, where that differs.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = "nothing to show"
    grouped: bool = False
    brief: "Brief | None" = None


class Fields(NamedTuple):
    """Names with values, one a line."""

    pairs: tuple[tuple[str, str], ...]


class Line(NamedTuple):
    """One line of text. Goes to standard error when it is not the data that was asked for (`aside`).

    `folds`: a terminal breaks it between words and indents what follows; for sentences, not for what is pasted.
    """

    text: str
    style: Style = "plain"
    aside: bool = False
    folds: bool = False


class Diff(NamedTuple):
    """The lines of a unified diff in which secrets are masked already."""

    lines: tuple[str, ...]
    aside: bool = False


class Chart(NamedTuple):
    """Amounts over their labels, drawn on a terminal beside the table that has the numbers; nothing in a pipe."""

    bars: tuple[tuple[str, float], ...]


class Item(NamedTuple):
    """One line of a stream: its cells for people, its members for programs."""

    cells: tuple[str, ...]
    data: Mapping[str, object]


class Stream(NamedTuple):
    """Items that are shown as they arrive; reading on may raise `UserError`. Memory must not grow with them.

    `name` is the member of the envelope's data that they become. `widths` are those of the columns on a
    terminal, where no item can wait for the longest one.
    """

    name: str
    columns: tuple[Column, ...]
    widths: tuple[int, ...]
    items: Iterator[Item]
    csv: bool = False
    empty: str = "nothing to show"


class Picture(NamedTuple):
    """A PNG picture, drawn by terminals that can; nothing anywhere else, its file is told beside it."""

    data: bytes


Block: TypeAlias = Table | Fields | Line | Diff | Chart | Picture


class Warn(NamedTuple):
    """Something the user should know although the command succeeded; `code` is stable."""

    code: str
    message: str
    hint: str = ""


class Problem(NamedTuple):
    """A failure inside a result that has data all the same (a set-up that stands but did not verify)."""

    code: str
    message: str
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The outcome of an action.

    `data` becomes the envelope's `data` (JSON types alone, never a secret unless the command's purpose is
    to hand it out); `blocks` are what a person sees. A `stream` comes before the blocks, in pieces.
    """

    data: Mapping[str, object] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    warnings: tuple[Warn, ...] = ()
    problem: Problem | None = None
    exit_code: ExitCode = ExitCode.DONE
    stream: Stream | None = None
