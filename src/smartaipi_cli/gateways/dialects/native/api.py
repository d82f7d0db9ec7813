"""The native account API: `GET /usage` as Smart AIPI publishes it, and the contract that `GET /meta` announces.

Only the balance is publicly known of smartaipi.com; the rest is this project's proposal (docs/native-contract.md),
which the sandbox implements. A gateway without `/meta` offers the balance and nothing else. Money on the wire is
integer micro-US-dollars, times are Unix seconds.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Request, Transport
from smartaipi_cli.domain.usage import Balance, UsageBucket, UsageRecord, UsageTotals
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import problem_of, read_object
from smartaipi_cli.gateways.capabilities import NATIVE, Capabilities, demand, unsupported

API_VERSION = "2026-11-01"
PAGE_SIZE = 100
FEATURES = {
    "keys": ("keys.list", "keys.show", "keys.create", "keys.revoke"),
    "usage.summary": ("usage.summary",),
    "usage.buckets": ("usage.buckets",),
    "usage.records": ("usage.records",),
}
"""What each feature that `/meta` announces makes possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWish:
    """What a key to be created should be."""

    name: str
    budgets: tuple[Budget, ...] = ()
    models: tuple[str, ...] | None = None
    expires_at: datetime | None = None
    metadata: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class NativeGateway:
    """One account on a gateway of the native dialect.

    `url` is the management address (`…/api`), `token` the account token. Errors of every method: those of
    the transport and of `gateways.answers`; `not-offered` for what the gateway does not announce.
    """

    label: str
    url: str
    token: Secret
    transport: Transport

    @cached_property
    def features(self) -> frozenset[str]:
        """What `/meta` announces; nothing when there is no such page."""
        response = self.transport.send(self.request("GET", "/meta"))
        if response.status in {404, 405, 501}:
            return frozenset()
        announced = read_object(response, self.url).get("features")
        return frozenset(map(str, announced)) if isinstance(announced, list) else frozenset()

    @cached_property
    def capabilities(self) -> Capabilities:
        """What this gateway can do."""
        missing = unsupported("it publishes only the balance: its account API has no `/meta` page")
        if self.features:
            missing = unsupported("its `/meta` page does not announce it")
        return {
            "balance": NATIVE,
            **{
                operation: NATIVE if feature in self.features else missing
                for feature, operations in FEATURES.items()
                for operation in operations
            },
        }

    def demand(self, operation: str) -> None:
        """Errors: `not-offered`."""
        demand(self.capabilities, operation, self.label)

    def balance(self) -> Balance:
        """What the account can still spend; from `/balance` when announced, else from the known `/usage`."""
        if "balance" in self.features:
            answer = self.call("GET", "/balance")
            return Balance(
                available=money(answer, "available_micros"),
                paid=money(answer, "paid_micros"),
                free=money(answer, "free_micros"),
                pending=money(answer, "pending_micros"),
                as_of=moment(answer.get("as_of")),
            )
        answer = self.call("GET", "/usage")
        paid = Money.from_cents(integer(answer, "credits"))
        free = Money.from_cents(integer(answer, "free_credits"))
        return Balance(available=paid + free, paid=paid, free=free)

    def list_keys(self) -> Iterator[Key]:
        """Every key of the account, newest first."""
        self.demand("keys.list")
        return map(parse_key, self.pages("/keys", {}))

    def key(self, identifier: str) -> Key:
        """One key. Errors: `key-not-found`."""
        self.demand("keys.show")
        return parse_key(self.call("GET", f"/keys/{quote(identifier, safe='')}"))

    def create_key(self, wish: KeyWish, idempotency_key: str) -> Key:
        """Create a key; its secret is in the answer this once.

        `idempotency_key` is the same for every try of one wish, so that a lost answer never makes two keys.
        """
        self.demand("keys.create")
        body: dict[str, object] = {"name": wish.name}
        if wish.models is not None:
            body["models"] = list(wish.models)
        if wish.budgets:
            body["budgets"] = [
                {"period": budget.period, "limit_micros": budget.limit.micros} for budget in wish.budgets
            ]
        if wish.expires_at:
            body["expires_at"] = int(wish.expires_at.timestamp())
        if wish.metadata:
            body["metadata"] = dict(wish.metadata)
        return parse_key(self.call("POST", "/keys", body=body, extra={"idempotency-key": idempotency_key}))

    def revoke_key(self, identifier: str) -> None:
        """Revoke a key for good; one that is revoked already is success."""
        self.demand("keys.revoke")
        url = f"/keys/{quote(identifier, safe='')}"
        response = self.transport.send(self.request("DELETE", url))
        if response.status >= 300:
            problem = problem_of(response, self.url)
            if problem.details.get("kind") != "key_revoked":
                raise problem

    def usage_summary(self, start: datetime, end: datetime) -> UsageTotals:
        """The totals of [start, end)."""
        self.demand("usage.summary")
        return parse_totals(self.call("GET", "/usage/summary", query=span(start, end)))

    def usage_buckets(
        self, start: datetime, end: datetime, *, width: str, group_by: Sequence[str] = ()
    ) -> Iterator[UsageBucket]:
        """Totals of every window of `width` (`1h`, `1d`) in [start, end), by the groups asked for."""
        self.demand("usage.buckets")
        query: dict[str, str | list[str]] = {
            **span(start, end),
            "bucket_width": width,
            "group_by[]": list(group_by),
        }
        while True:
            page = self.call("GET", "/usage/buckets", query=query)
            for bucket in objects(page, "data"):
                yield from parse_bucket(bucket)
            if not page.get("has_more") or not page.get("next_page"):
                return
            query["page"] = str(page["next_page"])

    def usage_records(self, start: datetime, end: datetime) -> Iterator[UsageRecord]:
        """Single requests in [start, end), newest first."""
        self.demand("usage.records")
        return map(parse_record, self.pages("/usage/records", span(start, end)))

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        """Every item of a list, page after page; the cursor is the last item's id."""
        cursor: dict[str, str | list[str]] = {**query, "limit": str(PAGE_SIZE)}
        while True:
            page = self.call("GET", path, query=cursor)
            yield from objects(page, "data")
            last = page.get("last_id")
            if not page.get("has_more") or not last or last == cursor.get("after"):
                return
            cursor["after"] = str(last)

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | list[str]] | None = None,
        body: Mapping[str, object] | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        """Send one request and read the object that comes back."""
        target = f"{path}?{urlencode(query, doseq=True)}" if query else path
        return read_object(
            self.transport.send(self.request(method, target, body=body, extra=extra)), self.url
        )

    def request(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, object] | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> Request:
        """The request with its credential and version."""
        return Request(
            method=method,
            url=f"{self.url}{path}",
            headers={
                "authorization": f"Bearer {self.token.reveal()}",
                "smartaipi-version": API_VERSION,
                "accept": "application/json",
                **({"content-type": "application/json"} if body is not None else {}),
                **(extra or {}),
            },
            body=json.dumps(body).encode() if body is not None else b"",
        )


