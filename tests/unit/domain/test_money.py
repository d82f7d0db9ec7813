"""Amounts are exact, and shown whole."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartaipi_cli.domain.money import Money, parse_money


@given(st.integers(min_value=-(2**53), max_value=2**53))
def test_micro_dollars_survive_the_round_trip(micros):
    assert Money.from_micros(micros).micros == micros


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_cents_are_ten_thousand_micros(cents):
    assert Money.from_cents(cents).micros == cents * 10_000


@given(st.lists(st.integers(min_value=-(10**12), max_value=10**12)))
def test_a_sum_of_amounts_is_the_amount_of_the_sum(parts):
    total = sum(map(Money.from_micros, parts), Money.zero())

    assert total == Money.from_micros(sum(parts))


@pytest.mark.parametrize(
    ("dollars", "shown", "plain"),
    [
        ("0", "$0.00", "0"),
        ("0.07", "$0.07", "0.07"),
        ("0.000178", "$0.000178", "0.000178"),
        ("-3", "-$3.00", "-3"),
        ("1234567.5", "$1,234,567.50", "1234567.5"),
        ("0.0000005", "$0.0000005", "0.0000005"),
        ("100", "$100.00", "100"),
    ],
)
def test_an_amount_is_shown_with_all_its_digits(dollars, shown, plain):
    money = Money(Decimal(dollars))

    assert (str(money), money.decimal_text) == (shown, plain)


def test_a_limit_never_grows_by_rounding():
    assert Money(Decimal("0.0000019")).micros == 1


@pytest.mark.parametrize(("text", "dollars"), [("5", "5"), ("$20", "20"), ("0.50", "0.50"), (" 7 ", "7")])
def test_an_amount_is_read_as_people_type_it(text, dollars):
    assert parse_money(text) == Money(Decimal(dollars))


@pytest.mark.parametrize("text", ["", "-5", "5e3", "five", "1,5", "NaN", "$", "1.2.3"])
def test_what_is_no_amount_is_none(text):
    assert parse_money(text) is None
