"""A made-up past is plausible, the same each time, exact, and leaves what stands in the books as it is."""

from collections import Counter

import pytest
from sandbox_desk import TOKEN, Time, open_desk

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.sandbox.accounts import ensure_account
from smartaipi_cli.sandbox.lock import occupy
from smartaipi_cli.sandbox.seeding.books import seed_books
from smartaipi_cli.sandbox.seeding.usage import DAY_S, SeedWish, counts_by_day, plan_requests
from smartaipi_cli.sandbox.world import World

NOON = 1_795_003_200
WISH = SeedWish(records=2_000, keys=12, days=30)


def world_at(moment=NOON):
    return World(clock=Time(moment), entropy=lambda size: b"\7" * size)


@pytest.fixture
def seeded(tmp_path):
    seed_books(tmp_path / "box", WISH, world_at())
    desk = open_desk(tmp_path / "box")
    yield desk
    desk.store.close()


def test_as_many_requests_as_wished_come_in_order_before_the_account_begins(seeded):
    rows = seeded.rows("SELECT time FROM requests ORDER BY seq")

    assert len(rows) == WISH.records
    assert rows == sorted(rows)
    assert rows[0][0] >= NOON - 30 * DAY_S
    assert rows[-1][0] < NOON


def test_the_ledger_adds_up_at_every_entry_never_falls_below_nothing_and_leaves_the_balance_alone(seeded):
    total = free = 0
    for amount, free_part, after, free_after in seeded.rows(
        "SELECT amount_micros, free_micros, balance_after_micros, free_after_micros FROM ledger ORDER BY seq"
    ):
        total, free = total + amount, free + free_part
        assert (total, free) == (after, free_after)
        assert total >= free >= 0

    assert (seeded.balance().total_micros, seeded.balance().free_micros) == (25_000_000, 5_000_000)
    assert seeded.rows("SELECT id FROM ledger ORDER BY created_at DESC, seq DESC LIMIT 1") == [
        ("le_opening_1",)
    ]


def test_every_request_that_costs_is_billed_once_with_its_cost(seeded):
    costs = seeded.rows("SELECT id, -cost_micros FROM requests WHERE cost_micros != 0 ORDER BY id")

    assert costs == seeded.rows(
        "SELECT request_id, amount_micros FROM ledger WHERE type = 'usage' ORDER BY request_id"
    )


@pytest.mark.parametrize("scope", ["account", "key"])
def test_the_counters_of_budgets_are_what_the_requests_say(seeded, scope):
    by = "'account'" if scope == "account" else "key_id"
    days = seeded.rows(
        f"SELECT {by}, time / 86400 * 86400, sum(cost_micros) FROM requests GROUP BY 1, 2 ORDER BY 1, 2"  # noqa: S608 - a column
    )
    kept = seeded.rows(
        """SELECT scope, window_start, spent_micros FROM spending
           WHERE period = 'day' AND (scope = 'account') = ? ORDER BY 1, 2""",
        scope == "account",
    )

    assert [row for row in kept if row[2]] == [row for row in days if row[2]]


@pytest.mark.parametrize("width", [3_600, 86_400], ids=["hours", "days"])
def test_the_sums_are_what_the_requests_say_and_later_ones_are_counted_as_before(seeded, width):
    seeded.say(seeded.any_key())
    direct = """SELECT time / ?1 * ?1, key_id, model, status, count(*), sum(input_tokens), sum(cost_micros)
                FROM requests GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""
    summed = """SELECT start, key_id, model, status, sum(requests), sum(input_tokens), sum(cost_micros)
                FROM usage_sums WHERE width_s = ?1 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""

    assert seeded.rows(summed, width) == seeded.rows(direct, width)


def test_the_same_wish_makes_the_same_past(tmp_path):
    rows = []
    for name in ("one", "two"):
        seed_books(tmp_path / name, WISH, world_at())
        desk = open_desk(tmp_path / name)
        rows.append(
            desk.rows("SELECT * FROM requests ORDER BY seq") + desk.rows("SELECT * FROM ledger ORDER BY seq")
        )
        desk.store.close()

    assert rows[0] == rows[1]


