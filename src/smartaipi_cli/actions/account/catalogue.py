"""The models of a gateway, and what they cost."""

from decimal import Decimal
from fnmatch import fnmatchcase

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.profiles.selection import find_token, need_key, select_profile
from smartaipi_cli.domain.catalogue import Model, Price
from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.model_list import list_models
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Fields, Result, Table, Warn


def show_models(machine: Machine, name: str | None, pattern: str) -> Result:
    """The models that a pattern (`gpt-*`) fits; all of them without one."""
    models, source = read_models(machine, name)
    shown = tuple(model for model in models if fits(model.id, pattern))
    headings = ("MODEL", "CONTEXT", "MOST OUTPUT", "OWNER", "GROUPS", "STANDS FOR")
    return Result(
        data={"models": [model_data(model) for model in shown], "source": source},
        blocks=(
            Table(
                columns=tuple(
                    Column(heading=heading, numeric=heading in {"CONTEXT", "MOST OUTPUT"})
                    for heading in headings
                ),
                rows=tuple(
                    (
                        model.id,
                        count(model.context_window),
                        count(model.max_output),
                        model.owner or "-",
                        ", ".join(model.groups) or "-",
                        model.alias_of or "-",
                    )
                    for model in shown
                ),
                empty="no model fits",
            ),
        ),
    )


def show_model(machine: Machine, name: str | None, identifier: str) -> Result:
    """One model with its prices. Errors: `model-not-found`."""
    models, _ = read_models(machine, name)
    model = next((model for model in models if model.id == identifier), None)
    if model is None:
        near = [one.id for one in models if identifier.lower() in one.id.lower()][:5]
        raise UserError(
            "model-not-found",
            f"the gateway lists no model `{identifier}`",
            reason=f"near it are {', '.join(near)}" if near else "",
            hint="smartaipi models list",
        )
    try:
        with opened(machine, name) as (_, account):
            prices = tuple(price for price in account.prices() if price.model == identifier)
        warnings: tuple[Warn, ...] = ()
    except UserError as problem:
        if problem.code not in {"not-offered", "token-missing"}:
            raise
        prices = ()
        warnings = (Warn(code="no-prices", message=f"no prices: {problem.reason or problem.message}"),)
    pairs = [(field, shown) for field, value in model_data(model).items() if (shown := as_text(value))]
    for price in prices:
        group = f" ({price.group})" if price.group else ""
        pairs += [
            (f"{heading.lower()}{group}", cell)
            for heading, cell in zip(PRICE_HEADINGS[2:], price_cells(price, Decimal(1))[2:], strict=True)
            if cell != "-"
        ]
    return Result(
        data={"model": model_data(model), "prices": [price_data(price) for price in prices]},
        blocks=(Fields(pairs=tuple(pairs)),),
        warnings=warnings,
    )


PRICE_HEADINGS = (
    "MODEL",
    "GROUP",
    "INPUT",
    "CACHED INPUT",
    "CACHE WRITE",
    "OUTPUT",
    "REQUEST",
    "PRIORITY",
    "FEE",
)


def show_prices(machine: Machine, name: str | None, pattern: str, group: str, tier: str) -> Result:
    """What models cost per million tokens, in one service tier. Errors: `not-offered`, `usage`."""
    with opened(machine, name) as (_, account):
        account.demand("prices")
        prices = tuple(
            price
            for price in account.prices()
            if fits(price.model, pattern) and (not group or price.group == group)
        )
    if tier and not any(tier in price.tiers for price in prices):
        known = sorted({known for price in prices for known in price.tiers})
        raise UserError(
            "usage",
            f"no price has a tier `{tier}`",
            reason=f"the gateway names {', '.join(known)}" if known else "the gateway names no tiers",
        )
    has_formula = any(price.formula for price in prices)
    return Result(
        data={
            "prices": [price_data(price) for price in prices],
            "unit": "usd_per_million_tokens",
            "tier": tier,
        },
        blocks=(
            Table(
                columns=tuple(
                    Column(heading=heading, numeric=heading not in {"MODEL", "GROUP"})
                    for heading in PRICE_HEADINGS
                ),
                rows=tuple(price_cells(price, price.tiers.get(tier, Decimal(1))) for price in prices),
                empty="no price fits",
            ),
        ),
        warnings=(
            Warn(
                code="formula",
                message="some prices are formulas of the gateway: --json shows them as they are",
            ),
        )
        if has_formula
        else (),
    )


def read_models(machine: Machine, name: str | None) -> tuple[tuple[Model, ...], str]:
    """(models, where they come from): the account API's, else the list that the API key sees."""
    profile, _ = select_profile(machine, name)
    if profile.dialect and profile.management_url and find_token(machine, profile):
        with opened(machine, name) as (_, account):
            if account.capabilities["models"].is_offered:
                return tuple(account.models()), "account"
    key = need_key(machine, profile).secret
    transport = machine.open_transport()
    try:
        return list_models(transport, profile, key), "key"
    finally:
        transport.close()


def fits(identifier: str, pattern: str) -> bool:
    """Whether a model's id fits a pattern; an empty one fits all."""
    return not pattern or fnmatchcase(identifier, pattern)


def model_data(model: Model) -> dict[str, object]:
    """A model for programs."""
    return {
        "id": model.id,
        "owner": model.owner,
        "context_window": model.context_window,
        "max_output": model.max_output,
        "endpoints": model.endpoints,
        "groups": model.groups,
        "alias_of": model.alias_of,
    }


def price_cells(price: Price, factor: Decimal) -> tuple[str, ...]:
    """A price for people, in the tier of `factor`."""
    if price.formula:
        return (price.model, price.group or "-", "formula", *["-"] * 6)
    amounts = (price.input, price.cached_input, price.cache_write, price.output, price.request)
    priority = price.tiers.get("priority")
    return (
        price.model,
        price.group or "-",
        *("-" if amount is None else str(Money(amount.dollars * factor)) for amount in amounts),
        "-" if priority is None else f"x {priority}",
        "-" if price.fee_rate is None else f"{(price.fee_rate * 100).normalize():f} %",
    )


def price_data(price: Price) -> dict[str, object]:
    """A price for programs; amounts in US dollars per million tokens, `request_usd` per call."""
    return {
        "model": price.model,
        "group": price.group or None,
        "group_ratio": price.group_ratio,
        "input_usd": price.input,
        "cached_input_usd": price.cached_input,
        "cache_write_usd": price.cache_write,
        "output_usd": price.output,
        "request_usd": price.request,
        "tiers": dict(price.tiers),
        "list_input_usd": price.list_input,
        "list_output_usd": price.list_output,
        "fee_rate": price.fee_rate,
        "formula": price.formula or None,
    }


def count(number: int | None) -> str:
    """A number of tokens."""
    return "-" if number is None else f"{number:,}"


def as_text(value: object) -> str:
    """A member of a model for people; nothing when it is not told."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:,}" if isinstance(value, int) else str(value or "")
