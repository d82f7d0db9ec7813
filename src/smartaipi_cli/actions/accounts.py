"""The account behind a profile: which gateway object answers for it."""

from dataclasses import replace

from smartaipi_cli.actions.selection import find_token, need_token
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.native import NativeGateway, parse_record
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.verdict import Answered

RECENT = 20


def open_account(machine: Machine, profile: Profile, transport: Transport) -> NativeGateway:
    """The account API of a profile. Errors: `not-offered`, `token-missing`."""
    if profile.dialect != "native" or not profile.management_url:
        raise UserError(
            "not-offered",
            f"{profile.label} has no account API that this version of smartaipi can use",
            reason=f"its dialect is `{profile.dialect}`" if profile.dialect else "none is published",
            hint="set-ups work all the same: smartaipi claude, smartaipi codex",
        )
    return NativeGateway(
        label=profile.label,
        url=profile.management_url,
        token=need_token(machine, profile).secret,
        transport=transport,
    )


def find_cost(machine: Machine, profile: Profile, transport: Transport, answer: Answered) -> Answered:
    """The answer with its price, where the account's request log tells it; the price is a comfort, no more."""
    if profile.dialect != "native" or not profile.management_url or not answer.request_id:
        return answer
    try:
        if find_token(machine, profile) is None:
            return answer
        account = open_account(machine, profile, transport)
        if "usage.records" not in account.features:
            return answer
        page = account.call("GET", "/usage/records", query={"limit": str(RECENT)})
        records = [parse_record(item) for item in page.get("data", []) if isinstance(item, dict)]
    except UserError:
        return answer
    cost = next((record.cost for record in records if record.id == answer.request_id), None)
    return replace(answer, cost=cost)
