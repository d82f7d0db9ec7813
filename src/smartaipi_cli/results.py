"""What an action returns and the renderer takes: data for scripts, blocks for people. Imports nothing of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from smartaipi_cli.exit_codes import ExitCode

Style: TypeAlias = Literal["plain", "good", "bad", "warn", "faint", "strong"]
"""How a text is meant; the renderer chooses colours. Never the only carrier of a meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table: its heading, and whether its cells are numbers (aligned right)."""

    heading: str
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings: boxed on a terminal, tab-separated and untruncated in a pipe.

    `empty` is the sentence for a person when there are no rows; a script gets no line at all.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = "nothing to show"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Names with values, one a line."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text. Goes to standard error when it is not the data that was asked for (`aside`)."""

    text: str
    style: Style = "plain"
    aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """The lines of a unified diff in which secrets are masked already."""

    lines: tuple[str, ...]
    aside: bool = False


Block: TypeAlias = Table | Fields | Line | Diff


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """Something the user should know although the command succeeded; `code` is stable."""

    code: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A failure inside a result that has data all the same (a set-up that stands but did not verify)."""

    code: str
    message: str
    reason: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The outcome of an action.

    `data` becomes the envelope's `data` (JSON types alone, never a secret unless the command's purpose is
    to hand it out); `blocks` are what a person sees.
    """

    data: Mapping[str, object] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    warnings: tuple[Warn, ...] = ()
    problem: Problem | None = None
    exit_code: ExitCode = ExitCode.DONE
