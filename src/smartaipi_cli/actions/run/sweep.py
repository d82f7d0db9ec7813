"""`run sweep`: keys of runs that nobody ended, here by their notes, anywhere else by name and age."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from smartaipi_cli.actions.account.access import gateway_now, opened
from smartaipi_cli.actions.run.journal import living_names
from smartaipi_cli.actions.run.revocation import revoke_orphans
from smartaipi_cli.actions.run.scoped_key import is_run_name
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.spans import iso
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Line, Result, Table

HEADINGS = ("ID", "NAME", "CREATED", "LAST USED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Litter:
    """Keys of runs that are older than they may be: what `run sweep` would revoke."""

    keys: tuple[Key, ...]

    @property
    def table(self) -> Table:
        """The keys for people."""
        return Table(
            columns=tuple(map(Column, HEADINGS)),
            rows=tuple(
                (key.id, key.name, moment(key.created_at), moment(key.last_used_at)) for key in self.keys
            ),
            empty="no key of a run is older than that",
        )


def find_litter(machine: Machine, profile: str | None, age: timedelta) -> Litter:
    """What is to be revoked. Errors: `not-offered`, those of the account."""
    with opened(machine, profile) as (_, account):
        return Litter(keys=litter_of(machine, account, age))


def litter_of(machine: Machine, account: AccountApi, age: timedelta) -> tuple[Key, ...]:
    """The living keys of runs made before `age`, but for those that are under way here."""
    account.demand("keys.revoke")
    living, latest = living_names(machine), gateway_now(account) - age
    return tuple(
        key
        for key in account.list_keys()
        if key.status not in {"revoked", "expired"}
        and is_run_name(key.name)
        and key.name not in living
        and key.created_at is not None
        and key.created_at <= latest
    )


def sweep(machine: Machine, profile: str | None, litter: Litter) -> Result:
    """Revoke these keys, and what is noted here of runs that were killed. Errors: those of the account."""
    with opened(machine, profile) as (opened_profile, account):
        noted = tuple(revoke_orphans(machine, account, opened_profile.name, most=None))
        for _, problem in noted:
            if problem is not None:
                raise problem
        names = {note.name for note, _ in noted}
        for key in litter.keys:
            account.revoke_key(key)
    revoked = [*names, *(key.name for key in litter.keys if key.name not in names)]
    return Result(
        data={"revoked": sorted(revoked), "applied": True},
        blocks=(
            Line(text=f"revoked {len(revoked)} key{'' if len(revoked) == 1 else 's'} of runs", style="good"),
        ),
    )


def show_litter(litter: Litter) -> Result:
    """What would be revoked."""
    return Result(
        data={"revoked": [key.name for key in litter.keys], "applied": False}, blocks=(litter.table,)
    )


def moment(time: datetime | None) -> str:
    """A time for a table."""
    return iso(time) if time else "-"
