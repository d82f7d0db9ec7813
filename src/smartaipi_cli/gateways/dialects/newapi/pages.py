"""Pages of lists: bare arrays that count from 0 (one-api, new-api v0.6), objects that count from 1 (newer)."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from smartaipi_cli.gateways.dialects.fields import Object, objects, optional_integer, optional_text
from smartaipi_cli.gateways.exchange import Progress

PAGE_SIZE = 100
SMALLEST_PAGE = 10
"""one-api's fixed page size; no build has a smaller one."""


class Page(NamedTuple):
    """One page. `first` is the number of the first page; `size` what a full one holds; `total` None: not told."""

    rows: tuple[Object, ...]
    first: int
    size: int
    total: int | None


ReadPage = Callable[[int], Page]
"""Page number to page; 0 asks every build for the first."""


def parse_page(envelope: Object) -> Page:
    """The page in an envelope; null stands for an empty list."""
    data = envelope.get("data")
    if isinstance(data, dict):
        rows = tuple(objects(data, "items"))
        size = optional_integer(data, "page_size") or max(len(rows), SMALLEST_PAGE)
        return Page(rows=rows, first=1, size=size, total=optional_integer(data, "total"))
    rows = tuple(objects(envelope, "data"))
    return Page(rows=rows, first=0, size=max(len(rows), SMALLEST_PAGE), total=None)


def distinct_rows(read: ReadPage, on_progress: Progress) -> Iterator[Object]:
    """Every row once by its `id`, newest first, also when new ones arrive meanwhile and push the others on."""
    seen: set[str] = set()
    page = read(0)
    number, size = page.first, page.size
    while True:
        for row in page.rows:
            identifier = optional_text(row, "id")
            if identifier not in seen:
                seen.add(identifier)
                yield row
        on_progress(len(seen), page.total)
        if len(page.rows) < size:
            return
        number += 1
        following = read(number)
        if following.rows == page.rows:
            return  # the gateway gives the same page whatever the number
        page = following
