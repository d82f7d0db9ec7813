"""OpenRouter's objects, from its JSON to ours. Amounts are US dollars, exact to the last digit of the text."""

from datetime import datetime, timedelta

from smartaipi_cli.domain.account import Account, Balance
from smartaipi_cli.domain.catalogue import Model, Price
from smartaipi_cli.domain.key import Budget, Key, KeyStatus
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import Dimension, UsageRecord, UsageTotals
from smartaipi_cli.gateways.dialects.creation import shown_secret
from smartaipi_cli.gateways.dialects.fields import (
    Object,
    decimal,
    dollars,
    inner,
    integer,
    iso_moment,
    missing,
    optional_integer,
    optional_text,
    text,
)
from smartaipi_cli.gateways.dialects.reports import Part

TOKENS_PER_PRICE = 1_000_000
PERIODS = {"daily": "day", "weekly": "week", "monthly": "month"}
"""`limit_reset` to our windows; without one the limit is for the key's whole life."""

SPENT_IN = {"day": "usage_daily", "week": "usage_weekly", "month": "usage_monthly", "total": "usage"}
PRICED_BY_TOKEN = ("prompt", "completion", "input_cache_read", "input_cache_write")
VARIABLE = "varies: each request costs what the model costs that it is routed to"


def parse_key(data: Object, now: datetime, value: object = None) -> Key:
    """A key of `/keys`; `value` is the secret beside it in the answer that created it."""
    budget = parse_budget(data, now)
    return Key(
        id=text(data, "hash"),
        name=optional_text(data, "name"),
        redacted_value=optional_text(data, "label"),
        status=status_of(data, now),
        created_at=iso_moment(data.get("created_at")),
        updated_at=iso_moment(data.get("updated_at")),
        expires_at=iso_moment(data.get("expires_at")),
        last_used_at=iso_moment(data.get("last_used_at")),
        group=optional_text(data, "workspace_id"),
        budgets=(budget,) if budget else (),
        spent=dollars(data, "usage"),
        secret=shown_secret(value),
    )


def parse_own_key(data: Object, now: datetime) -> Key:
    """The key of `/key`, which is told neither its hash nor its name: its mask stands for both."""
    label = optional_text(data, "label") or "this key"
    return parse_key({"hash": label, "name": label, **data}, now)


def status_of(data: Object, now: datetime) -> KeyStatus:
    """OpenRouter only says `disabled`; the other states follow from the expiry and what remains."""
    expires = iso_moment(data.get("expires_at"))
    remaining = decimal(data, "limit_remaining")
    if data.get("disabled") is True:
        return "disabled"
    if expires is not None and expires <= now:
        return "expired"
    return "exhausted" if remaining is not None and remaining <= 0 else "active"


def parse_budget(data: Object, now: datetime) -> Budget | None:
    """A key's one limit; None when it has none.

    What was paid with the user's own provider keys counts where the key says so (`include_byok_in_limit`).
    """
    limit = dollars(data, "limit")
    if limit is None:
        return None
    reset = optional_text(data, "limit_reset")
    period = PERIODS.get(reset, reset or "total")
    member = SPENT_IN.get(period, "usage")
    spent = dollars(data, member) or Money.zero()
    if data.get("include_byok_in_limit") is True:
        spent += dollars(data, f"byok_{member}") or Money.zero()
    return Budget(
        period=period,
        limit=limit,
        spent=spent,
        resets_at=next_reset(period, now),
        scope=text(data, "hash"),
    )


