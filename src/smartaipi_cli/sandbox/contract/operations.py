"""Every operation of the contract in one table: what it takes, what it answers, how it refuses."""

from dataclasses import dataclass, field
from typing import Final

from smartaipi_cli.sandbox.contract.answers import page_of
from smartaipi_cli.sandbox.contract.forms import LATEST_SECOND, listed, named, text, whole
from smartaipi_cli.sandbox.contract.requests import PERIODS
from smartaipi_cli.sandbox.management.auth import CLIENT_ID, DEVICE_GRANT
from smartaipi_cli.sandbox.management.exchange import HEADER, LONGEST_IDEMPOTENCY_KEY
from smartaipi_cli.sandbox.management.keys import STATUSES
from smartaipi_cli.sandbox.management.lists import LARGEST_PAGE
from smartaipi_cli.sandbox.management.usage import WIDTHS
from smartaipi_cli.sandbox.management.usage_sums import GROUPS
from smartaipi_cli.sandbox.problems import Json
from smartaipi_cli.sandbox.tokens import SCOPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call. `refusals` are the statuses besides those of every call under the account token."""

    route: str
    title: str
    answer: Json
    status: int = 200
    query: tuple[Json, ...] = ()
    headers: tuple[Json, ...] = ()
    body: Json | None = None
    is_body_needed: bool = False
    form: Json | None = None
    refusals: tuple[int, ...] = ()
    links: Json = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The operation id: `get_keys_key_id_usage`."""
        return "_".join(self.route.lower().replace("/", " ").replace("{", "").replace("}", "").split())


def parameter(name: str, schema: Json, place: str = "query") -> Json:
    """A parameter that may be left out."""
    return {"name": name, "in": place, "schema": schema}


_SPAN: Final = (
    parameter("start_time", whole("inclusive, Unix seconds", high=LATEST_SECOND)),
    parameter("end_time", whole("exclusive, Unix seconds", high=LATEST_SECOND)),
)
_PAGE: Final = (
    parameter("limit", whole("how many", low=1, high=LARGEST_PAGE)),
    parameter("after", text("the id that the page begins after")),
    parameter("before", text("the id that the page ends before")),
    parameter("order", {"enum": ["asc", "desc"], "description": "by creation"}),
)
_FILTERS: Final = (parameter("key_ids[]", listed(text())), parameter("models[]", listed(text())))
_ONCE: Final = (
    parameter(
        "Idempotency-Key",
        text(minLength=1, maxLength=LONGEST_IDEMPOTENCY_KEY, pattern=HEADER.pattern),
        "header",
    ),
)
_GUARD: Final = (
    parameter("If-Match", text("the ETag of the key as it was read", pattern=HEADER.pattern), "header"),
)
_KNOWN: Final = (parameter("If-None-Match", text("the ETag of the list", pattern=HEADER.pattern), "header"),)
_LINKS: Final = {
    name: {"operationId": operation, "parameters": {"key_id": "$response.body#/id"}}
    for name, operation in {
        "show": "get_keys_key_id",
        "edit": "patch_keys_key_id",
        "rotate": "post_keys_key_id_rotate",
        "disable": "post_keys_key_id_disable",
        "revoke": "delete_keys_key_id",
        "total": "get_keys_key_id_usage",
    }.items()
}

