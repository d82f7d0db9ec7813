"""Tools that change the account. Each works out what it would do on what stands there now, and does that later."""

from typing import Final

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.account.budgets import budgets_of, current, of_window, set_budget
from smartaipi_cli.actions.keys.listing import switch_key
from smartaipi_cli.actions.keys.naming import resolve_living_key
from smartaipi_cli.actions.keys.revocation import look_before_revoking, revoke_key, warnings_before
from smartaipi_cli.actions.keys.users import use_warnings, users_of
from smartaipi_cli.actions.profiles.selection import select_profile
from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.mcp_server.account_tools import KEY
from smartaipi_cli.mcp_server.amounts import LIMIT, read_limit
from smartaipi_cli.mcp_server.confirmation import Proposal
from smartaipi_cli.mcp_server.key_maker import CREATE_KEY
from smartaipi_cli.mcp_server.parameters import Arguments, Parameter
from smartaipi_cli.mcp_server.spending import charged
from smartaipi_cli.mcp_server.tool import Caller, WriteTool

STEPS: Final = "Two calls: the first says what would happen and gives a token."
WINDOWS: Final = ("total", "day", "week", "month")


def propose_disabling(caller: Caller, arguments: Arguments) -> Proposal:
    """A key that is to be refused until it is enabled again. Errors: `key-not-found`, `not-offered`."""
    with opened(caller.machine, caller.profile) as (profile, account):
        account.demand("keys.enable")
        key = resolve_living_key(account, arguments.text("key"))
    users = users_of(caller.machine, profile, key)
    return Proposal(
        would={"disable": key.id, "profile": profile.name, **described(key)},
        act=lambda: switch_key(caller.machine, profile.name, key.id, enabled=False),
        warnings=use_warnings(users, "it will be refused until the key is enabled again"),
    )


def propose_revocation(caller: Caller, arguments: Arguments) -> Proposal:
    """The end of a key. Errors: `key-not-found`, `not-offered`."""
    profile, _ = select_profile(caller.machine, caller.profile)
    doomed = look_before_revoking(caller.machine, profile.name, arguments.text("key"))
    return Proposal(
        would={
            "revoke": doomed.key.id,
            "profile": profile.name,
            **described(doomed.key),
            "already": doomed.is_gone,
        },
        act=lambda: revoke_key(caller.machine, profile.name, doomed),
        warnings=warnings_before(doomed),
    )


def propose_budget(caller: Caller, arguments: Arguments) -> Proposal:
    """A budget of a key for one window. Errors: `usage`, `spend-cap-reached`, `key-not-found`, `not-offered`."""
    limit, window = read_limit(arguments), arguments.text("window")
    caller.spending.check(limit)
    with opened(caller.machine, caller.profile) as (profile, account):
        account.demand(f"budgets.{window}")
        key = current(account, arguments.text("key"))
        old = of_window(budgets_of(account, key), window)
    budget = Budget(period=window, limit=limit)
    return Proposal(
        would={
            "set_budget_of": key.id,
            "profile": profile.name,
            **described(key),
            "window": window,
            "limit_usd": limit,
            "previous_limit_usd": old.limit if old else None,
        },
        act=lambda: charged(
            caller.spending, limit, lambda: set_budget(caller.machine, profile.name, key.id, budget)
        ),
    )


def described(key: Key) -> dict[str, object]:
    """Which key that is, for the person who is asked."""
    return {
        "name": key.name,
        "redacted_value": key.redacted_value,
        "status": key.status,
        "last_used_at": key.last_used_at,
        "spent_usd": key.spent,
    }


WRITE_TOOLS: Final = (
    CREATE_KEY,
    WriteTool(
        name="disable_key",
        title="Disable an API key",
        description=f"Has an API key refused until a person enables it again. {STEPS}",
        parameters=(KEY,),
        command="keys disable",
        propose=propose_disabling,
        is_destructive=True,
    ),
    WriteTool(
        name="revoke_key",
        title="Revoke an API key",
        description=f"Revokes an API key for good; whatever uses it stops working. {STEPS}",
        parameters=(KEY,),
        command="keys revoke",
        propose=propose_revocation,
        is_destructive=True,
    ),
    WriteTool(
        name="set_budget",
        title="Set a budget",
        description=f"Sets or replaces the budget of an API key for one window; other windows stay. {STEPS}",
        parameters=(
            KEY,
            LIMIT,
            Parameter(
                name="window",
                description="What the limit is for: each day, week or month, or `total`.",
                choices=WINDOWS,
                is_required=True,
            ),
        ),
        command="budgets set",
        propose=propose_budget,
        is_destructive=True,
    ),
)
"""All of them."""
