"""A session spends no more than its cap, whatever fails and whatever is not told."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError
from smartaipi_cli.mcp_server.spending import SpendCap, charged
from smartaipi_cli.results import Result


def usd(text: str) -> Money:
    return Money(Decimal(text))


def failing(code: str):
    def work() -> Result:
        raise UserError(code, "it failed")

    return work


@pytest.fixture
def cap() -> SpendCap:
    return SpendCap(usd("1.00"))


def test_the_sum_is_capped_to_the_last_cent(cap):
    cap.reserve(usd("0.60"))
    cap.reserve(usd("0.40"))

    with pytest.raises(UserError, match=r"\$0\.000001 is more") as caught:
        cap.reserve(usd("0.000001"))
    assert (caught.value.code, caught.value.reason) == ("spend-cap-reached", "$0.00 of $1.00 are left")


def test_one_amount_above_the_cap_is_refused_and_costs_nothing(cap):
    with pytest.raises(UserError):
        cap.reserve(usd("1.01"))

    assert cap.left == usd("1.00")


@pytest.mark.parametrize(
    ("cost", "left"),
    [
        pytest.param("0.0002", "0.9998", id="cheaper"),
        pytest.param("0.05", "0.95", id="dearer"),
        pytest.param(None, "0.99", id="not told"),
    ],
)
def test_a_request_counts_with_its_cost_or_else_with_its_reserve(cap, cost, left):
    cap.reserve(usd("0.01"))
    cap.settle(usd("0.01"), usd(cost) if cost else None)

    assert cap.left == usd(left)


@pytest.mark.parametrize(
    ("code", "left"),
    [
        pytest.param("key-name-taken", "1.00", id="refused: nothing was given"),
        pytest.param("credential-refused", "1.00", id="not let in"),
        pytest.param("gateway-timeout", "0.50", id="nobody knows"),
        pytest.param("key-missing", "0.50", id="a key lives"),
    ],
)
def test_a_budget_stays_counted_when_it_may_have_been_given(cap, code, left):
    with pytest.raises(UserError, match="it failed"):
        charged(cap, usd("0.50"), failing(code))

    assert cap.left == usd(left)


def test_calls_at_the_same_time_cannot_pass_the_cap_together(cap):
    def take(_: int) -> bool:
        try:
            cap.reserve(usd("0.01"))
        except UserError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(400)))

    assert (sum(taken), cap.left) == (100, usd("0"))
