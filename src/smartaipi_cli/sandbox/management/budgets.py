"""`/budgets`: limits of the account and of single keys."""

from sqlite3 import Connection

from smartaipi_cli.sandbox.budgets import ACCOUNT_SCOPE, Budget, read_budgets, remove_budget, set_budget
from smartaipi_cli.sandbox.management.exchange import Exchange, Reply
from smartaipi_cli.sandbox.management.key_fields import read_limit, read_period
from smartaipi_cli.sandbox.management.key_rows import check_editable, touch_key
from smartaipi_cli.sandbox.management.lists import whole_list
from smartaipi_cli.sandbox.management.parameters import read_one
from smartaipi_cli.sandbox.problems import Json, ProblemError, not_found


async def list_budgets(exchange: Exchange) -> Reply:
    """Every budget, or those of one `scope`."""
    scope = read_one(exchange.query, "scope")
    budgets = await exchange.gateway.store.read(
        lambda connection: read_budgets(connection, scope, exchange.now_s)
    )
    return Reply(body=whole_list([_to_json(budget) for budget in budgets]))


async def put_budget(exchange: Exchange) -> Reply:
    """Sets the budget of a scope for a period. What was spent in the window already counts."""
    scope, period = exchange.path_params["scope"], read_period(exchange.path_params["period"])
    limit = read_limit(exchange.body(), period)

    def put(connection: Connection) -> Json:
        _touch_scope(connection, scope, exchange.now_s)
        set_budget(connection, scope, period, limit.limit_micros, limit.soft_limit_micros)
        budgets = read_budgets(connection, scope, exchange.now_s)
        return next(_to_json(budget) for budget in budgets if budget.period is period)

    return Reply(body=await exchange.gateway.store.write(put))


async def delete_budget(exchange: Exchange) -> Reply:
    """Removes the budget of a scope for a period."""
    scope, period = exchange.path_params["scope"], read_period(exchange.path_params["period"])

    def delete(connection: Connection) -> None:
        _touch_scope(connection, scope, exchange.now_s)
        if not remove_budget(connection, scope, period):
            raise ProblemError(not_found("There is no such budget", code="budget_not_found"))

    await exchange.gateway.store.write(delete)
    return Reply(body={"object": "budget", "scope": scope, "period": period.value, "deleted": True})


def _touch_scope(connection: Connection, scope: str, now_s: int) -> None:
    if scope != ACCOUNT_SCOPE:
        check_editable(connection, scope)
        touch_key(connection, scope, now_s)


def _to_json(budget: Budget) -> Json:
    return {"object": "budget", "scope": budget.scope, **budget.to_json()}