OPERATIONS: Final = (
    Operation(route="GET /meta", title="What this server offers, and its clock", answer=named("Meta")),
    Operation(route="GET /usage", title="The balance in whole cents", answer=named("Credits")),
    Operation(route="GET /account", title="Whose account this is", answer=named("Account")),
    Operation(route="GET /balance", title="The balance, free and paid apart", answer=named("Balance")),
    Operation(
        route="GET /ledger",
        title="Every movement of money",
        answer=page_of("LedgerEntry"),
        query=(*_PAGE, *_SPAN, parameter("type", text())),
        refusals=(400,),
    ),
    Operation(
        route="GET /keys",
        title="The keys that are not revoked, or those of one status",
        answer=page_of("Key"),
        query=(
            *_PAGE,
            parameter("status", {"enum": list(STATUSES)}),
            parameter("name", text()),
            parameter("group", text()),
        ),
        refusals=(400,),
    ),
    Operation(
        route="POST /keys",
        title="Make a key; its value is in this answer alone",
        answer=named("NewKey"),
        status=201,
        headers=_ONCE,
        body=named("KeyWish"),
        refusals=(400, 409, 422),
        links=_LINKS,
    ),
    Operation(
        route="GET /keys/{key_id}", title="One key, a revoked one too", answer=named("Key"), refusals=(404,)
    ),
    Operation(
        route="PATCH /keys/{key_id}",
        title="Edit a key",
        answer=named("Key"),
        headers=_GUARD,
        body=named("KeyPatch"),
        refusals=(400, 404, 412),
    ),
    Operation(
        route="DELETE /keys/{key_id}",
        title="Revoke a key for good; a second time it is 404 key_revoked",
        answer=named("Deletion"),
        headers=_GUARD,
        refusals=(400, 404, 412),
    ),
    *(
        Operation(
            route=f"POST /keys/{{key_id}}/{verb}",
            title=title,
            answer=named("Key"),
            headers=(*_ONCE, *_GUARD),
            refusals=(400, 404, 409, 412, 422),
        )
        for verb, title in (
            ("disable", "Refuse the key for now"),
            ("enable", "Let a disabled key work again"),
        )
    ),
    Operation(
        route="POST /keys/{key_id}/rotate",
        title="Give a key a new value",
        answer=named("RotatedKey"),
        headers=(*_ONCE, *_GUARD),
        body=named("Rotation"),
        refusals=(400, 404, 409, 412, 422),
    ),
    Operation(
        route="GET /keys/{key_id}/usage",
        title="The totals of one key",
        answer=named("Summary"),
        query=_SPAN,
        refusals=(400, 404),
    ),
    Operation(
        route="GET /budgets",
        title="Every budget, or those of one scope",
        answer=page_of("Budget"),
        query=(parameter("scope", text()),),
        refusals=(400,),
    ),
    Operation(
        route="PUT /budgets/{scope}/{period}",
        title="Set or replace a budget; what was spent in the window counts",
        answer=named("Budget"),
        body=named("BudgetWish"),
        is_body_needed=True,
        refusals=(400, 404),
    ),
    Operation(
        route="DELETE /budgets/{scope}/{period}",
        title="Take a budget away; a second time it is 404 budget_not_found",
        answer=named("Deletion"),
        refusals=(400, 404),
    ),
    Operation(
        route="GET /usage/summary",
        title="The totals of a range",
        answer=named("Summary"),
        query=(*_SPAN, *_FILTERS),
        refusals=(400,),
    ),
    Operation(
        route="GET /usage/buckets",
        title="Totals by minute, hour or day, by groups",
        answer=named("Report"),
        query=(
            *_SPAN,
            *_FILTERS,
            parameter("bucket_width", {"enum": list(WIDTHS)}),
            parameter(
                "limit", whole("how many buckets", low=1, high=max(most for *_, most in WIDTHS.values()))
            ),
            parameter("group_by[]", listed({"enum": list(GROUPS)})),
            parameter("page", text("the next_page of the page before")),
        ),
        refusals=(400,),
    ),
    Operation(
        route="GET /usage/records",
        title="The request log, at most 31 days in one call",
        answer=page_of("Record"),
        query=(*_PAGE, *_SPAN, *_FILTERS),
        refusals=(400,),
        links={
            "show": {
                "operationId": "get_usage_records_record_id",
                "parameters": {"record_id": "$response.body#/data/0/id"},
            }
        },
    ),
    Operation(
        route="GET /usage/records/{record_id}",
        title="One request",
        answer=named("Record"),
        refusals=(404,),
    ),
    *(
        Operation(
            route=f"GET /{noun}", title=title, answer=page_of(schema), headers=_KNOWN, refusals=(304, 400)
        )
        for noun, title, schema in (
            ("models", "What can be called", "Model"),
            ("prices", "What it costs", "Price"),
        )
    ),
)
"""The calls under the account token."""

OAUTH_OPERATIONS: Final = (
    Operation(
        route="POST /auth/device",
        title="Begin a device login (RFC 8628)",
        answer=named("DeviceLogin"),
        form={"client_id": text(pattern=CLIENT_ID), "scope?": {"enum": list(SCOPES)}},
        links={
            "collect": {
                "operationId": "post_auth_token",
                "requestBody": {"device_code": "$response.body#/device_code"},
            }
        },
    ),
    Operation(
        route="POST /auth/token",
        title="Collect the token of an approved login",
        answer=named("Token"),
        form={
            "grant_type": {"enum": [DEVICE_GRANT]},
            "device_code": text(minLength=1),
            "client_id": text(pattern=CLIENT_ID),
        },
    ),
    Operation(
        route="POST /auth/revoke",
        title="Make a token void (RFC 7009)",
        answer={"type": "object"},
        form={"token": text(minLength=1)},
    ),
)
"""The calls that need no token, with OAuth's errors."""

PATH_PARAMETERS: Final[dict[str, Json]] = {
    "key_id": text(minLength=1),
    "record_id": text(minLength=1),
    "scope": text("`account`, or the id of a key", minLength=1),
    "period": {"enum": PERIODS},
}
