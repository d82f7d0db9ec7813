"""A new API key: made once, and its secret brought to where it belongs before anything is said."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.keys.delivery import Delivered, Delivery, Way, check_delivery, deliver, has_arrived
from smartaipi_cli.actions.keys.lost_answers import LOST_ANSWERS, after_lost_answer, secret_unseen
from smartaipi_cli.actions.keys.options import demand_all
from smartaipi_cli.actions.keys.reports import key_data, rounding_warnings
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_text import fingerprint
from smartaipi_cli.domain.key_wish import KeyWish
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.dialects.demands import operations_of_wish
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Block, Fields, Line, Result, Warn


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What `keys create` is asked for. `lifetime` counts from now by the gateway's clock."""

    profile: str | None
    wish: KeyWish
    lifetime: timedelta | None = None
    delivery: Delivery = field(default_factory=Delivery)


def create_key(machine: Machine, request: NewKey) -> Result:
    """Create a key and deliver its secret.

    Errors: `not-offered` before anything is made; `key-missing` when a key lives whose secret nobody has seen.
    """
    check_delivery(machine, request.delivery)
    if not request.wish.name.strip():  # some gateways would make a key that nobody can name
        raise UserError("usage", "a key needs a name", hint="smartaipi keys create --name laptop")
    with opened(machine, request.profile) as (profile, account):
        wish = dated(account, request.wish, request.lifetime)
        key = make_key(account, wish, f"smartaipi-{machine.make_identifier()}-{machine.make_identifier()}")
        delivered = deliver_or_revoke(machine, profile, account, key, request.delivery)
        warnings = (*expiry_warning(account, wish), *rounding_warnings(wish.budgets, key.budgets))
    return Result(
        data={"key": {**key_data(key), **shown_value(delivered)}, **beside_value(delivered)},
        blocks=created_blocks(profile, key, delivered, request.delivery.way),
        warnings=(*warnings, *delivered.warnings),
    )


def dated(account: AccountApi, wish: KeyWish, lifetime: timedelta | None) -> KeyWish:
    """The wish with its end, when the gateway offers all of it. Errors: `not-offered`."""
    demand_all(account, operations_of_wish(wish))
    if lifetime is None:
        return wish
    account.demand("keys.expiry")
    # By now the gateway has told its time, with its capabilities.
    return replace(wish, expires_at=account.exchange.server_now() + lifetime)


def make_key(account: AccountApi, wish: KeyWish, idempotency_key: str) -> Key:
    """The new key with its secret.

    A lost answer makes no second key: the one that was made meanwhile is looked for and named. Errors: those of
    the account, and `key-missing`.
    """
    asked_at = account.exchange.server_now()
    try:
        key = account.create_key(wish, idempotency_key=idempotency_key)
    except UserError as problem:
        if problem.code not in LOST_ANSWERS:
            raise
        raise after_lost_answer(account, wish, asked_at, problem) from problem
    if key.secret is None:
        raise secret_unseen(key, "the gateway answered as to a repeated request, without the secret")
    return key


def deliver_or_revoke(
    machine: Machine, profile: Profile, account: AccountApi, key: Key, delivery: Delivery
) -> Delivered:
    """Deliver the secret of a new key; when it cannot arrive, the key goes again. Errors: as `deliver`."""
    if key.secret is None:
        raise secret_unseen(key, "the gateway did not send it")
    try:
        return deliver(machine, profile, key.secret, delivery)
    except KeyboardInterrupt:
        taken_back(account, key)
        raise
    except UserError as problem:
        is_there = has_arrived(machine, profile, delivery, fingerprint(key.secret))
        fate = f"the new key {key.id} is kept all the same" if is_there else taken_back(account, key)
        raise UserError(
            problem.code,
            problem.message,
            reason=f"{problem.reason}; {fate}",
            hint=problem.hint,
            details={**problem.details, "id": key.id},
        ) from problem


def taken_back(account: AccountApi, key: Key) -> str:
    """Revoke a key whose secret is lost; what became of it, in words."""
    try:
        account.revoke_key(key)
    except UserError:
        return f"the new key {key.id} lives, and nobody has its secret: smartaipi keys revoke {key.id}"
    return f"the new key {key.id} was revoked again"


def expiry_warning(account: AccountApi, wish: KeyWish) -> tuple[Warn, ...]:
    """Said aloud for a key without an end."""
    if wish.expires_at is not None:
        return ()
    can_expire = account.capabilities["keys.expiry"].is_offered
    hint = "give it a life: --expires 30d" if can_expire else "revoke it when it is not needed any more"
    return (Warn(code="no-expiry", message="this key never expires", hint=hint),)


def created_blocks(profile: Profile, key: Key, delivered: Delivered, way: Way) -> tuple[Block, ...]:
    """What a person sees: the secret, and with --raw nothing else; or one line about where it is."""
    if way == "raw":
        return delivered.blocks
    if way == "show":
        return (Fields(pairs=(("id", key.id), ("name", key.name))), *delivered.blocks)
    place = f"kept it for {profile.name}" if way == "store" else f"wrote it to {delivered.data['file']}"
    return (Line(text=f"created key {key.name} ({key.id}) and {place}", style="good"),)


def shown_value(delivered: Delivered) -> dict[str, object]:
    """The secret, where showing it was asked for."""
    return {name: value for name, value in delivered.data.items() if name == "value"}


def beside_value(delivered: Delivered) -> dict[str, object]:
    """Where the secret is otherwise."""
    return {name: value for name, value in delivered.data.items() if name != "value"}
