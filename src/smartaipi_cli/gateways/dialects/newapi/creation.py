"""Creating a key on a gateway that has no idempotency keys and may answer without any data.

The key is created under a name that occurs once, so that it is found again whatever became of the answer; then
its secret is taken and the wished name given.
"""

from dataclasses import replace
from hashlib import sha256

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.fields import Object, inner, optional_text
from smartaipi_cli.gateways.dialects.newapi.edits import change_key
from smartaipi_cli.gateways.dialects.newapi.key_fields import plain_key
from smartaipi_cli.gateways.dialects.newapi.keys import Keys

MARK_LENGTH = 8
UNCLEAR = frozenset(
    {
        "gateway-unreachable",
        "gateway-timeout",
        "gateway-protocol",
        "gateway-truncated",
        "gateway-failed",
        "gateway-not-json",
    }
)
"""Errors after which the key may stand all the same."""


def create_key(keys: Keys, wish: KeyWish, idempotency_key: str) -> Key:
    """The new key with its secret.

    Until the wished name is given, the same idempotency key finds the key that it made. A key that could not be
    renamed keeps the unique name. Errors: `usage` for a name that is too long; `key-missing` when a key stands,
    or may stand, without its secret in our hands.
    """
    check_name(wish.name, keys.fields.shape.longest_name)
    name = unique_name(wish.name, idempotency_key, keys.fields.shape.longest_name)
    found = keys.find_named(name)
    row, secret = (found, None) if found is not None else made(keys, wish, name)
    identifier = optional_text(row, "id")
    if secret is None:
        try:
            secret = keys.secret_of(row)
        except UserError as problem:
            raise without_secret(name, identifier, problem) from problem
    return replace(renamed(keys, row, wish), secret=secret)


def made(keys: Keys, wish: KeyWish, name: str) -> tuple[Object, Secret | None]:
    """(row, secret when the answer has it) of a key that was created just now."""
    body = keys.fields.created(wish, name)
    try:
        answer = keys.exchange.call("POST", "/api/token/", body=body)
    except UserError as problem:
        if problem.code not in UNCLEAR:
            raise
        row = looked_for(keys, name, problem)
        if row is None:
            raise
        return row, None
    row = inner(answer, "data")
    secret = plain_key(optional_text(row, "key") or optional_text(answer, "data"))
    if optional_text(row, "id"):
        return row, secret
    found = looked_for(keys, name, None)
    if found is None:
        raise uncertain(name, "the gateway confirmed it and does not list it")
    return found, secret


def looked_for(keys: Keys, name: str, lost: UserError | None) -> Object | None:
    """The key of a unique name; when even the search fails, nobody knows whether it stands."""
    try:
        return keys.find_named(name)
    except UserError as problem:
        raise uncertain(name, (lost or problem).message) from problem


def renamed(keys: Keys, row: Object, wish: KeyWish) -> Key:
    """The key under the wished name; as it stands when that cannot be given."""
    try:
        return change_key(keys, optional_text(row, "id"), KeyChange(name=wish.name, models=wish.models))
    except UserError:
        return keys.parse(row)


def unique_name(name: str, idempotency_key: str, longest: int) -> str:
    """The name with a mark that only this creation has, within `longest` bytes."""
    mark = sha256(idempotency_key.encode()).hexdigest()[:MARK_LENGTH]
    kept = name.encode()[: longest - MARK_LENGTH - 1].decode(errors="ignore")
    return f"{kept}-{mark}"


def check_name(name: str, longest: int) -> None:
    """Errors: `usage`. The limit counts bytes, not characters."""
    length = len(name.encode())
    if length > longest:
        raise UserError(
            "usage",
            f"the name `{name}` is too long",
            reason=f"the gateway takes {longest} bytes, and this has {length}",
            hint="give a shorter name",
        )


def without_secret(name: str, identifier: str, problem: UserError) -> UserError:
    """The error for a key that stands and whose secret could not be had."""
    return UserError(
        "key-missing",
        f"key `{name}` was created, and its secret could not be had",
        reason=f"{problem.message}: {problem.reason}" if problem.reason else problem.message,
        hint=f"smartaipi keys reveal {identifier}, or smartaipi keys revoke {identifier}",
        details={"id": identifier, "name": name},
    )


def uncertain(name: str, reason: str) -> UserError:
    """The error for a creation of which nobody knows whether it happened."""
    return UserError(
        "key-missing",
        f"it is not known whether key `{name}` was created",
        reason=reason,
        hint="look for it: smartaipi keys list",
        details={"name": name},
    )
