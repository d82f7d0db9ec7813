from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartaipi_cli.sandbox.catalogue import Price
from smartaipi_cli.sandbox.events import Usage
from smartaipi_cli.sandbox.pricing import cost_micros

PRICE = Price(input_micros=500_000, cached_input_micros=100_000, output_micros=3_000_000)


@pytest.mark.parametrize(
    ("usage", "is_priority", "expected"),
    [
        pytest.param(Usage(input_tokens=1), False, 0, id="half a micro goes down to the even zero"),
        pytest.param(Usage(input_tokens=3), False, 2, id="one and a half goes up to the even two"),
        pytest.param(Usage(input_tokens=5), False, 2, id="two and a half goes down to the even two"),
        pytest.param(Usage(input_tokens=2, output_tokens=10), False, 31, id="input and output add up"),
        pytest.param(Usage(input_tokens=2, output_tokens=10), True, 46, id="priority is half as much again"),
        pytest.param(Usage(input_tokens=20, cached_input_tokens=20), False, 2, id="cached input is cheaper"),
    ],
)
def test_a_cost_is_exact_and_rounded_once_to_the_even_micro(usage, is_priority, expected):
    assert cost_micros(usage, PRICE, is_priority=is_priority) == expected


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.booleans())
def test_rounding_never_moves_a_cost_by_more_than_half_a_micro(input_tokens, output_tokens, is_priority):
    usage = Usage(input_tokens=input_tokens, output_tokens=output_tokens)
    exact = (
        Fraction(input_tokens * 500_000 + output_tokens * 3_000_000, 10**6) * (3 if is_priority else 2) / 2
    )

    assert abs(cost_micros(usage, PRICE, is_priority=is_priority) - exact) <= Fraction(1, 2)
