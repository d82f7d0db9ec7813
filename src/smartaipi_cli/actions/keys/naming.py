"""Which key is meant: a key is named by its id, the unique beginning of its id, or its unique name."""

from collections.abc import Iterable
from unicodedata import normalize

from smartaipi_cli.domain.key import Key
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi

MOST_LISTED = 10


def resolve_key(account: AccountApi, wanted: str) -> Key:
    """The key that is meant; a revoked one when no other fits. Errors: `key-not-found`."""
    if (
        not wanted.strip()
    ):  # every id begins with nothing: an empty variable of a script would mean the only key
        raise unclear(wanted, ())
    fitting = []
    for key in account.list_keys():
        if key.id == wanted:
            return key
        if is_named(key, wanted) or is_beginning(wanted, key.id):
            fitting.append(key)
    found = narrowed(fitting, wanted)
    if len(found) == 1:
        return found[0]
    if not found and account.capabilities["keys.show"].is_offered:
        return shown_key(account, wanted)
    raise unclear(wanted, found)


def resolve_living_key(account: AccountApi, wanted: str) -> Key:
    """As `resolve_key`. Errors: `key-not-found`, also for a revoked key."""
    key = resolve_key(account, wanted)
    if key.status == "revoked":
        raise UserError(
            "key-not-found",
            f"key `{key.name or key.id}` is revoked",
            reason="a revoked key stays so",
            hint="smartaipi keys list",
        )
    return key


def narrowed(keys: Iterable[Key], wanted: str) -> tuple[Key, ...]:
    """Those that fit best: living before revoked ones, by name before by the beginning of the id."""
    fitting = tuple(keys)
    living = tuple(key for key in fitting if key.status != "revoked") or fitting
    return tuple(key for key in living if is_named(key, wanted)) or living


def is_named(key: Key, wanted: str) -> bool:
    """Whether this is the key's name; accents may be typed in either of their two forms."""
    return normalize("NFC", key.name) == normalize("NFC", wanted)


def is_beginning(text: str, identifier: str) -> bool:
    """Whether an id may be shortened to this; a number may not: 1 is another key than 10."""
    return identifier.startswith(text) and not identifier.isdecimal()


def shown_key(account: AccountApi, wanted: str) -> Key:
    """The key of this id, for gateways whose list leaves out revoked keys. Errors: `key-not-found`."""
    try:
        return account.show_key(wanted)
    except UserError as problem:
        if problem.code not in {"key-not-found", "gateway-refused"}:
            raise
        raise unclear(wanted, ()) from problem


def unclear(wanted: str, found: tuple[Key, ...]) -> UserError:
    """The error for what names no key, or several."""
    listed = ", ".join(f"{key.id} ({key.name})" for key in found[:MOST_LISTED])
    more = f" and {len(found) - MOST_LISTED} more" if len(found) > MOST_LISTED else ""
    return UserError(
        "key-not-found",
        f"{len(found)} keys fit `{wanted}`" if found else f"no key fits `{wanted}`",
        reason=f"{listed}{more}"
        if found
        else "a key is named by its id, the beginning of its id, or its name",
        hint="smartaipi keys list",
        details={"fitting": [key.id for key in found]},
    )
