"""Amounts that a model names."""

from typing import Final

from smartaipi_cli.domain.money import Money, parse_money
from smartaipi_cli.errors import UserError
from smartaipi_cli.mcp_server.parameters import Arguments, Parameter

LIMIT: Final = Parameter(
    name="limit_usd",
    description="The limit in US dollars, such as `0.50`; at most what is left of this session's spending cap.",
    is_required=True,
)


def read_limit(arguments: Arguments) -> Money:
    """The limit. Errors: `usage` for what is no amount above zero."""
    money = parse_money(arguments.text(LIMIT.name))
    if money is None or money.micros == 0:
        raise UserError(
            "usage",
            f"`{LIMIT.name}` is no amount",
            reason="it is a number of US dollars above zero, such as `0.50`",
        )
    return money
