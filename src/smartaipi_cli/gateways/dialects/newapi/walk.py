"""A walk over a list without cursors, newest rows first, while rows arrive.

Arriving rows push the others on: the end of one page comes again at the start of the next. Rows have no usable
ids (one-api omits them, others count modulo 1024 or per page), and two equal requests in one second look alike,
so that a row that came before is either a repetition or a true twin. Reading the page before once more tells by
how far the rows were pushed on, and so which.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from smartaipi_cli.gateways.dialects.fields import Object, integer
from smartaipi_cli.gateways.dialects.newapi.pages import Page, ReadPage

MEMBERS = (
    "type",
    "token_id",
    "token_name",
    "model_name",
    "quota",
    "prompt_tokens",
    "completion_tokens",
    "use_time",
    "elapsed_time",
    "request_id",
    "content",
    "other",
)
"""What tells one row from another of the same time; the `id` does not."""

REMEMBERED = 500
"""Rows behind the walk in which a repetition is looked for."""

COUNTED = 10_000
"""Totals from here on may be capped by the gateway: only a short page ends such a walk."""

Mark = tuple[str, ...]


class Leaf(NamedTuple):
    """The rows of one page that did not come before, and the number of the next page; None after the last."""

    rows: tuple[Object, ...]
    next_number: int | None
    total: int | None


def walk(read: ReadPage, number: int = 0) -> Iterator[Leaf]:
    """Every row once, page after page, from page `number` on."""
    page = read(number)
    number = max(number, page.first)
    size = page.size
    given: deque[Mark] = deque(maxlen=REMEMBERED)
    before: list[Mark] = []
    while True:
        marks, rows = marks_of(page), page.rows
        if not set(given).isdisjoint(marks):
            page, moved = settled(read, number, before, page)
            if moved == 0 and marks == before and len(set(marks)) > 1:
                return  # the gateway gives the same page whatever the number
            marks, rows = marks_of(page), new_rows(page, moved, given)
        is_last = is_end(page, number, size)
        yield Leaf(rows, None if is_last else number + 1, page.total)
        if is_last:
            return
        given.extend(map(mark_of, rows))
        before = marks
        number += 1
        page = read(number)


def is_end(page: Page, number: int, size: int) -> bool:
    """Whether a page is the last: a short one, or the one that reaches a total that can be believed."""
    if len(page.rows) < size:
        return True
    return page.total is not None and page.total < COUNTED and (number - page.first + 1) * size >= page.total


def mark_of(row: Object) -> Mark:
    """What a row is recognised by; its time first."""
    return str(integer(row, "created_at", 0)), *(str(row.get(member)) for member in MEMBERS)


def marks_of(page: Page) -> list[Mark]:
    """What the rows of a page are recognised by."""
    return [mark_of(row) for row in page.rows]


def settled(read: ReadPage, number: int, before: list[Mark], page: Page) -> tuple[Page, int | None]:
    """A page, and by how many rows it was pushed on since the one before was read; None for a page or more.

    More may arrive between two readings: the page is read again, and fitted at the least shift known by then.
    """
    least = shift(before, marks_of(read(number - 1)))
    if least == 0:
        return page, 0
    page = read(number)
    marks = marks_of(page)
    counts = range(least, len(before) + 1) if least else ()
    return page, next((count for count in counts if marks[:count] == before[-count:]), None)


def shift(before: list[Mark], again: list[Mark]) -> int | None:
    """By how many rows a page was pushed on between two readings; None for a page or more."""
    return next(
        (count for count in range(len(before)) if again[count:] == before[: len(again) - count]),
        None,
    )


def new_rows(page: Page, moved: int | None, given: Iterable[Mark]) -> tuple[Object, ...]:
    """The rows of a page that did not come before.

    A shift within a page is cut off. One that is wider shows in rows that are newer than the oldest one given:
    then each row counts as often as it came.
    """
    if moved:
        return page.rows[moved:]
    came = Counter(given)
    oldest = min((int(mark[0]) for mark in came), default=0)
    is_wide = moved is None or any(came[mark] and int(mark[0]) > oldest for mark in marks_of(page))
    return tuple(row for row in page.rows if not taken(came, mark_of(row))) if is_wide else page.rows


def taken(came: Counter[Mark], mark: Mark) -> bool:
    """Whether a row came before, which is then used up."""
    if not came[mark]:
        return False
    came[mark] -= 1
    return True
