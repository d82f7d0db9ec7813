"""Waiting for the first request of a program that a person has just set up, in the account's request log."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.usage.log import OVERLAP, record_data
from smartaipi_cli.actions.usage.totals import key_names
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_mask import may_be
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.usage import UsageQuery, UsageRecord
from smartaipi_cli.errors import ERROR_CODES, UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.machine.clock import Clock
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Fields, Line, Problem, Result, Warn

SUCCEEDED = frozenset({"ok", ""})
TOLERANCE = timedelta(seconds=1)
"""Gateways cut the time of a request to whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is waited for: a request by this key, how often to look, and for how long.

    `explain` says what may be wrong when none came; it is asked at the end.
    """

    profile: str
    key: Secret
    interval_s: float = 2.0
    duration: timedelta = timedelta(minutes=10)
    explain: Callable[[], str] = str


def watch_for_request(machine: Machine, watch: Watch) -> Result:
    """The first request since now, and whether the gateway answered it.

    Errors: `not-offered` and `token-missing` where no log can be read, `request-not-found` when none came.
    """
    with opened(machine, watch.profile) as (profile, account):
        account.demand("usage.log")
        key = find_own_key(account, watch.key)
        record = next(arrivals(machine.clock, account, key, watch), None)
        names = key_names(account) if record else {}
    if record is None:
        raise UserError(
            "request-not-found",
            f"no request of this key arrived at {profile.label}",
            reason=watch.explain() or "the program was not asked anything, or it asks somebody else",
            hint="go through the steps once more, ask something in the program, and watch: smartaipi usage tail",
        )
    whose = names.get(record.key_id, "") or record.key_name
    result = arrived(record, profile.label, whose, record_data(record, names))
    return result if key else replace(result, warnings=(any_key_counted(profile.label),))


def find_own_key(account: AccountApi, secret: Secret) -> Key | None:
    """The account's entry of this key; None where it cannot be told, and then any request counts."""
    if not account.capabilities["keys.list"].is_offered:
        return None
    return next((key for key in account.list_keys() if key.status != "revoked" and may_be(secret, key)), None)


def arrivals(clock: Clock, account: AccountApi, key: Key | None, watch: Watch) -> Iterator[UsageRecord]:
    """The requests that were made and settled since the beginning, as they are seen; ends when the time is over."""
    began = clock.monotonic_s()
    first = account.exchange.server_now()
    known = {mark_of(record) for record in settled_since(account, key, first)}
    while clock.monotonic_s() - began < watch.duration.total_seconds():
        clock.pause(watch.interval_s)
        yield from (record for record in settled_since(account, key, first) if mark_of(record) not in known)


def settled_since(account: AccountApi, key: Key | None, first: datetime) -> list[UsageRecord]:
    """The finished requests since a moment, oldest first. They settle late, and clocks differ: the look reaches on."""
    now = account.exchange.server_now()
    query = UsageQuery(start=first - OVERLAP, end=now + OVERLAP, key=key)
    records = [record for page in account.record_pages(query) for record in page.records]
    return [
        record
        for record in reversed(records)
        if record.status != "pending" and record.time >= first - TOLERANCE
    ]


def mark_of(record: UsageRecord) -> object:
    """What tells a request from the others."""
    return record.id or record.fingerprint


def any_key_counted(label: str) -> Warn:
    """The warning about a request that may be another program's."""
    return Warn(
        code="key-not-told",
        message=f"this may be a request of another program: {label} does not show which key of the account is yours",
        hint="smartaipi keys list",
    )


def arrived(record: UsageRecord, label: str, whose: str, data: dict[str, object]) -> Result:
    """The result for a request that came: answered, or refused with the reason."""
    substituted = (
        f" (answered by {record.actual_model})" if record.actual_model not in {"", record.model} else ""
    )
    fields = Fields(
        pairs=(
            ("model", f"{record.model}{substituted}"),
            ("cost", str(record.cost)),
            ("tokens", f"{record.input_tokens} in, {record.output_tokens} out"),
            ("key", whose or "not told by this gateway"),
            ("request", record.id or "no id given"),
        )
    )
    if record.status in SUCCEEDED:
        line = Line(text="your request arrived, and it was answered", style="good")
        return Result(data={"request": data}, blocks=(line, fields))
    code = "gateway-refused"
    return Result(
        data={"request": data},
        blocks=(Line(text="your request arrived", style="warn"), fields),
        problem=Problem(
            code=code,
            message=f"{label} did not answer it: `{record.error_code or record.status}`",
            reason="it stands in the account's log: address and key are right",
            hint=f"smartaipi usage show {record.id}" if record.id else "smartaipi usage log --limit 5",
        ),
        exit_code=ERROR_CODES[code],
    )