def parse_key(data: Mapping[str, Any]) -> Key:
    """A key object. Unknown members are ignored, unknown statuses shown as such."""
    status = data.get("status")
    known = {"active", "disabled", "expired", "exhausted", "revoked"}
    models = data.get("models")
    value = data.get("value")
    return Key(
        id=text(data, "id"),
        name=str(data.get("name") or ""),
        redacted_value=str(data.get("redacted_value") or ""),
        status=status if status in known else "unknown",
        created_at=moment(data.get("created_at")),
        expires_at=moment(data.get("expires_at")),
        last_used_at=moment(data.get("last_used_at")),
        models=tuple(map(str, models)) if isinstance(models, list) else None,
        group=str(data.get("group") or ""),
        budgets=tuple(map(parse_budget, objects(data, "budgets"))),
        spent=money(data, "spent_micros") if "spent_micros" in data else None,
        secret=Secret(value) if isinstance(value, str) and value else None,
    )


def parse_budget(data: Mapping[str, Any]) -> Budget:
    """A budget object of a key."""
    return Budget(
        period=text(data, "period"),
        limit=money(data, "limit_micros"),
        spent=money(data, "spent_micros") if "spent_micros" in data else Money.zero(),
        resets_at=moment(data.get("resets_at")),
    )


def parse_totals(data: Mapping[str, Any]) -> UsageTotals:
    """A usage result."""
    return UsageTotals(
        requests=integer(data, "requests"),
        failed_requests=integer(data, "failed_requests", 0),
        input_tokens=integer(data, "input_tokens", 0),
        cached_input_tokens=integer(data, "input_cached_tokens", 0),
        output_tokens=integer(data, "output_tokens", 0),
        reasoning_tokens=integer(data, "reasoning_tokens", 0),
        cost=money(data, "cost_micros"),
    )


