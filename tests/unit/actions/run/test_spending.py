"""What a run cost: asked again only while the gateway's own numbers disagree, and said when they still do."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from smartaipi_cli.actions.run.spending import WAITS_S, read_spending
from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import RecordPage, UsageBucket, UsageRecord, UsageTotals
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.capabilities import NATIVE, unsupported
from smartaipi_cli.gateways.operations import OPERATIONS

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LIMIT = Budget(period="total", limit=Money.from_micros(500))
KEY = Key(id="key_1", name="run-vm-1-0123abcd", redacted_value="…abcd", status="active", budgets=(LIMIT,))


@dataclass
class Account:
    """An account whose key counts `counted` and whose usage tells `told`, each the next number at every reading.

    The last number stays. `codes` are the errors of the newest requests; a key that is `gone` is not shown.
    """

    counted: list[int]
    told: list[int]
    codes: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    status: str = "active"
    is_gone: bool = False
    waits: list[float] = field(default_factory=list)

    @property
    def capabilities(self):
        return {**dict.fromkeys(OPERATIONS, NATIVE), **{name: unsupported("no") for name in self.lacks}}

    @property
    def exchange(self):
        connection = SimpleNamespace(pause=self.waits.append)
        return SimpleNamespace(server_now=lambda: NOW, connection=connection)

    def show_key(self, identifier):
        if self.is_gone:
            raise UserError("key-not-found", f"no {identifier}")
        spent = Money.from_micros(taken(self.counted))
        return replace(KEY, spent=spent, status=self.status, budgets=(replace(LIMIT, spent=spent),))

    def usage(self, query):
        cost = Money.from_micros(taken(self.told))
        totals = UsageTotals(requests=2, failed_requests=len(self.codes), cost=cost)
        yield UsageBucket(start=query.start, end=query.end, totals=totals, group=("gpt-5.4",))

    def record_pages(self, query):
        del query
        records = (
            UsageRecord(id=code, time=NOW, model="gpt-5.4", cost=Money.zero(), error_code=code)
            for code in self.codes
        )
        yield RecordPage(records=tuple(records))


def taken(numbers: list[int]) -> int:
    return numbers.pop(0) if len(numbers) > 1 else numbers[0]


def test_numbers_that_agree_are_final_at_once():
    account = Account(counted=[70], told=[70])

    found = read_spending(account, KEY, NOW)

    assert (found.cost, found.models, found.is_final) == (Money.from_micros(70), ("gpt-5.4",), True)
    assert account.waits == []


def test_late_bills_are_waited_for():
    account = Account(counted=[70, 90], told=[0, 40, 90])

    found = read_spending(account, KEY, NOW)

    assert (found.cost, found.is_final) == (Money.from_micros(90), True)
    assert account.waits == list(WAITS_S[:2])


def test_numbers_that_never_agree_are_told_as_growing_with_the_greater_one():
    account = Account(counted=[70], told=[40])

    found = read_spending(account, KEY, NOW)

    assert (found.cost, found.is_final) == (Money.from_micros(70), False)
    assert account.waits == list(WAITS_S)


@pytest.mark.parametrize(
    ("account", "is_spent"),
    [
        pytest.param(Account(counted=[499], told=[499]), False, id="money is left"),
        pytest.param(Account(counted=[500], told=[500]), True, id="all of it is spent"),
        pytest.param(Account(counted=[640], told=[640]), True, id="it was overrun"),
        pytest.param(Account(counted=[70], told=[70], status="exhausted"), True, id="the key says so"),
        pytest.param(Account(counted=[70], told=[70], codes=("budget_exceeded",)), True, id="refused for it"),
        pytest.param(Account(counted=[70], told=[70], codes=("insufficient_quota",)), True, id="quota"),
        pytest.param(
            Account(counted=[70], told=[70], codes=("model_not_found",)), False, id="refused for else"
        ),
        pytest.param(
            Account(counted=[0], told=[500], is_gone=True), True, id="a key that is not shown any more"
        ),
        pytest.param(Account(counted=[0], told=[70], is_gone=True), False, id="the same with money left"),
    ],
)
def test_a_budget_is_spent_when_it_is_used_up_or_has_refused_a_request(account, is_spent):
    assert read_spending(account, KEY, NOW).is_budget_spent is is_spent


def test_without_usage_of_its_own_the_keys_counter_is_told_and_may_grow():
    found = read_spending(Account(counted=[70], told=[0], lacks=("usage.log",)), KEY, NOW)

    assert (found.cost, found.totals, found.is_final) == (Money.from_micros(70), None, False)
