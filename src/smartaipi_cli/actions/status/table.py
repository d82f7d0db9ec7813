"""The rows of `status`, and how they are shown."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from smartaipi_cli.domain.moments import short
from smartaipi_cli.results import Brief, Column, Line, Table

CONNECTED = "connected"
NOT_CONNECTED = "not connected"
NOT_DRIFTED = "no"
COLUMNS = (
    ("TOOL", ""),
    ("STATE", CONNECTED),
    ("GATEWAY", ""),
    ("PROFILE", ""),
    ("KEY", ""),
    ("SECRET", ""),
    ("SINCE", ""),
    ("DRIFTED", NOT_DRIFTED),
    ("VERIFIED", ""),
)
"""Headings, and the cells that a terminal is spared."""


class Status(NamedTuple):
    """What is known of one tool."""

    tool: str
    state: str
    host: str = ""
    profile: str = ""
    key: str = ""
    key_fingerprint: str = ""
    secret: str = ""
    since: str = ""
    drifted: str = ""
    verified: str = ""
    installed: bool = False
    key_name: str = ""

    @property
    def shown_key(self) -> str:
        """The key as a person knows it."""
        return " ".join(word for word in (self.key_name, self.key) if word) or "-"

    @property
    def is_here(self) -> bool:
        """Whether a person wants to hear of it."""
        return self.installed or self.is_set_up

    @property
    def is_set_up(self) -> bool:
        """Whether there is more to tell than that it is not."""
        return self.state != NOT_CONNECTED

    @property
    def is_fine(self) -> bool:
        """Whether it is as it was set up."""
        return (self.state, self.drifted) == (CONNECTED, NOT_DRIFTED)


def table_of(rows: tuple[Status, ...], now: datetime) -> Table:
    """The rows for people; a terminal, which is narrow, is spared what is as it should be."""
    set_up = tuple(row for row in rows if row.is_set_up)
    short_rows = (cells_of(row, short(row.since, now), short(row.verified, now)) for row in set_up)
    return Table(
        columns=tuple(Column(heading=heading, usual=usual) for heading, usual in COLUMNS),
        rows=tuple(cells_of(row, row.since, row.verified) for row in rows),
        empty="none of the tools that smartaipi knows is here: smartaipi status --all",
        brief=Brief(tuple(short_rows), tuple(notes_on(rows))) if set_up else None,
    )


def cells_of(row: Status, since: str, verified: str) -> tuple[str, ...]:
    """One row; what is not known is a dash."""
    cells = (
        row.tool,
        row.state,
        row.host,
        row.profile,
        row.shown_key,
        row.secret,
        since,
        row.drifted,
        verified,
    )
    return tuple(cell or "-" for cell in cells)


def notes_on(rows: tuple[Status, ...]) -> Iterator[Line]:
    """What the cells would say that a terminal is spared; only for rows of which one is set up."""
    if all(row.is_fine for row in rows if row.is_set_up):
        yield Line(text="connected as they were set up", style="good")
    if others := [row.tool for row in rows if not row.is_set_up]:
        yield Line(text=f"not connected: {', '.join(others)}", style="faint")
