"""A key's secret replaced by a new one: by the gateway where it can, otherwise by a twin of the key."""

from dataclasses import replace
from datetime import datetime

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.keys.delivery import Delivery, check_delivery
from smartaipi_cli.actions.keys.naming import resolve_living_key
from smartaipi_cli.actions.keys.reports import key_data
from smartaipi_cli.actions.keys.users import KeyUser, use_warnings, users_of
from smartaipi_cli.actions.rotation import journal
from smartaipi_cli.actions.rotation import twin_steps as twins
from smartaipi_cli.actions.rotation.native import Rotating, RotationWish, rotate_natively
from smartaipi_cli.actions.rotation.resuming import resume
from smartaipi_cli.actions.rotation.twins import check_replaceable, twin_name, twin_warnings
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.spans import iso
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.capabilities import Support
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Line, Problem, Result


def look_before_rotating(machine: Machine, name: str | None, wanted: str) -> tuple[Key, tuple[KeyUser, ...]]:
    """(the key that is meant, who uses it here). Errors: `key-not-found`, `not-offered`."""
    with opened(machine, name) as (profile, account):
        account.demand("keys.rotate")
        key = resolve_living_key(account, wanted)
    return key, users_of(machine, profile, key)


def start_rotation(machine: Machine, wish: RotationWish, users: tuple[KeyUser, ...] = ()) -> Rotating:
    """Make the new secret, and bring it to where it belongs unless it is to be shown.

    Errors: `not-offered`, `rotation-unfinished`, those of the account and of the delivery.
    """
    check_delivery(machine, wish.delivery)
    with opened(machine, wish.profile) as (profile, account):
        account.demand("keys.rotate")
        if account.capabilities["keys.rotate"].support is Support.NATIVE:
            rotating = rotate_natively(machine, profile, account, wish)
        else:
            rotating = begin_twin(machine, profile, account, wish)
    left = tuple(user for user in users if user.slot != kept_slot(profile, wish.delivery))
    warnings = use_warnings(left, "it has the old secret and needs the new one")
    return replace(rotating, warnings=(*rotating.warnings, *warnings))


def begin_twin(machine: Machine, profile: Profile, account: AccountApi, wish: RotationWish) -> Rotating:
    """Note the rotation, make the twin and deliver its secret."""
    old = account.show_key(wish.key.id)
    check_replaceable(account, old, wish.grace)
    mark = machine.make_identifier()
    rotation = journal.Rotation(
        profile=profile.name,
        key_id=old.id,
        old_id=old.id,
        old_name=old.name,
        expires_at=iso(old.expires_at) if old.expires_at else "",
        mark=mark,
        twin_name=twin_name(old.name, mark),
        grace_s=int(wish.grace.total_seconds()),
        way=wish.delivery.way,
        slot=wish.delivery.name,
        file=str(wish.delivery.file) if wish.delivery.file else "",
        verify=wish.verify,
    )
    journal.begin(machine, rotation)
    twin, rotation = twins.make_twin(machine, account, old, rotation)
    delivered, rotation = twins.deliver_twin(machine, profile, account, twins.known_secret(twin), rotation)
    return Rotating(
        profile=profile.name, delivered=delivered, key=twin, rotation=rotation, warnings=twin_warnings(old)
    )


def resume_rotation(machine: Machine, name: str | None, wanted: str, delivery: Delivery | None) -> Rotating:
    """Go on with a rotation that was cut short. Errors: `key-not-found`, as `start_rotation`."""
    with opened(machine, name) as (profile, account):
        rotation = journal.find_rotation(machine, profile.name, wanted)
        delivered, rotation = resume(machine, profile, account, rotation, delivery)
    return Rotating(profile=profile.name, delivered=delivered, rotation=rotation)


def finish_rotation(machine: Machine, rotating: Rotating, *, is_seen: bool) -> Result:
    """End the old key and tell of the new one.

    `is_seen`: the secret was shown already; otherwise it is shown with this result, and `acknowledge` is due then.
    A failure leaves the new secret in the result and the rotation to be resumed: `rotation-unfinished`.
    """
    rotation = rotating.rotation
    if rotation is None:
        return rotated_result(rotating, rotating.previous_expires_at)
    if is_seen and not rotation.is_delivered:
        rotation = journal.note(machine, rotation, "delivered")
    try:
        with opened(machine, rotating.profile) as (_, account):
            rotation, end = twins.retire(machine, account, rotation)
            twin, warnings = twins.take_name(account, rotation)
    except UserError as problem:
        error = twins.unfinished(replace(rotation, step="delivered"), problem)
        shown = Problem(code=error.code, message=error.message, reason=error.reason, hint=error.hint)
        told = rotated_result(rotating, None)
        return replace(told, blocks=(), problem=shown, exit_code=error.exit_code)
    if rotation.is_delivered:
        journal.close(machine, rotation)
    done = replace(rotating, key=twin or rotating.key, warnings=(*rotating.warnings, *warnings))
    return rotated_result(done, end)


def acknowledge(machine: Machine, rotating: Rotating, result: Result) -> None:
    """Note that the secret in this result was taken: nothing is left to do, or only the end of the old key."""
    rotation = rotating.rotation
    if rotation is None or rotation.is_delivered:
        return
    if result.problem is None:
        journal.close(machine, rotation)
    else:
        journal.note(machine, rotation, "delivered")


def rotated_result(rotating: Rotating, end: datetime | None) -> Result:
    """What is told at the end; the blocks of the secret are not in it, they were shown before."""
    key, delivered, rotation = rotating.key, rotating.delivered, rotating.rotation
    told = dict(delivered.data) if delivered else {}
    value = {"value": told.pop("value")} if "value" in told else {}
    identity = key_data(key) if key else {"id": rotation.twin_id if rotation else ""}
    name = f"{key.name} ({key.id})" if key else identity["id"]
    ends = f"the old secret works until {iso(end)}" if end else "the old secret is refused from now on"
    return Result(
        data={
            "key": {**identity, **value},
            **told,
            "previous_key": rotation.old_id if rotation else None,
            "previous_expires_at": end,
            "emulated": rotation is not None,
        },
        blocks=(Line(text=f"rotated key {name}: {ends}", style="good", aside=True),),
        warnings=(*rotating.warnings, *(delivered.warnings if delivered else ())),
    )


def kept_slot(profile: Profile, delivery: Delivery) -> tuple[str, str] | None:
    """The stored credential that gets the new secret."""
    return (profile.name, delivery.name) if delivery.way == "store" else None
