"""API keys of the account: listed, looked at, switched off and on."""

from datetime import UTC, datetime

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.keys.naming import resolve_key, resolve_living_key
from smartaipi_cli.actions.keys.reports import KEY_HEADINGS, key_data, key_pairs, key_row
from smartaipi_cli.actions.rotation.journal import unfinished_warnings
from smartaipi_cli.domain.key import Key
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Fields, Line, Result, Table, Warn

EPOCH = datetime.fromtimestamp(0, UTC)


def list_keys(machine: Machine, name: str | None, *, include_revoked: bool) -> Result:
    """All keys of the account, newest first."""
    with opened(machine, name) as (profile, account):
        keys = newest_first(tuple(account.list_keys()))
    shown = tuple(key for key in keys if include_revoked or key.status != "revoked")
    return Result(
        data={"keys": list(map(key_data, shown))},
        blocks=(
            Table(
                columns=tuple(
                    Column(heading=heading, numeric=heading == "SPENT") for heading in KEY_HEADINGS
                ),
                rows=tuple(map(key_row, shown)),
                empty="no keys yet: smartaipi keys create --name laptop",
            ),
        ),
        warnings=unfinished_warnings(machine, profile.name),
    )


def newest_first(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """By creation; in the gateway's own order where it does not tell when."""
    if any(key.created_at is None for key in keys):
        return keys
    return tuple(sorted(keys, key=lambda key: key.created_at or EPOCH, reverse=True))


def show_key(machine: Machine, name: str | None, wanted: str) -> Result:
    """Everything about one key. Errors: `key-not-found`."""
    with opened(machine, name) as (_, account):
        key = resolve_key(account, wanted)
        if account.capabilities["keys.show"].is_offered:
            key = account.show_key(key.id)
    return Result(data={"key": key_data(key)}, blocks=(Fields(pairs=key_pairs(key)),))


def switch_key(machine: Machine, name: str | None, wanted: str, *, enabled: bool) -> Result:
    """Enable or disable a key. Errors: `key-not-found`, `not-offered`."""
    with opened(machine, name) as (_, account):
        account.demand("keys.enable")
        key = account.enable_key(resolve_living_key(account, wanted), enabled=enabled)
    done = "enabled" if enabled else "disabled"
    return Result(
        data={"key": key_data(key)},
        blocks=(Line(text=f"{done} key {key.name} ({key.id})", style="good"),),
        warnings=still_refused(key) if enabled else (),
    )


def still_refused(key: Key) -> tuple[Warn, ...]:
    """Said when an enabled key does not work all the same: it has expired, or its budget is spent."""
    if key.status not in {"expired", "exhausted"}:
        return ()
    option = "--expires 30d" if key.status == "expired" else "--limit or --budget"
    return (
        Warn(
            code="key-still-refused",
            message=f"the key is {key.status} and will be refused",
            hint=f"smartaipi keys update {key.id} {option}",
        ),
    )