def next_reset(period: str, now: datetime) -> datetime | None:
    """When a window ends: at midnight UTC, weeks with Sunday."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "day":
        return today + timedelta(days=1)
    if period == "week":
        return today + timedelta(days=7 - today.weekday())
    if period == "month":
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return None


def parse_account(data: Object) -> Account:
    """What `/key` tells of the account behind it."""
    plan = {True: "free tier", False: "paid"}.get(data.get("is_free_tier", ""), "")
    return Account(id=optional_text(data, "creator_user_id"), plan=plan)


def parse_credits(data: Object) -> Balance:
    """What was bought less what was used: negative when more was used."""
    bought, used = dollars(data, "total_credits"), dollars(data, "total_usage")
    if bought is None or used is None:
        raise missing("total_credits")
    return Balance(available=bought - used, lifetime_spend=used)


def parse_activity(data: Object, group_by: tuple[Dimension, ...], key_id: str) -> Part:
    """One row of the activity: a day on one endpoint."""
    day = iso_moment(data.get("date"))
    if day is None:
        raise missing("date")
    groups = {
        "key": key_id,
        "model": optional_text(data, "model"),
        "actual_model": optional_text(data, "model_permaslug"),
    }
    return Part(
        start=day,
        group=tuple(groups[dimension] for dimension in group_by),
        totals=UsageTotals(
            requests=integer(data, "requests", 0),
            input_tokens=integer(data, "prompt_tokens", 0),
            output_tokens=integer(data, "completion_tokens", 0),
            reasoning_tokens=integer(data, "reasoning_tokens", 0),
            cost=dollars(data, "usage") or Money.zero(),
        ),
    )


def parse_generation(data: Object) -> UsageRecord:
    """One request, with the token counts of the model's own tokenizer, by which it is billed."""
    time = iso_moment(data.get("created_at"))
    cost = dollars(data, "total_cost")
    if time is None or cost is None:
        raise missing("total_cost" if time else "created_at")
    return UsageRecord(
        id=text(data, "id"),
        time=time,
        model=optional_text(data, "model"),
        cost=cost,
        endpoint=optional_text(data, "api_type"),
        service_tier=optional_text(data, "service_tier"),
        status="cancelled" if data.get("cancelled") is True else "ok",
        input_tokens=integer(data, "native_tokens_prompt", 0),
        cached_input_tokens=integer(data, "native_tokens_cached", 0),
        output_tokens=integer(data, "native_tokens_completion", 0),
        reasoning_tokens=integer(data, "native_tokens_reasoning", 0),
        duration_ms=optional_integer(data, "latency"),
        streamed=data["streamed"] if isinstance(data.get("streamed"), bool) else None,
    )


def parse_model(data: Object) -> Model:
    """A model of the public list."""
    identifier, slug = text(data, "id"), optional_text(data, "canonical_slug")
    return Model(
        id=identifier,
        owner=identifier.partition("/")[0] if "/" in identifier else "",
        context_window=optional_integer(data, "context_length"),
        max_output=optional_integer(inner(data, "top_provider"), "max_completion_tokens"),
        alias_of=slug if slug != identifier else "",
    )


def parse_price(data: Object) -> Price:
    """The price of a model: texts in US dollars per token, -1 where it depends on the request."""
    pricing = inner(data, "pricing")
    prompt, completion, read, written = (per_million(pricing, name) for name in PRICED_BY_TOKEN)
    request = dollars(pricing, "request")
    return Price(
        model=text(data, "id"),
        input=prompt,
        cached_input=read,
        cache_write=written,
        output=completion,
        request=request if request is not None and request > Money.zero() else None,
        formula=formula_of(pricing),
    )


def per_million(pricing: Object, member: str) -> Money | None:
    """A price per million tokens; None when it is not told or varies."""
    found = decimal(pricing, member)
    return Money(found * TOKENS_PER_PRICE) if found is not None and found >= 0 else None


def formula_of(pricing: Object) -> str:
    """What the columns of a price cannot say: that it varies, or what else costs something."""
    if any((decimal(pricing, member) or 0) < 0 for member in PRICED_BY_TOKEN):
        return VARIABLE
    others = {
        member: dollars(pricing, member)
        for member, price in pricing.items()
        if member not in {*PRICED_BY_TOKEN, "request", "discount"} and isinstance(price, str)
    }
    dear = [f"{member} {amount}" for member, amount in others.items() if amount and amount > Money.zero()]
    return f"besides, a unit each: {', '.join(dear)}" if dear else ""
