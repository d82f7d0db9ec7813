"""The account behind a profile: which dialect answers for it, with which credential."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal

from smartaipi_cli.actions.profiles.selection import (
    Credential,
    find_key,
    find_token,
    need_token,
    select_profile,
)
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.domain.usage import UsageQuery
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.dialects.registry import connect
from smartaipi_cli.gateways.exchange import Connection, Progress, no_progress
from smartaipi_cli.gateways.explanation import explained
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.verdict import Answered

KEY_READABLE = frozenset({"litellm", "openrouter", "newapi", "oneapi"})
"""Dialects in which an API key may read something about itself."""

RECENT = timedelta(minutes=10)
MOST_LOOKED_AT = 100


@contextmanager
def opened(
    machine: Machine, name: str | None, on_progress: Progress = no_progress
) -> Iterator[tuple[Profile, AccountApi]]:
    """(profile, its account) as long as the context lasts. Errors: as `open_account` and `select_profile`."""
    profile, _ = select_profile(machine, name)
    with closing(machine.open_transport()) as transport:
        account = None
        try:
            account = open_account(machine, profile, transport, on_progress)
            yield profile, account
        except UserError as problem:
            told = without_credential(problem, account) if account else problem
            raise explained(told, profile.gateway) from problem


def open_account(
    machine: Machine, profile: Profile, transport: Transport, on_progress: Progress = no_progress
) -> AccountApi:
    """The account API of a profile. Errors: `not-offered`, `token-missing`."""
    if not profile.dialect or not profile.management_url:
        raise UserError(
            "not-offered",
            f"{profile.label} has no account API that smartaipi can use",
            reason="none is published" if not profile.dialect else "the profile has no address of it",
            hint="set-ups work all the same: smartaipi claude, smartaipi codex",
        )
    credential, kind = credential_for(machine, profile)
    return connect(
        profile.dialect,
        Connection(
            label=profile.label,
            url=profile.management_url,
            credential=credential.secret,
            kind=kind,
            transport=transport,
            now=machine.clock.now,
            pause=machine.clock.pause,
            user_id=profile.account_user,
            user_header=profile.account_header,
            quota_per_unit=profile.quota_per_unit or None,
            on_progress=on_progress,
        ),
    )


def gateway_now(account: AccountApi) -> datetime:
    """The time by the gateway's clock: `7d` and `now` mean what they mean there, however wrong this machine's is.

    Taken from what is asked first anyway; where that is nothing, it is this machine's.
    """
    _ = account.capabilities
    if not account.exchange.has_told_time:
        account.describe()
    return account.exchange.server_now()


def without_credential(problem: UserError, account: AccountApi) -> UserError:
    """The error without the credential: gateways echo it, and not every token looks like one."""
    secret = account.exchange.connection.credential.reveal()
    texts = (problem.message, problem.reason, problem.hint)
    if not any(secret in text for text in texts):
        return problem
    message, reason, hint = (text.replace(secret, "[hidden]") for text in texts)
    return UserError(problem.code, message, reason=reason, hint=hint, details=problem.details)


def credential_for(machine: Machine, profile: Profile) -> tuple[Credential, Literal["token", "key"]]:
    """The account token; where a key may read about itself, the API key serves when there is no token."""
    if (token := find_token(machine, profile)) is not None:
        return token, "token"
    if profile.dialect in KEY_READABLE and (key := find_key(machine, profile)) is not None:
        return key, "key"
    return need_token(machine, profile), "token"


def find_cost(machine: Machine, profile: Profile, transport: Transport, answer: Answered) -> Answered:
    """The answer with its price, where the account's request log tells it; the price is a comfort, no more."""
    if profile.dialect != "native" or not profile.management_url or not answer.request_id:
        return answer
    now = machine.clock.now()
    try:
        if find_token(machine, profile) is None:
            return answer
        account = open_account(machine, profile, transport)
        if not account.capabilities["usage.log"].is_offered:
            return answer
        pages = account.record_pages(UsageQuery(start=now - RECENT, end=now + RECENT))
        recent = islice((record for page in pages for record in page.records), MOST_LOOKED_AT)
        cost = next((record.cost for record in recent if record.id == answer.request_id), None)
    except UserError:
        return answer
    return replace(answer, cost=cost)
