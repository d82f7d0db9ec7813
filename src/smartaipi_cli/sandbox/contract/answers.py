"""Schemas of what the management API answers."""

from typing import Final

from smartaipi_cli.sandbox.contract.forms import (
    flag,
    growing,
    listed,
    moment,
    named,
    optional,
    signed,
    text,
    told,
    whole,
)
from smartaipi_cli.sandbox.contract.requests import PERIODS
from smartaipi_cli.sandbox.keys import RATE_LIMITS
from smartaipi_cli.sandbox.management.auth import OAUTH_ERRORS
from smartaipi_cli.sandbox.management.keys import STATUSES
from smartaipi_cli.sandbox.management.usage_sums import COUNTERS, GROUPS
from smartaipi_cli.sandbox.problems import Json

_CURRENCY: Final = {"const": "usd"}
_BUDGET: Final = {
    "period": growing("UTC window", tuple(PERIODS)),
    "limit_micros": whole(),
    "soft_limit_micros": optional(whole()),
    "spent_micros": whole("in the window that runs; may exceed a limit that was set later"),
    "resets_at": optional(moment("null: never")),
    "enforcement": growing("what happens at the limit", ("hard", "soft")),
}
_KEY: Final = told(
    "key",
    id=text("key_…"),
    name=text(),
    redacted_value=text("the beginning and the last four characters"),
    status=growing("what counts now", STATUSES),
    created_at=moment(""),
    updated_at=moment("of the last edit; spending is none"),
    expires_at=optional(moment("")),
    last_used_at=optional(moment("")),
    models=optional(listed(text())),
    group=optional(text()),
    ip_allowlist=listed(text()),
    budgets=listed(told("", **_BUDGET)),
    rate_limits=told("", **{name: optional(whole()) for name in RATE_LIMITS}),
    spent_micros=whole("since the key is"),
    metadata={"type": "object", "additionalProperties": text()},
)
_COUNTS: Final = {name: whole() for name in COUNTERS}
_TOTALS: Final = told("usage.result", **_COUNTS, **{name: optional(text()) for name in GROUPS})
_RANGE: Final = {"start_time": moment("inclusive"), "end_time": moment("exclusive")}


def page_of(name: str) -> Json:
    """A list by cursor, or a whole one, whose `has_more` is false."""
    cursor = optional(text("null when there is none"))
    return told(
        "list", data=listed(named(name)), first_id=cursor, last_id=cursor, has_more=flag("older ones follow")
    )


def _with(schema: Json, **members: Json) -> Json:
    return {"allOf": [schema, told("", **members)]}


ANSWERS: Final[dict[str, Json]] = {
    "Meta": told(
        "meta",
        api_version=text("the date of this contract", format="date"),
        features=listed(text()),
        limits={"type": "object", "additionalProperties": whole()},
        time=moment("the server's clock"),
    ),
    "Credits": {
        "type": "object",
        "required": ["credits", "free_credits"],
        "properties": {
            "credits": signed("whole US cents, cut towards zero"),
            "free_credits": signed("the same"),
            "credits_micros": signed("exact"),
            "free_credits_micros": signed("exact"),
        },
    },
    "Account": told(
        "account",
        id=text(),
        email=text(),
        display_name=text(),
        status=growing("of the account", ("active", "suspended")),
        plan=optional(text()),
        group=optional(text()),
        currency=_CURRENCY,
        created_at=moment(""),
    ),
    "Balance": told(
        "balance",
        available_micros=signed("what a new request may reserve"),
        paid_micros=signed("the part that was paid for"),
        free_micros=signed("the part that was given"),
        pending_micros=whole("reserved for requests in flight"),
        currency=_CURRENCY,
        as_of=moment(""),
    ),
    "Key": _KEY,
    "NewKey": {
        **_KEY,
        "properties": {**_KEY["properties"], "value": text("the key itself, this once; not in a replay")},
    },
    "RotatedKey": {
        **_with(named("NewKey"), previous_expires_at=moment("when the value before stops working")),
    },
    "Deletion": {
        "type": "object",
        "required": ["object", "deleted"],
        "properties": {"deleted": {"const": True}},
    },
    "Budget": told("budget", scope=text("`account`, or the id of a key"), **_BUDGET),
    "Totals": _TOTALS,
    "Summary": _with(named("Totals"), **_RANGE),
    "Bucket": told(
        "bucket",
        **_RANGE,
        complete=flag("false while it may still change: it is not over, or a request of it is in flight"),
        results=listed(named("Totals"), description="one for each group; none when nothing was used"),
    ),
    "Report": told(
        "page",
        data=listed(named("Bucket")),
        has_more=flag("later buckets follow"),
        next_page=optional(text("the `page` of the next call")),
    ),
    "Record": told(
        "usage.record",
        id=text("req_…, the x-request-id of the call"),
        time=moment("when it was admitted"),
        key_id=text(),
        model=text("as it was asked for"),
        actual_model=text("what answered"),
        endpoint=text(),
        service_tier=text(),
        **{name: whole() for name in COUNTERS[2:]},
        duration_ms=optional(whole()),
        first_token_ms=optional(whole()),
        streamed=flag(""),
        status=growing("how it ended", ("ok", "error", "blocked", "pending")),
        error_code=optional(text()),
    ),
    "LedgerEntry": told(
        "ledger_entry",
        id=text("le_…"),
        created_at=moment(""),
        type=growing("", ("top_up", "grant", "usage", "adjustment", "refund", "expiry", "transfer")),
        amount_micros=signed("what comes in is positive"),
        balance_after_micros=signed("of the account"),
        free_micros=signed("the part that free credit gives or pays"),
        currency=_CURRENCY,
        description=text(),
        reference=optional(told("", type=text(), id=text())),
        key_id=optional(text()),
        settled=flag("a later entry may correct one that is not"),
    ),
    "Model": told(
        "model",
        id=text(),
        display_name=text(),
        owner=text(),
        context_window=whole("tokens"),
        endpoints=listed(text()),
        alias_of=optional(text()),
    ),
    "Price": told(
        "price",
        model=text(),
        currency=_CURRENCY,
        **{
            f"{name}_micros_per_million_tokens": whole()
            for name in ("input", "cached_input", "cache_write", "output")
        },
        request_micros=whole("per call"),
        tiers={"type": "object", "additionalProperties": text("a factor as a decimal", pattern=r"^[0-9.]+$")},
        list_price=optional({"type": "object"}),
        fee_rate=optional(text("a fraction as a decimal")),
        effective_at=moment(""),
    ),
    "DeviceLogin": told(
        "",
        device_code=text(),
        user_code=text("for the person to type"),
        verification_uri=text(),
        verification_uri_complete=text(),
        expires_in=whole("seconds"),
        interval=whole("seconds between two questions"),
    ),
    "Token": told(
        "", access_token=text(), token_type={"const": "Bearer"}, expires_in=whole("seconds"), scope=text()
    ),
    "OAuthError": told("", error={"enum": list(OAUTH_ERRORS)}),
    "Problem": told(
        "",
        error={
            **told(
                "",
                message=text("for people"),
                type=text(),
                code=text("for programs"),
                param=optional(text("the member that is wrong")),
                request_id=text(),
            ),
        },
    ),
}
"""Name to schema."""
