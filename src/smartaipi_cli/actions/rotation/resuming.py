"""A rotation that was cut short, gone on with.

Whatever the note and the gateway say, afterwards one key lives whose secret has arrived. A twin whose secret
nobody has is revoked and made anew, unless the gateway shows a secret again.
"""

from dataclasses import replace

from smartaipi_cli.actions.keys.delivery import Delivered, Delivery, check_delivery, has_arrived
from smartaipi_cli.actions.rotation.journal import Rotation, close, note
from smartaipi_cli.actions.rotation.twin_steps import deliver_twin, known_secret, make_twin, revoke
from smartaipi_cli.actions.rotation.twins import twin_name
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_text import fingerprint
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.machine.machine import Machine


def resume(
    machine: Machine, profile: Profile, account: AccountApi, rotation: Rotation, delivery: Delivery | None
) -> tuple[Delivered | None, Rotation]:
    """Go on up to the delivery; no `Delivered` when the secret had arrived before.

    `delivery` is another way than the one that was noted. Errors: `key-not-found` when one of the two keys was
    revoked meanwhile, and as `make_twin`.
    """
    if rotation.step == "retired":
        return None, rotation
    twin = find_twin(account, rotation)
    if rotation.is_delivered:
        check_twin(machine, rotation, twin)
        return None, rotation
    if twin is not None:
        rotation = note(machine, replace(rotation, twin_id=twin.id), "made")
        if has_arrived(machine, profile, rotation.delivery, rotation.twin_fingerprint):
            return None, note(machine, rotation, "delivered")
    if delivery is not None:
        rotation = replace(
            rotation, way=delivery.way, slot=delivery.name, file=str(delivery.file) if delivery.file else ""
        )
    check_delivery(machine, rotation.delivery)
    if twin is not None and account.capabilities["keys.reveal"].is_offered:
        secret = account.reveal_key(twin)
        rotation = note(machine, replace(rotation, twin_fingerprint=fingerprint(secret)), "made")
    else:
        old, rotation = anew(machine, account, rotation, twin)
        made, rotation = make_twin(machine, account, old, rotation)
        secret = known_secret(made)
    delivered, rotation = deliver_twin(machine, profile, account, secret, rotation)
    return delivered, rotation


def anew(
    machine: Machine, account: AccountApi, rotation: Rotation, unseen: Key | None
) -> tuple[Key, Rotation]:
    """(the key that lives, the rotation planned again), without the twin whose secret nobody has.

    When the old key has ended already, that twin is the next to be replaced. Errors: `key-not-found` when neither
    lives; then the rotation is over.
    """
    old = living(account, rotation.old_id)
    if old is not None and unseen is not None:
        revoke(account, unseen.id)
    source = old or unseen
    if source is None:
        close(machine, rotation)
        raise UserError(
            "key-not-found",
            f"key `{rotation.old_name or rotation.old_id}` was revoked meanwhile",
            reason="there is nothing left to rotate; no new key was left behind",
            hint="smartaipi keys create",
        )
    mark = machine.make_identifier()
    planned = replace(
        rotation,
        old_id=source.id,
        mark=mark,
        twin_name=twin_name(rotation.old_name, mark),
        twin_id="",
        twin_fingerprint="",
    )
    return source, note(machine, planned, "planned")


def find_twin(account: AccountApi, rotation: Rotation) -> Key | None:
    """The twin, when it lives; by its name when its creation was not answered."""
    for key in account.list_keys():
        # A gateway may have been asked for a longer, unique name and not have renamed the key yet.
        is_named = key.name.startswith(rotation.twin_name)
        if key.status != "revoked" and (key.id == rotation.twin_id or is_named):
            return key
    return None


def check_twin(machine: Machine, rotation: Rotation, twin: Key | None) -> None:
    """Return when the new key lives. Errors: `key-not-found`; the old key then stays, and the rotation is over."""
    if twin is not None:
        return
    close(machine, rotation)
    raise UserError(
        "key-not-found",
        f"the new key `{rotation.twin_id}` was revoked meanwhile",
        reason=f"the old key {rotation.old_id} was left as it is, and the rotation is given up",
        hint=f"smartaipi keys rotate {rotation.old_id}",
    )


def living(account: AccountApi, identifier: str) -> Key | None:
    """The key of this id unless it was revoked."""
    try:
        key = account.show_key(identifier)
    except UserError as problem:
        if problem.code != "key-not-found":
            raise
        return None
    return None if key.status == "revoked" else key
