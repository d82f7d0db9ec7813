"""What the search for keys found, and how it is told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.actions.concealment import shorten
from smartaipi_cli.documents.quoting import quote_posix
from smartaipi_cli.results import Block, Column, Line, Table

OTHERS: Final = 0o077
EMPTY_LINE: Final = Line(text="")


class Copy(NamedTuple):
    """A key in a file. `place` is `copy`, or the name of a place where a key of ours is known to be."""

    path: Path
    line: int
    key: str
    shown: str
    mode: int
    place: str

    @property
    def is_known(self) -> bool:
        """Whether the key is there because of us, and open to nobody else."""
        return self.place != "copy" and not self.mode & OTHERS


class Searched(NamedTuple):
    """What was found, and how far the search came."""

    copies: tuple[Copy, ...]
    files: int
    skipped: int
    is_whole: bool

    @property
    def strays(self) -> tuple[Copy, ...]:
        """The copies that nothing needs, and those that others can read."""
        return tuple(copy for copy in self.copies if not copy.is_known)


def search_blocks(searched: Searched, home: Path) -> Iterator[Block]:
    """What a person sees: strays first, then the known places, then what to do."""
    known = tuple(copy for copy in searched.copies if copy.is_known)
    for title, copies in (("where no key belongs", searched.strays), ("where keys are known to be", known)):
        if copies:
            yield Line(text=title, style="strong")
            yield copy_table(copies, home)
            yield EMPTY_LINE
    count = len(searched.strays)
    state = f"{count} stray {'copies' if count > 1 else 'copy'}" if count else "no key is where none belongs"
    yield Line(text=f"{state}; {searched.files} files looked into", style="warn" if count else "good")
    yield from (
        Line(text=f"{'hint:' if number == 0 else '     '} {text}")
        for number, text in enumerate(dict.fromkeys(advice(searched.strays)))
    )


def copy_table(copies: tuple[Copy, ...], home: Path) -> Table:
    """Which key, in what kind of place, who can read it, and where it is."""
    return Table(
        columns=tuple(Column(heading=heading) for heading in ("KEY", "PLACE", "MODE", "WHERE")),
        rows=tuple(
            (
                f"{copy.key} {copy.shown}",
                copy.place,
                f"{copy.mode:04o}",
                f"{shorten(str(copy.path), home)}:{copy.line}",
            )
            for copy in copies
        ),
    )


def advice(strays: tuple[Copy, ...]) -> Iterator[str]:
    """What to do about copies."""
    yield from (f"chmod 600 {quote_posix(str(copy.path))}" for copy in strays if copy.place != "copy")
    copies = [copy for copy in strays if copy.place == "copy"]
    if copies:
        yield "remove these lines with an editor"
    if any("history" in copy.path.name for copy in copies):
        yield "close other shells first: each writes its history again at its end"
    if any(copy.place == "copy" or copy.mode & OTHERS for copy in strays):
        yield "smartaipi keys rotate NAME, if anybody else may have read one of them"
