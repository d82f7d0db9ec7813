"""Whose account it is: the whole proxy's, one of its users', or the one of a virtual key; and what bounds it."""

from smartaipi_cli.domain.account import Account
from smartaipi_cli.domain.key import Budget
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.fields import Object, inner, iso_moment, optional_text
from smartaipi_cli.gateways.dialects.litellm.budgets import own_budget, parse_budgets, user_budget_body
from smartaipi_cli.gateways.dialects.litellm.roles import Role, Standing
from smartaipi_cli.gateways.exchange import Exchange


def describe_account(exchange: Exchange, standing: Standing, user_id: str) -> Account:
    """Who the account is; `user_id` is the user that an admin looks after."""
    if standing.role is Role.KEY:
        return Account(name=optional_text(standing.key, "key_alias"), plan=standing.role.value)
    user = user_row(exchange, user_id) if user_id else standing.user
    if not user:
        return Account(name="the whole proxy", plan=standing.role.value)
    return Account(
        id=optional_text(user, "user_id"),
        name=optional_text(user, "user_alias"),
        email=optional_text(user, "user_email"),
        plan=optional_text(user, "user_role"),
        created_at=iso_moment(user.get("created_at")),
    )


def find_budget(exchange: Exchange, standing: Standing, user_id: str) -> Budget | None:
    """The budget that bounds the account; of several windows of a key, the one that leaves least."""
    if standing.role is Role.KEY:
        budgets = parse_budgets(standing.key, "account")
        return min(budgets, key=lambda budget: budget.remaining, default=None)
    if user_id or standing.role is Role.USER:
        user = user_row(exchange, user_id)
        return own_budget(user, user, "account")
    whole = exchange.call("GET", "/global/spend")
    budget = own_budget(whole, whole, "account")
    return budget if budget is not None and budget.limit.micros else None  # zero stands for none there


def set_user_budget(exchange: Exchange, user_id: str, budget: Budget | None) -> None:
    """Give a user this one budget, or none."""
    body = {"user_id": user_id, **user_budget_body(budget)}
    exchange.call("POST", "/user/update", body=body, repeatable=True)


def user_row(exchange: Exchange, user_id: str) -> Object:
    """A user's row, by default that of the credential's own user. Errors: `gateway-refused` for an unknown one."""
    answer = exchange.call("GET", "/user/info", query={"user_id": user_id} if user_id else None)
    return inner(answer, "user_info")


def no_balance(label: str, dialect: str) -> UserError:
    """The error where nothing bounds the account."""
    return UserError(
        "not-offered",
        f"{label} does not offer `balance`",
        reason="LiteLLM keeps no balance, and there is no budget that would leave anything",
        hint="smartaipi usage",
        details={"type": "unsupported", "operation": "balance", "dialect": dialect},
    )
