"""The account's own figures, from `/api/user/self`. Pure."""

from smartaipi_cli.domain.account import Account, Balance
from smartaipi_cli.gateways.dialects.fields import Object, integer, optional_text
from smartaipi_cli.gateways.dialects.newapi.units import QuotaUnit

STATUSES = {1: "active", 2: "disabled"}


def parse_account(data: Object) -> Account:
    """Who the account is."""
    return Account(
        id=optional_text(data, "id"),
        name=optional_text(data, "display_name") or optional_text(data, "username"),
        email=optional_text(data, "email"),
        status=STATUSES.get(integer(data, "status", 0), ""),
        group=optional_text(data, "group"),
    )


def parse_balance(data: Object, unit: QuotaUnit) -> Balance:
    """What the account can still spend: `quota` is what remains, not what was given."""
    return Balance(
        available=unit.money(integer(data, "quota")),
        lifetime_spend=unit.money(integer(data, "used_quota")) if "used_quota" in data else None,
    )
