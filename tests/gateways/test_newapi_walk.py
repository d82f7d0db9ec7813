"""A walk over pages that move: each row once, twins kept, whatever arrives meanwhile."""

from collections import Counter
from random import Random

import pytest

from smartaipi_cli.gateways.dialects.newapi.pages import Page, parse_page
from smartaipi_cli.gateways.dialects.newapi.walk import walk


def row(number, second=None):
    """A row; its `id` is a running index of the page, as some builds have it."""
    return {"created_at": 1_700_000_000 + (number if second is None else second), "quota": number}


class Shelf:
    """A log, oldest row first; `before_read` may add to it. The first page is 1 unless `bare`."""

    def __init__(self, rows, *, size=10, bare=False, tells_total=True, before_read=None):
        self.rows = list(rows)
        self.size, self.bare, self.tells_total = size, bare, tells_total
        self.before_read = before_read
        self.reads = 0

    def __call__(self, number):
        self.reads += 1
        if self.before_read:
            self.before_read(self)
        start = (number if self.bare else max(1, number) - 1) * self.size
        newest_first = list(reversed(self.rows))
        items = [{**one, "id": index} for index, one in enumerate(newest_first[start : start + self.size])]
        if self.bare:
            return parse_page({"data": items})
        total = {"total": len(self.rows)} if self.tells_total else {}
        return parse_page({"data": {"page": number, "page_size": self.size, "items": items, **total}})


def quotas(leaves):
    return [one["quota"] for leaf in leaves for one in leaf.rows]


@pytest.mark.parametrize("bare", [True, False], ids=["bare arrays", "page objects"])
@pytest.mark.parametrize("many", [0, 1, 9, 10, 11, 20, 95])
def test_every_row_comes_once_newest_first(bare, many):
    shelf = Shelf([row(number) for number in range(many)], bare=bare)

    assert quotas(walk(shelf)) == list(reversed(range(many)))


def test_a_known_total_saves_the_call_for_an_empty_page():
    shelf = Shelf([row(number) for number in range(20)])

    list(walk(shelf))

    assert shelf.reads == 2


def test_a_total_that_may_be_capped_does_not_end_the_walk():
    """Builds of 2026 count no further than 10 000."""
    shelf = Shelf([row(number) for number in range(10_030)], size=100)

    def capped(number):
        page = shelf(number)
        return page._replace(total=10_000)

    assert len(quotas(walk(capped))) == 10_030


@pytest.mark.parametrize("arriving", [1, 3, 9, 10, 11, 25])
@pytest.mark.parametrize("tells_total", [True, False], ids=["total told", "no total"])
def test_rows_that_arrive_between_pages_repeat_none(arriving, tells_total):
    """Edge case 9."""
    fresh = iter(range(1000, 9999))

    def add(shelf):
        if shelf.reads in {2, 5}:
            shelf.rows.extend(row(next(fresh)) for _ in range(arriving))

    shelf = Shelf([row(number) for number in range(60)], tells_total=tells_total, before_read=add)

    found = quotas(walk(shelf))

    assert [quota for quota in found if quota < 1000] == list(reversed(range(60)))
    assert len(found) == len(set(found))


@pytest.mark.parametrize("many", [2, 3, 11, 25, 40])
def test_twins_on_both_sides_of_a_boundary_are_kept(many):
    """Edge case 9: equal requests of one second look alike; they are not repetitions."""
    rows = [row(number) for number in range(9)] + [row(77, second=50)] * many + [row(99, second=60)] * 7

    found = Counter(quotas(walk(Shelf(rows))))

    assert (found[77], found[99], sum(found.values())) == (many, 7, 9 + many + 7)


def test_a_shift_and_twins_together_are_told_apart():
    twins = [row(77, second=50)] * 2
    rows = (
        [row(number) for number in range(9)]
        + twins
        + [row(number, second=number) for number in range(60, 69)]
    )

    def add(shelf):
        if shelf.reads == 2:
            shelf.rows.append(row(100, second=100))

    found = Counter(quotas(walk(Shelf(rows, before_read=add))))

    assert (found[77], len(found), max(found.values())) == (2, 19, 2)


def test_random_logs_with_random_arrivals_give_each_row_once():
    """Arrivals stay below a page for each boundary: with pages of 100, real ones do."""
    for seed in range(500):
        draw = Random(seed)
        a_second = draw.choice([1, 2, 4, 15])
        rows = [row(draw.randrange(12), second=number // a_second) for number in range(draw.randrange(80))]
        fresh = iter(range(10_000, 99_999))
        quiet_until = [1]

        def add(shelf, draw=draw, fresh=fresh, quiet_until=quiet_until):
            if shelf.reads > quiet_until[0] and draw.random() < 0.4:
                quiet_until[0] = shelf.reads + 6
                shelf.rows.extend(row(next(fresh)) for _ in range(draw.choice([1, 2, 5])))

        shelf = Shelf(rows, bare=draw.random() < 0.5, before_read=add)
        expected = Counter(one["quota"] for one in rows)
        found = Counter(quota for quota in quotas(walk(shelf)) if quota < 10_000)

        assert found == expected, seed


def test_a_gateway_that_ignores_the_page_number_ends_the_walk():
    def same(number):
        del number
        return Page(rows=tuple(row(number) for number in range(10)), first=0, size=10, total=None)

    assert len(quotas(walk(same))) == 10


def test_a_walk_goes_on_from_a_page():
    shelf = Shelf([row(number) for number in range(35)])
    first = next(walk(shelf))

    assert quotas(walk(shelf, first.next_number)) == list(reversed(range(25)))
