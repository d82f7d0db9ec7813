"""Account tokens that device logins gave out: kept by digest, with a scope and an end."""

from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.sandbox.accounts import is_account_token, mint_token
from smartaipi_cli.sandbox.fingerprints import sha256_hex
from smartaipi_cli.sandbox.problems import ProblemError, unauthorized
from smartaipi_cli.sandbox.world import World

MANAGE: Final = "manage"
"""The scope that may do everything."""

READ: Final = "read"
"""The scope that changes nothing."""

SCOPES: Final = (MANAGE, READ)
LIFETIME_S: Final = 90 * 24 * 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A token on its way to the device that asked for it."""

    token: Secret
    scope: str


def grant_token(connection: Connection, world: World, *, client_id: str, scope: str) -> Granted:
    """A new token."""
    token, now_s = mint_token(world), world.now_s()
    connection.execute(
        "INSERT INTO tokens VALUES (?, ?, ?, ?, ?)",
        (sha256_hex(token.reveal()), client_id, scope, now_s, now_s + LIFETIME_S),
    )
    return Granted(token=token, scope=scope)


def scope_of(connection: Connection, token: Secret, now_s: int) -> str | None:
    """What a token may do; None when it is no token of this account.

    Errors: `ProblemError` 401 `token_expired`.
    """
    if is_account_token(connection, token):
        return MANAGE
    row = connection.execute(
        "SELECT scope, expires_at FROM tokens WHERE sha256 = ?", (sha256_hex(token.reveal()),)
    ).fetchone()
    if row is None:
        return None
    if row["expires_at"] <= now_s:
        raise ProblemError(unauthorized("The account token is expired", code="token_expired"))
    return str(row["scope"])


def revoke_token(connection: Connection, token: Secret) -> None:
    """Makes a token void; one that is unknown is void already."""
    connection.execute("DELETE FROM tokens WHERE sha256 = ?", (sha256_hex(token.reveal()),))
