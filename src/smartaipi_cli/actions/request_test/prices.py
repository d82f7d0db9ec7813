"""The gateway's prices by model, where it tells them to us."""

from collections import Counter
from collections.abc import Mapping

from smartaipi_cli.actions.account.access import open_account
from smartaipi_cli.actions.profiles.selection import find_token
from smartaipi_cli.domain.catalogue import Price
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine


def read_price_list(machine: Machine, profile: Profile, transport: Transport) -> Mapping[str, Price]:
    """Model to price; empty where prices are not offered or nobody may ask: knowing them is a comfort.

    A model that has several prices, one a group, is left out: which of them counts is the key's affair.
    """
    try:
        if not profile.dialect or not profile.management_url or find_token(machine, profile) is None:
            return {}
        account = open_account(machine, profile, transport)
        if not account.capabilities["prices"].is_offered:
            return {}
        prices = tuple(account.prices())
    except UserError:
        return {}
    counts = Counter(price.model for price in prices)
    return {price.model: price for price in prices if counts[price.model] == 1}
