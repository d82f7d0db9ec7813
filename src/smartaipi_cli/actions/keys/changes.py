"""Changes of a key: worked out against the key as it is now, shown, then made."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.keys.naming import resolve_living_key
from smartaipi_cli.actions.keys.options import demand_all
from smartaipi_cli.actions.keys.reports import (
    expiry_text,
    key_data,
    limits_text,
    models_text,
    rounding_warnings,
)
from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KEEP, Kept, KeyChange
from smartaipi_cli.domain.spans import iso
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.dialects.demands import operations_of_change
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Line, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEdit:
    """What `keys update` is asked for.

    `budgets` replace those of the same windows; with `replaces_budgets` no other window stays. `lifetime` counts
    from now by the gateway's clock.
    """

    change: KeyChange
    budgets: tuple[Budget, ...] = ()
    replaces_budgets: bool = False
    lifetime: timedelta | None = None


class Difference(NamedTuple):
    """One field that changes, as people read it."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange:
    """A change that was worked out and not made yet; `key` is as the gateway had it then."""

    key: Key
    change: KeyChange
    differences: tuple[Difference, ...]


def plan_change(machine: Machine, name: str | None, wanted: str, edit: KeyEdit) -> PlannedChange:
    """Work out what would change. Errors: `usage` when nothing was asked for, `key-not-found`, `not-offered`."""
    if edit == KeyEdit(change=KeyChange()):
        raise UserError("usage", "nothing was asked to change", hint="smartaipi keys update --help")
    with opened(machine, name) as (_, account):
        found = resolve_living_key(account, wanted)
        # The list may be a moment old and has no guard against other people's changes; this answer has.
        key = account.show_key(found.id) if account.capabilities["keys.show"].is_offered else found
        change = complete(account, key, edit)
        demand_all(account, operations_of_change(change))
    return PlannedChange(key=key, change=change, differences=differences(key, change))


def complete(account: AccountApi, key: Key, edit: KeyEdit) -> KeyChange:
    """The change with its budgets and its end."""
    change = edit.change
    if edit.replaces_budgets or edit.budgets:
        change = replace(change, budgets=merged(key.budgets, edit))
    if edit.lifetime is not None:
        change = replace(change, expires_at=account.exchange.server_now() + edit.lifetime)
    return change


def merged(budgets: tuple[Budget, ...], edit: KeyEdit) -> tuple[Budget, ...]:
    """The windows as they are to be."""
    new = {budget.period: budget for budget in edit.budgets}
    old = {} if edit.replaces_budgets else {budget.period: budget for budget in budgets}
    return tuple((old | new).values())


def apply_change(machine: Machine, name: str | None, planned: PlannedChange) -> Result:
    """Make the change. Errors: `changed-meanwhile` where the gateway guards, those of the account."""
    if not planned.differences:
        return Result(
            data={"key": key_data(planned.key), "changes": [], "applied": False},
            blocks=(Line(text="nothing to change: everything is as wanted"),),
        )
    with opened(machine, name) as (_, account):
        key = account.update_key(planned.key, planned.change)
    budgets = planned.change.budgets
    return Result(
        data={
            "key": key_data(key),
            "changes": [one._asdict() for one in planned.differences],
            "applied": True,
        },
        blocks=(Line(text=f"changed key {key.name} ({key.id})", style="good"),),
        warnings=rounding_warnings(budgets, key.budgets) if budgets is not KEEP else (),
    )


def dry_run(planned: PlannedChange) -> Result:
    """What would change, and nothing else."""
    return Result(
        data={
            "key": key_data(planned.key),
            "changes": [one._asdict() for one in planned.differences],
            "applied": False,
        },
        blocks=tuple(line._replace(aside=False) for line in difference_lines(planned)),
    )


def difference_lines(planned: PlannedChange) -> tuple[Line, ...]:
    """What is shown before the question."""
    return (
        Line(text=f"key {planned.key.name} ({planned.key.id}):", aside=True),
        *(Line(text=f"  {one.field}: {one.old} -> {one.new}", aside=True) for one in planned.differences),
    )


def differences(key: Key, change: KeyChange) -> tuple[Difference, ...]:
    """The fields that would not be as they are."""
    rows: tuple[tuple[str, str, str | Kept], ...] = (
        ("name", key.name, change.name),
        (
            "budgets",
            limits_text(key.budgets),
            KEEP if change.budgets is KEEP else limits_text(change.budgets),
        ),
        ("models", models_text(key.models), KEEP if change.models is KEEP else models_text(change.models)),
        ("group", key.group or "none", KEEP if change.group is KEEP else change.group or "none"),
        ("expires", expiry_text(key), expiry_of(change)),
        (
            "addresses",
            addresses_text(key.ip_allowlist),
            KEEP if change.ip_allowlist is KEEP else addresses_text(change.ip_allowlist),
        ),
        (
            "metadata",
            metadata_text(dict(key.metadata)),
            KEEP if change.metadata is KEEP else metadata_text(dict(change.metadata)),
        ),
    )
    return tuple(
        Difference(field=field, old=old, new=new)
        for field, old, new in rows
        if new is not KEEP and new != old
    )


def expiry_of(change: KeyChange) -> str | Kept:
    """When the key is to end."""
    if change.expires_at is KEEP:
        return KEEP
    return iso(change.expires_at) if change.expires_at else "never"


def addresses_text(addresses: tuple[str, ...]) -> str:
    """From where the key may be used."""
    return ", ".join(addresses) or "everywhere"


def metadata_text(metadata: dict[str, str]) -> str:
    """`team=search`, in the order of the names."""
    return ", ".join(f"{name}={metadata[name]}" for name in sorted(metadata)) or "none"
