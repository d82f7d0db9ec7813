"""Keys that exist already: taken into the store, or shown once more where a gateway does that."""

from dataclasses import dataclass

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.keys.delivery import Delivery, check_delivery, deliver
from smartaipi_cli.actions.keys.naming import resolve_living_key
from smartaipi_cli.actions.keys.reports import key_data
from smartaipi_cli.actions.profiles.selection import select_profile
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_mask import may_be
from smartaipi_cli.domain.key_text import check_key, fingerprint, redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.key_owner import check_owner
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Fields, Line, Result, Warn


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What `keys import` is asked for. `force` takes a key that looks like another gateway's."""

    profile: str | None
    secret: Secret
    delivery: Delivery
    force: bool = False


def import_key(machine: Machine, request: Import) -> Result:
    """Keep an existing key, and say which key of the account it is.

    Errors: `key-malformed` for a masked one, `wrong-credential`, those of the store.
    """
    profile, _ = select_profile(machine, request.profile)
    check_key(request.secret)
    if not request.force:
        check_owner(request.secret, profile)
    found, warnings = find_in_account(machine, profile.name, request.secret)
    delivered = deliver(machine, profile, request.secret, request.delivery)
    named = f"{found.name} ({found.id})" if found else redact(request.secret)
    return Result(
        data={
            **delivered.data,
            "fingerprint": fingerprint(request.secret),
            "key": key_data(found) if found else None,
        },
        blocks=(Line(text=f"imported key {named}", style="good"), *delivered.blocks),
        warnings=(*warnings, *delivered.warnings),
    )


def find_in_account(machine: Machine, name: str, secret: Secret) -> tuple[Key | None, tuple[Warn, ...]]:
    """(the account's key that the secret is, what to say about it): knowing it is a comfort, no condition."""
    try:
        with opened(machine, name) as (_, account):
            account.demand("keys.list")
            keys = tuple(account.list_keys())
    except UserError as problem:
        message = f"it could not be compared with the account's keys: {problem.message}"
        return None, (Warn(code="key-not-compared", message=message),)
    fitting = [key for key in keys if may_be(secret, key)]
    if len(fitting) == 1:
        return fitting[0], ()
    if fitting:
        message = f"{len(fitting)} keys of the account look like it: {', '.join(key.id for key in fitting)}"
    else:
        message = f"none of the account's {len(keys)} keys looks like it"
    return None, (Warn(code="key-not-in-account", message=message, hint="smartaipi keys list"),)


def reveal_key(machine: Machine, name: str | None, wanted: str, delivery: Delivery) -> Result:
    """Show or keep the secret of an existing key. Errors: `not-offered`, `key-not-found`, `key-malformed`."""
    check_delivery(machine, delivery)
    with opened(machine, name) as (profile, account):
        account.demand("keys.reveal")
        key = resolve_living_key(account, wanted)
        delivered = deliver(machine, profile, account.reveal_key(key), delivery)
    value = {"value": delivered.data["value"]} if "value" in delivered.data else {}
    beside = {name: item for name, item in delivered.data.items() if name != "value"}
    head = () if delivery.way == "raw" else (Fields(pairs=(("id", key.id), ("name", key.name))),)
    return Result(
        data={"key": {**key_data(key), **value}, **beside},
        blocks=(*head, *(block for block in delivered.blocks if not is_only_time(block))),
        warnings=delivered.warnings,
    )


def is_only_time(block: object) -> bool:
    """Whether a block says that a key is shown once: of a revealed one that is not true."""
    return isinstance(block, Line) and block.aside and block.style == "warn"
