"""What tokens cost by a price list."""

from decimal import Decimal

import pytest

from smartaipi_cli.domain.catalogue import Price
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.token_cost import cost_of


def dollars(text: str) -> Money:
    return Money(Decimal(text))


FULL = Price(
    model="m",
    input=dollars("2"),
    cached_input=dollars("0.2"),
    output=dollars("10"),
    tiers={"priority": Decimal("1.5")},
)


@pytest.mark.parametrize(
    ("price", "tier", "wanted"),
    [
        pytest.param(FULL, "", "0.000262", id="cached tokens have a price of their own"),
        pytest.param(FULL, "default", "0.000262", id="the default tier is no tier"),
        pytest.param(FULL, "priority", "0.000393", id="a tier is a factor on all"),
        pytest.param(
            Price(model="m", input=dollars("2"), output=dollars("10")), "", "0.00028", id="no cached price"
        ),
        pytest.param(Price(model="m", request=dollars("0.04")), "", "0.04", id="a price for each call"),
    ],
)
def test_the_cost_is_exact(price, tier, wanted):
    cost = cost_of(price, input_tokens=90, cached_tokens=10, output_tokens=10, tier=tier)

    assert cost == dollars(wanted)


@pytest.mark.parametrize(
    ("price", "tier"),
    [
        pytest.param(FULL, "flex", id="an unknown tier"),
        pytest.param(Price(model="m", input=dollars("2")), "", id="no price for output"),
        pytest.param(Price(model="m", formula="x * 2"), "", id="a formula that is the gateway's alone"),
    ],
)
def test_what_the_list_does_not_tell_is_unknown(price, tier):
    assert cost_of(price, input_tokens=1, output_tokens=1, tier=tier) is None
