"""Device logins (RFC 8628): a device shows a code, a person approves it, the device collects its token."""

import re
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.sandbox.fingerprints import sha256_hex
from smartaipi_cli.sandbox.tokens import Granted, grant_token
from smartaipi_cli.sandbox.world import World

LIFETIME_S: Final = 900
INTERVAL_S: Final = 5
"""How long a device waits between two questions; one that asks sooner must wait so much longer each time."""

_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
_CODE_LENGTH: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLogin:
    """What the device is told; `user_code` is for the person."""

    device_code: Secret
    user_code: str


def open_login(connection: Connection, world: World, *, client_id: str, scope: str) -> DeviceLogin:
    """A login that waits for a person."""
    now_s = world.now_s()
    connection.execute("DELETE FROM device_logins WHERE expires_at <= ?", (now_s - LIFETIME_S,))
    login = DeviceLogin(device_code=Secret(world.token(24)), user_code=_draw_code(world))
    connection.execute(
        "INSERT INTO device_logins VALUES (?, ?, ?, ?, 'pending', ?, NULL, ?)",
        (
            sha256_hex(login.device_code.reveal()),
            _plain(login.user_code),
            client_id,
            scope,
            INTERVAL_S,
            now_s + LIFETIME_S,
        ),
    )
    return login


def decide(connection: Connection, user_code: str, now_s: int, *, is_approved: bool) -> str | None:
    """Approves or denies a login that waits, and gives the client that it is for; None when none has this code."""
    row = connection.execute(
        """UPDATE device_logins SET state = ? WHERE user_code = ? AND state = 'pending' AND expires_at > ?
           RETURNING client_id""",
        ("approved" if is_approved else "denied", _plain(user_code), now_s),
    ).fetchone()
    return None if row is None else str(row["client_id"])


def collect(connection: Connection, world: World, *, device_code: Secret, client_id: str) -> Granted | str:
    """The token of an approved login, once; else the error code of RFC 8628 section 3.5 or RFC 6749."""
    digest, now_s = sha256_hex(device_code.reveal()), world.now_s()
    row = connection.execute(
        "SELECT * FROM device_logins WHERE device_code_sha256 = ? AND client_id = ?", (digest, client_id)
    ).fetchone()
    if row is None:
        return "invalid_grant"
    if row["expires_at"] <= now_s:
        return "expired_token"
    if row["state"] == "pending":
        is_hasty = row["polled_at"] is not None and now_s - row["polled_at"] < row["interval_s"]
        connection.execute(
            "UPDATE device_logins SET polled_at = ?, interval_s = interval_s + ? WHERE device_code_sha256 = ?",
            (now_s, INTERVAL_S if is_hasty else 0, digest),
        )
        return "slow_down" if is_hasty else "authorization_pending"
    connection.execute("DELETE FROM device_logins WHERE device_code_sha256 = ?", (digest,))
    if row["state"] == "denied":
        return "access_denied"
    return grant_token(connection, world, client_id=client_id, scope=row["scope"])


def _draw_code(world: World) -> str:
    number = int(world.token(16), 16)
    letters = []
    for _ in range(_CODE_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def _plain(user_code: str) -> str:
    return re.sub(r"[^A-Z]", "", user_code.upper())
