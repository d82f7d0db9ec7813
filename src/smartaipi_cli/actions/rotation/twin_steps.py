"""The steps of an emulated rotation, each noted: a twin is made, its secret delivered, the old key ended.

The old key is not touched before the new secret has arrived; a failure on the way there takes the twin back.
"""

from dataclasses import replace
from datetime import datetime

from smartaipi_cli.actions.keys.creation import make_key
from smartaipi_cli.actions.keys.delivery import Delivered, deliver, has_arrived
from smartaipi_cli.actions.keys.lost_answers import LOST_ANSWERS
from smartaipi_cli.actions.keys.proof import prove
from smartaipi_cli.actions.rotation.journal import Rotation, close, note
from smartaipi_cli.actions.rotation.twins import end_of_old, twin_name, twin_of
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_text import fingerprint
from smartaipi_cli.domain.key_wish import KeyChange
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Warn


def make_twin(machine: Machine, account: AccountApi, old: Key, rotation: Rotation) -> tuple[Key, Rotation]:
    """Make the twin. Errors: those of the account when nothing is left behind, else `rotation-unfinished`."""
    try:
        end = datetime.fromisoformat(rotation.expires_at) if rotation.expires_at else None
        wish = twin_of(account, old, rotation.twin_name, end)
        twin = make_key(account, wish, f"smartaipi-rotate-{rotation.mark}")
    except UserError as problem:
        if problem.code == "key-missing":
            unseen = replace(rotation, twin_id=str(problem.details.get("id", "")))
            raise give_up(machine, account, note(machine, unseen, "made"), problem) from problem
        if problem.code in LOST_ANSWERS and problem.details.get("made") is not False:
            raise unfinished(rotation, problem) from problem
        close(machine, rotation)
        raise
    mark = fingerprint(twin.secret) if twin.secret else ""
    return twin, note(machine, replace(rotation, twin_id=twin.id, twin_fingerprint=mark), "made")


def deliver_twin(
    machine: Machine, profile: Profile, account: AccountApi, secret: Secret, rotation: Rotation
) -> tuple[Delivered, Rotation]:
    """Bring the new secret to where it belongs; into the store only after the gateway has taken it.

    What is shown has arrived only when it was printed: that is noted by `finish`. Errors: as `make_twin`.
    """
    try:
        doubts = prove(machine, profile, secret) if rotation.way == "store" and rotation.verify else ()
        delivered = deliver(machine, profile, secret, rotation.delivery)
    except UserError as problem:
        if has_arrived(machine, profile, rotation.delivery, rotation.twin_fingerprint):
            raise unfinished(note(machine, rotation, "delivered"), problem) from problem
        raise give_up(machine, account, rotation, problem) from problem
    if rotation.way in {"store", "file"}:
        rotation = note(machine, rotation, "delivered")
    return replace(delivered, warnings=(*doubts, *delivered.warnings)), rotation


def give_up(machine: Machine, account: AccountApi, rotation: Rotation, problem: UserError) -> UserError:
    """Take the twin back after a failure; the error that says which key lives."""
    try:
        revoke(account, rotation.twin_id)
    except UserError:
        return unfinished(rotation, problem)
    close(machine, rotation)
    return UserError(
        problem.code,
        problem.message,
        reason=f"{problem.reason or 'the rotation was given up'}; "
        f"the new key was revoked again, and the old key {rotation.old_id} works as before",
        hint=problem.hint,
        details={**problem.details, "lives": [rotation.old_id]},
    )


def retire(machine: Machine, account: AccountApi, rotation: Rotation) -> tuple[Rotation, datetime | None]:
    """End the old key, at once or after its grace; when that will be, None for at once. Errors: the account's."""
    if rotation.step == "retired":
        return rotation, None
    end = None
    if rotation.grace_s:
        old = account.show_key(rotation.old_id)
        change = end_of_old(
            account, old, twin_name(rotation.old_name, f"old-{rotation.mark}"), rotation.grace
        )
        end = account.update_key(old, change).expires_at
    else:
        revoke(account, rotation.old_id)
    # A secret that is still to be shown has not arrived: until then a resumed rotation makes another one.
    return (note(machine, rotation, "retired") if rotation.is_delivered else rotation), end


def take_name(account: AccountApi, rotation: Rotation) -> tuple[Key | None, tuple[Warn, ...]]:
    """Give the twin the old key's name, which is free now; one that stays as it is harms nobody."""
    twin = None
    try:
        twin = account.show_key(rotation.twin_id)
        if twin.name == rotation.old_name or not account.capabilities["keys.rename"].is_offered:
            return twin, ()
        return account.update_key(twin, KeyChange(name=rotation.old_name)), ()
    except UserError as problem:
        message = f"the new key is called {rotation.twin_name}: it could not be renamed ({problem.message})"
        hint = f"smartaipi keys update {rotation.twin_id} --name NAME"
        return twin, (Warn(code="key-not-renamed", message=message, hint=hint),)


def unfinished(rotation: Rotation, problem: UserError) -> UserError:
    """The error that says how far it went, which key lives, and how to go on."""
    old, new = rotation.old_id, rotation.twin_id
    words = {
        "planned": f"the old key {old} works as before; a new one may live as {rotation.twin_name}, unseen",
        "made": f"the old key {old} works as before; the new one {new} lives too, and nobody has its secret",
    }.get(rotation.step, f"the new key {new} works and has arrived; the old one {old} lives too")
    return UserError(
        "rotation-unfinished",
        f"the rotation of key `{rotation.old_name or rotation.old_id}` is unfinished: {problem.message}",
        reason=words,
        hint=f"smartaipi keys rotate {old} --resume",
        details={
            "step": rotation.step,
            "old": old,
            "new": new or None,
            "lives": [old, new] if new else [old],
            "cause": problem.code,
        },
    )


def revoke(account: AccountApi, identifier: str) -> None:
    """Revoke the key of this id; one that is gone already is success. Errors: the account's."""
    try:
        key = account.show_key(identifier)
        if key.status != "revoked":
            account.revoke_key(key)
    except UserError as problem:
        if problem.code != "key-not-found":
            raise


def known_secret(key: Key) -> Secret:
    """The secret of a key that was made just now."""
    if key.secret is None:
        raise AssertionError("make_key gives no key without its secret")
    return key.secret
