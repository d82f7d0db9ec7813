"""Creating a key where an answer may be lost and the secret is shown once."""

from collections.abc import Callable, Iterable

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_text import check_key
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError

LOST = frozenset(
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

SETTLING_S = 2.0
"""A gateway that lost its answer may still be writing."""


def create_once(
    send: Callable[[], Key],
    find: Callable[[], Iterable[Key]],
    name: str,
    pause: Callable[[float], None],
) -> Key:
    """Send a creation; when its answer is lost, look for the key before sending once more.

    `find` gives what stands of this creation; `name` is what it is called there. Errors: `key-missing` when
    the key stands without its secret having arrived, else those of `send`.
    """
    for is_last in (False, True):
        try:
            key = send()
        except UserError as problem:
            if problem.code not in LOST:
                raise
            pause(SETTLING_S)
            standing = look(find, name, problem)
            if standing:
                raise without_secret(standing) from problem
            if is_last:
                raise
        else:
            if key.secret is None:
                raise without_secret((key,))
            return key
    raise AssertionError("unreachable")  # the last try returns or raises


def look(find: Callable[[], Iterable[Key]], name: str, problem: UserError) -> tuple[Key, ...]:
    """What stands of a creation whose answer was lost; when that cannot be known either, the error says so."""
    try:
        return tuple(find())
    except UserError as blindness:
        raise UserError(
            problem.code,
            problem.message,
            reason=f"{problem.reason}; whether the key was created could not be found out",
            hint=f"when the gateway answers again, look for `{name}`: smartaipi keys list",
            details={**problem.details, "name": name},
        ) from blindness


def without_secret(keys: tuple[Key, ...]) -> UserError:
    """The error for keys that stand although nobody has their secret."""
    identifier = keys[0].id
    return UserError(
        "key-missing",
        f"key `{identifier}` exists, but its secret did not arrive",
        reason="the answer that held it was lost, and a secret is shown only once",
        hint=f"smartaipi keys revoke {identifier}, then create it again",
        details={"id": identifier, "ids": [key.id for key in keys]},
    )


def shown_secret(value: object) -> Secret | None:
    """The secret in an answer; None when there is none, or only its masked form."""
    if not isinstance(value, str):
        return None
    try:
        return check_key(Secret(value))
    except UserError:
        return None
