"""The tool that makes a key: with a budget, kept on this machine, and never shown."""

from typing import Final

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.keys.creation import NewKey, create_key, dated
from smartaipi_cli.actions.keys.delivery import Delivery, check_delivery, credential_name
from smartaipi_cli.actions.keys.naming import is_named
from smartaipi_cli.actions.profiles.selection import find_stored, select_profile
from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KeyWish
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.spans import parse_lifetime
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.mcp_server.amounts import LIMIT, read_limit
from smartaipi_cli.mcp_server.confirmation import Proposal
from smartaipi_cli.mcp_server.parameters import Arguments, Parameter
from smartaipi_cli.mcp_server.spending import charged
from smartaipi_cli.mcp_server.tool import Caller, WriteTool


def propose_key(caller: Caller, arguments: Arguments) -> Proposal:
    """A key with a limit in all: that of a window would come anew again and again.

    Errors: `usage`, `spend-cap-reached`, `key-name-taken`, `not-offered`.
    """
    machine, name, limit = caller.machine, arguments.text("name"), read_limit(arguments)
    caller.spending.check(limit)
    profile, _ = select_profile(machine, caller.profile)
    request = NewKey(
        profile=profile.name,
        wish=KeyWish(
            name=name,
            budgets=(Budget(period="total", limit=limit),),
            models=arguments.texts("models") or None,
        ),
        lifetime=parse_lifetime(arguments.text("expires")) if arguments.text("expires") else None,
        delivery=Delivery(way="store", name=credential_name(name)),
    )
    refuse_taken_name(machine, profile, request)
    return Proposal(
        would={
            "create": name,
            "profile": profile.name,
            "gateway": profile.label,
            "limit_usd": limit,
            "expires_in": arguments.text("expires") or None,
            "models": request.wish.models,
            "kept_as": request.delivery.name,
        },
        act=lambda: charged(caller.spending, limit, lambda: create_key(machine, request)),
    )


def refuse_taken_name(machine: Machine, profile: Profile, request: NewKey) -> None:
    """Errors: `key-name-taken` where a key would hide or replace another one; `not-offered`, `keychain-failed`."""
    check_delivery(machine, request.delivery)
    name = request.wish.name
    taken = "this machine keeps" if find_stored(machine, profile, request.delivery.name) else ""
    with opened(machine, profile.name) as (_, account):
        dated(account, request.wish, request.lifetime)
        if account.capabilities["keys.list"].is_offered:
            living = (key for key in account.list_keys() if key.status != "revoked")
            taken = "the account has" if any(is_named(key, name) for key in living) else taken
    if taken:
        raise UserError("key-name-taken", f"{taken} a key `{name}` already", hint="take another name")


CREATE_KEY: Final = WriteTool(
    name="create_key",
    title="Create an API key",
    description="Creates an API key with a limit in all and keeps it on this machine under its name; "
    "the key itself is never told. Two calls: the first says what would happen and gives a token.",
    parameters=(
        Parameter(
            name="name",
            description="Up to 32 of a-z, 0-9, - and _, beginning with a letter or digit.",
            is_required=True,
        ),
        LIMIT,
        Parameter(
            name="expires", description="Its life from now, such as `12h` or `30d`; for ever when left out."
        ),
        Parameter(
            name="models", kind="texts", description="Only these models, `*` at the end; all when left out."
        ),
    ),
    command="keys create",
    propose=propose_key,
)
"""The tool."""