def parse_bucket(data: Mapping[str, Any]) -> Iterator[UsageBucket]:
    """One bucket of a report: a `UsageBucket` for each of its results."""
    start, end = moment(data.get("start_time")), moment(data.get("end_time"))
    if start is None or end is None:
        raise missing("start_time")
    for result in objects(data, "results"):
        yield UsageBucket(
            start=start,
            end=end,
            totals=parse_totals(result),
            key_id=str(result.get("key_id") or ""),
            model=str(result.get("model") or ""),
            complete=bool(data.get("complete", True)),
        )


def parse_record(data: Mapping[str, Any]) -> UsageRecord:
    """One line of the request log."""
    time = moment(data.get("time"))
    if time is None:
        raise missing("time")
    return UsageRecord(
        id=text(data, "id"),
        time=time,
        key_id=str(data.get("key_id") or ""),
        model=str(data.get("model") or ""),
        actual_model=str(data.get("actual_model") or ""),
        endpoint=str(data.get("endpoint") or ""),
        status=str(data.get("status") or ""),
        input_tokens=integer(data, "input_tokens", 0),
        output_tokens=integer(data, "output_tokens", 0),
        cost=money(data, "cost_micros"),
        duration_ms=integer(data, "duration_ms", 0) if data.get("duration_ms") is not None else None,
    )


def objects(data: Mapping[str, Any], field: str) -> Iterator[Mapping[str, Any]]:
    """The JSON objects of a list member; anything else in it is ignored."""
    items = data.get(field)
    return (item for item in items if isinstance(item, dict)) if isinstance(items, list) else iter(())


def text(data: Mapping[str, Any], field: str) -> str:
    """A needed text."""
    value = data.get(field)
    if not isinstance(value, str) or not value:
        raise missing(field)
    return value


def integer(data: Mapping[str, Any], field: str, default: int | None = None) -> int:
    """A whole number, tolerating one that stands as text."""
    value = data.get(field, default)
    if isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        if value is None and default is not None:
            return default
        raise missing(field)
    return value


def money(data: Mapping[str, Any], field: str) -> Money:
    """An amount in micro-US-dollars."""
    return Money.from_micros(integer(data, field))


def moment(value: object) -> datetime | None:
    """A time in Unix seconds; None when it is not told. Milliseconds would lie beyond the year 5138: refused."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 100_000_000_000:
        return None
    return datetime.fromtimestamp(value, UTC)


def span(start: datetime, end: datetime) -> dict[str, str]:
    """A time range: start inclusive, end exclusive."""
    return {"start_time": str(int(start.timestamp())), "end_time": str(int(end.timestamp()))}


def missing(field: str) -> UserError:
    """The error for an answer without a member that it must have."""
    return UserError(
        "gateway-not-json",
        f"the gateway's answer lacks `{field}`",
        reason="it does not follow the native contract that it announces",
    )
