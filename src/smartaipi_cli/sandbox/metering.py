"""Metering: what a request may cost is reserved before it runs, what it did cost is settled after.

Both are one transaction each, so that parallel requests never break a budget together and a killed process
never bills half a request.
"""

import ipaddress
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

from smartaipi_cli.sandbox import ledger
from smartaipi_cli.sandbox.budgets import add_spending, find_exceeded
from smartaipi_cli.sandbox.credentials import Caller
from smartaipi_cli.sandbox.events import Usage
from smartaipi_cli.sandbox.identity import Identity, identify
from smartaipi_cli.sandbox.keys import ApiKey
from smartaipi_cli.sandbox.problems import Problem, forbidden, rate_limited, unpaid

_MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as it will stand in the usage log; `cost_micros` is what it costs when told to its end."""

    body: bytes
    endpoint: str
    model: str
    actual_model: str
    service_tier: str
    is_streamed: bool
    cost_micros: int
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The identity that a call was given, and why it may not run, if it may not."""

    identity: Identity
    refusal: Problem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a request ended: the tokens that were delivered and their cost."""

    usage: Usage
    cost_micros: int
    status: str
    error_code: str | None = None
    duration_ms: int
    first_token_ms: int | None = None


def admit(connection: Connection, *, seed: str, caller: Caller, call: Call, now_s: int) -> Admission:
    """Numbers the call, checks what bounds it and reserves its cost; a refused one is logged as blocked."""
    key = caller.key
    (sequence,) = connection.execute(
        "UPDATE api_keys SET calls = calls + 1 WHERE id = ? RETURNING calls", (key.id,)
    ).fetchone()
    identity = identify(seed=seed, caller=key.id, sequence=sequence, body=call.body)
    refusal = _refusal(connection, caller, call, now_s)
    connection.execute(
        """INSERT INTO requests (id, time, key_id, model, actual_model, endpoint, service_tier, streamed,
                                 status, error_code)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            identity.request_id,
            now_s,
            key.id,
            call.model,
            call.actual_model,
            call.endpoint,
            call.service_tier,
            call.is_streamed,
            "blocked" if refusal else "pending",
            refusal.code if refusal else None,
        ),
    )
    if refusal is None:
        connection.execute(
            "INSERT INTO reservations VALUES (?, ?, ?)", (identity.request_id, key.id, call.cost_micros)
        )
    return Admission(identity=identity, refusal=refusal)


def settle(connection: Connection, request_id: str, outcome: Outcome, now_s: int) -> None:
    """Writes the request, the debit and the counters, and gives back the reservation; only the first time."""
    row = connection.execute(
        """UPDATE requests SET status = ?, error_code = ?, input_tokens = ?, input_cached_tokens = ?,
               output_tokens = ?, reasoning_tokens = ?, cost_micros = ?, duration_ms = ?, first_token_ms = ?
           WHERE id = ? AND status = 'pending' RETURNING key_id, time""",
        (
            outcome.status,
            outcome.error_code,
            outcome.usage.input_tokens,
            outcome.usage.cached_input_tokens,
            outcome.usage.output_tokens,
            outcome.usage.reasoning_tokens,
            outcome.cost_micros,
            outcome.duration_ms,
            outcome.first_token_ms,
            request_id,
        ),
    ).fetchone()
    if row is None:
        return
    connection.execute("DELETE FROM reservations WHERE request_id = ?", (request_id,))
    ledger.charge(
        connection, request_id=request_id, key_id=row["key_id"], cost_micros=outcome.cost_micros, now_s=now_s
    )
    add_spending(connection, row["key_id"], outcome.cost_micros, row["time"])
    connection.execute("UPDATE api_keys SET last_used_at = ? WHERE id = ?", (now_s, row["key_id"]))


def release_abandoned(connection: Connection) -> None:
    """Ends what a killed process left in flight: unbilled, marked as interrupted, nothing reserved."""
    connection.execute("DELETE FROM reservations")
    connection.execute(
        "UPDATE requests SET status = 'error', error_code = 'interrupted' WHERE status = 'pending'"
    )


def _refusal(connection: Connection, caller: Caller, call: Call, now_s: int) -> Problem | None:
    key = caller.key
    if not key.allows_model(call.model):
        return forbidden(f"The key may not call `{call.model}`", code="model_not_allowed")
    if not _allows_address(key, caller.address):
        return forbidden("The key may not be used from this address", code="ip_not_allowed")
    return _rate_refusal(connection, key, call, now_s) or _payment_refusal(connection, key, call, now_s)


def _allows_address(key: ApiKey, address: str) -> bool:
    if not key.ip_allowlist:
        return True
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(network) for network in key.ip_allowlist)


def _rate_refusal(connection: Connection, key: ApiKey, call: Call, now_s: int) -> Problem | None:
    if all(limit is None for limit in key.rate_limits.values()):
        return None
    requests, tokens, first = connection.execute(
        """SELECT count(*), coalesce(sum(input_tokens + output_tokens), 0), min(time) FROM requests
           WHERE key_id = ? AND time > ? AND status != 'blocked'""",
        (key.id, now_s - _MINUTE_S),
    ).fetchone()
    (parallel,) = connection.execute(
        "SELECT count(*) FROM reservations WHERE key_id = ?", (key.id,)
    ).fetchone()
    demands = {
        "requests_per_minute": requests + 1,
        "tokens_per_minute": tokens + call.tokens,
        "max_parallel": parallel + 1,
    }
    for name, demand in demands.items():
        limit = key.rate_limits.get(name)
        if limit is not None and demand > limit:
            wait_s = 1 if name == "max_parallel" or first is None else first + _MINUTE_S - now_s
            return rate_limited(
                f"The key's limit `{name}` of {limit} is reached", retry_after_s=max(1, wait_s)
            )
    return None


def _payment_refusal(connection: Connection, key: ApiKey, call: Call, now_s: int) -> Problem | None:
    if budget := find_exceeded(connection, key.id, call.cost_micros, now_s):
        scope = "account" if budget.scope == "account" else "key"
        message = f"The {scope}'s {budget.period.value} budget does not cover this call"
        details = {"scope": budget.scope, "period": budget.period.value, "resets_at": budget.resets_at}
        return unpaid(message, code="budget_exceeded", details=details)
    available = ledger.read_balance(connection).available_micros
    if available <= 0 or available < call.cost_micros:
        return unpaid("The balance does not cover this call", code="insufficient_balance")
    return None
