"""A key and its budgets as people and programs are told of them; never with the secret."""

from decimal import Decimal

from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.spans import iso
from smartaipi_cli.results import Warn

KEY_HEADINGS = ("ID", "NAME", "KEY", "STATUS", "SPENT", "BUDGETS", "EXPIRES", "LAST USED")
TENTH = Decimal("0.1")


def key_row(key: Key) -> tuple[str, ...]:
    """One line of the table below `KEY_HEADINGS`."""
    return (
        key.id,
        key.name,
        key.redacted_value,
        key.status,
        str(key.spent) if key.spent is not None else "-",
        ", ".join(map(in_use, key.budgets)) or "-",
        iso(key.expires_at) if key.expires_at else "never",
        iso(key.last_used_at) if key.last_used_at else "never",
    )


def key_pairs(key: Key) -> tuple[tuple[str, str], ...]:
    """Everything about one key, a line each; what the gateway does not say is left out."""
    return (
        ("id", key.id),
        ("name", key.name),
        ("key", key.redacted_value),
        ("status", key.status),
        *((("created", iso(key.created_at)),) if key.created_at else ()),
        *((("updated", iso(key.updated_at)),) if key.updated_at else ()),
        ("expires", expiry_text(key)),
        ("last used", iso(key.last_used_at) if key.last_used_at else "never"),
        *((("spent", str(key.spent)),) if key.spent is not None else ()),
        *(("budget", budget_text(budget)) for budget in key.budgets),
        ("models", models_text(key.models)),
        *((("group", key.group),) if key.group else ()),
        ("addresses", ", ".join(key.ip_allowlist) or "everywhere"),
        *((name.replace("_", " "), str(limit)) for name, limit in key.rate_limits.items()),
        *((f"metadata {name}", value) for name, value in key.metadata.items()),
    )


def key_data(key: Key) -> dict[str, object]:
    """A key for the JSON envelope."""
    return {
        "id": key.id,
        "name": key.name,
        "redacted_value": key.redacted_value,
        "status": key.status,
        "created_at": key.created_at,
        "updated_at": key.updated_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "models": key.models,
        "group": key.group or None,
        "ip_allowlist": key.ip_allowlist,
        "rate_limits": dict(key.rate_limits),
        "metadata": dict(key.metadata),
        "spent_usd": key.spent,
        "budgets": list(map(budget_data, key.budgets)),
    }


def budget_data(budget: Budget) -> dict[str, object]:
    """A budget for the JSON envelope; `used_percent` has one decimal and may exceed 100."""
    return {
        "period": budget.period,
        "limit_usd": budget.limit,
        "soft_limit_usd": budget.soft_limit,
        "spent_usd": budget.spent,
        "remaining_usd": budget.remaining,
        "used_percent": used_percent(budget),
        "resets_at": budget.resets_at,
        "enforcement": budget.enforcement,
    }


def used_percent(budget: Budget) -> Decimal | None:
    """How much of the limit is spent, in per cent to one decimal; None for a limit of nothing."""
    if not budget.limit.dollars:
        return None
    return (budget.spent.dollars * 100 / budget.limit.dollars).quantize(TENTH)


def percent_text(budget: Budget) -> str:
    """`132 %`."""
    percent = used_percent(budget)
    return "-" if percent is None else f"{percent:.0f} %"


def budget_text(budget: Budget) -> str:
    """A budget in full, for one line."""
    resets = f", resets {iso(budget.resets_at)}" if budget.resets_at else ""
    enforced = f", {budget.enforcement}" if budget.enforcement != "unknown" else ""
    return f"{in_use(budget)} ({percent_text(budget)}{resets}{enforced})"


def in_use(budget: Budget) -> str:
    """`$1.20 of $5.00 a day`."""
    return f"{budget.spent} of {limit_text(budget.limit, budget.period)}"


def limits_text(budgets: tuple[Budget, ...]) -> str:
    """The limits alone: `$5.00 a day, $50.00 a month`."""
    return ", ".join(limit_text(budget.limit, budget.period) for budget in budgets) or "none"


def limit_text(limit: Money, period: str) -> str:
    """`$5.00 a day`, `$100.00 in all`."""
    return f"{limit} in all" if period == "total" else f"{limit} a {period}"


def models_text(models: tuple[str, ...] | None) -> str:
    """None is every model, an empty tuple none."""
    return "all" if models is None else ", ".join(models) or "none"


def expiry_text(key: Key) -> str:
    """When the key ends."""
    return iso(key.expires_at) if key.expires_at else "never"


def rounding_warnings(wanted: tuple[Budget, ...], kept: tuple[Budget, ...]) -> tuple[Warn, ...]:
    """Said where the gateway keeps another limit than the one asked for: its units are coarser than ours."""
    limits = {budget.period: budget.limit for budget in kept}
    return tuple(
        Warn(
            code="limit-rounded",
            message=f"the gateway keeps {limit_text(limits[budget.period], budget.period)}, "
            f"not {limit_text(budget.limit, budget.period)}",
        )
        for budget in wanted
        if budget.period in limits and limits[budget.period] != budget.limit
    )