def test_the_past_has_several_models_keys_outcomes_and_cached_tokens_and_it_grows():
    requests = list(plan_requests(WISH, seed="test", end_s=NOON))
    outcomes = Counter(request.status for request in requests)

    assert len({request.model.id for request in requests}) == 8
    assert {request.key for request in requests} == set(range(12))
    assert outcomes["ok"] > 0.9 * len(requests) > 0 < min(outcomes["error"], outcomes["blocked"])
    assert any(0 < request.usage.cached_input_tokens < request.usage.input_tokens for request in requests)
    assert sum(request.time >= NOON - 10 * DAY_S for request in requests) > 0.36 * len(requests)


@pytest.mark.parametrize("records", [1, 7, 999, 100_000])
@pytest.mark.parametrize("days", [1, 2, 90])
def test_the_days_share_exactly_as_many_requests_as_wished(records, days):
    counts = counts_by_day(SeedWish(records=records, keys=1, days=days), NOON)

    assert (len(counts), sum(counts)) == (days, records)
    assert min(counts) >= 0


def test_keys_have_the_states_that_use_leaves(seeded):
    listed = seeded.manage("GET", "/keys?limit=100").json()["data"]
    revoked = seeded.manage("GET", "/keys?status=revoked").json()["data"]
    states = {key["name"]: key["status"] for key in [*listed, *revoked]}

    assert states["laptop"] == "active"
    assert {states[name] for name in ("staging", "workshop", "old-laptop", "intern")} == {
        "exhausted",
        "expired",
        "revoked",
        "disabled",
    }


def test_an_account_with_records_is_only_filled_when_asked_and_keeps_its_own(tmp_path):
    desk = open_desk(tmp_path / "box")
    desk.say(desk.any_key())
    own = desk.rows("SELECT * FROM ledger") + desk.rows("SELECT * FROM requests")
    balance = desk.balance()
    desk.store.close()
    with pytest.raises(UserError) as caught:
        seed_books(tmp_path / "box", WISH, world_at())
    seed_books(tmp_path / "box", WISH, world_at(), is_added=True)
    seed_books(tmp_path / "box", WISH, world_at(), is_added=True)
    desk = open_desk(tmp_path / "box")

    assert caught.value.code == "sandbox-used"
    assert desk.rows("SELECT count(*) FROM requests") == [(4_001,)]
    assert (
        desk.rows("SELECT * FROM ledger WHERE seq > 0") + desk.rows("SELECT * FROM requests WHERE seq > 0")
        == own
    )
    assert desk.balance() == balance
    desk.store.close()


def test_a_running_sandbox_is_not_filled(tmp_path):
    (tmp_path / "box").mkdir()
    with occupy(tmp_path / "box"), pytest.raises(UserError) as caught:
        seed_books(tmp_path / "box", WISH, world_at())

    assert caught.value.code == "sandbox-running"


def test_a_seeding_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def fail(*arguments):
        raise OSError("the disk is full")

    monkeypatch.setattr("smartaipi_cli.sandbox.seeding.books.finish_keys", fail)
    with pytest.raises(OSError, match="disk"):
        seed_books(tmp_path / "box", WISH, world_at())
    desk = open_desk(tmp_path / "box")

    assert desk.rows("SELECT count(*) FROM requests") == [(0,)]
    assert desk.rows("SELECT count(*) FROM ledger") == [(2,)]
    desk.store.close()


def test_the_account_keeps_its_token(tmp_path):
    desk = open_desk(tmp_path / "box")
    desk.store.submit(lambda books: ensure_account(books, world_at(), Secret(TOKEN))).result()
    desk.store.close()
    seed_books(tmp_path / "box", WISH, world_at())
    desk = open_desk(tmp_path / "box")

    assert desk.manage("GET", "/balance").status_code == 200
    desk.store.close()
