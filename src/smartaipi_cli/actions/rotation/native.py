"""What a rotation is asked for and gives, and the simple case: the gateway does it by itself."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from smartaipi_cli.actions.keys.delivery import Delivered, Delivery, deliver, has_arrived
from smartaipi_cli.actions.keys.lost_answers import LOST_ANSWERS, secret_unseen
from smartaipi_cli.actions.keys.proof import prove
from smartaipi_cli.actions.rotation.journal import Rotation
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_text import fingerprint
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Warn


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationWish:
    """What `keys rotate` is asked for. `verify`: a stored key is replaced only by one that the gateway takes."""

    profile: str | None
    key: Key
    grace: timedelta = timedelta()
    delivery: Delivery = field(default_factory=Delivery)
    verify: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotating:
    """A rotation whose new secret is there and not shown yet. `rotation` is None where the gateway did it all.

    `key` is the rotated key, or None as long as only its twin's id is known.
    """

    profile: str
    delivered: Delivered | None
    key: Key | None = None
    rotation: Rotation | None = None
    previous_expires_at: datetime | None = None
    warnings: tuple[Warn, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether the new secret goes to standard output."""
        return self.delivered is not None and "value" in self.delivered.data

    @property
    def again(self) -> str:
        """The arguments of `keys rotate` for a secret that somebody takes."""
        if self.rotation is not None:
            return f"{self.rotation.key_id} --resume"
        return self.key.id if self.key else ""


def rotate_natively(machine: Machine, profile: Profile, account: AccountApi, wish: RotationWish) -> Rotating:
    """Let the gateway do it.

    Errors: those of the account when nothing was changed; `rotation-unfinished` when the new secret was lost.
    """
    try:
        rotated = account.rotate_key(wish.key, wish.grace)
    except UserError as problem:
        if problem.code not in LOST_ANSWERS - {"rate-limited"}:
            raise
        raise lost_secret(wish.key, problem, "may have") from problem
    if (secret := rotated.key.secret) is None:
        raise lost_secret(wish.key, secret_unseen(rotated.key, ""), "has")
    is_stored = wish.delivery.way == "store" and wish.verify
    try:
        doubts = prove(machine, profile, secret) if is_stored else ()
        delivered = deliver(machine, profile, secret, wish.delivery)
    except UserError as problem:
        if has_arrived(machine, profile, wish.delivery, fingerprint(secret)):
            raise
        raise lost_secret(wish.key, problem, "has") from problem
    return Rotating(
        profile=profile.name,
        delivered=delivered,
        key=rotated.key,
        previous_expires_at=rotated.previous_expires_at if wish.grace else None,
        warnings=doubts,
    )


def lost_secret(key: Key, problem: UserError, has: str) -> UserError:
    """The error for a native rotation whose new secret is not held, or of which nobody knows whether it was made."""
    return UserError(
        "rotation-unfinished",
        f"the rotation of key `{key.name or key.id}` is unfinished: {problem.message}",
        reason=f"key {key.id} lives and {has} a new secret that nobody holds; "
        "the old one is refused when its grace is over",
        hint=f"smartaipi keys rotate {key.id}, for a secret that arrives",
        details={"old": key.id, "new": key.id, "lives": [key.id], "cause": problem.code},
    )
