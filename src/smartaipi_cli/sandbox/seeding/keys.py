"""The keys of a made-up history. Nobody knows their values; a rotation gives one a value that works."""

from sqlite3 import Connection
from typing import Final

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.sandbox.budgets import Period, set_budget, spent_in
from smartaipi_cli.sandbox.fingerprints import sha256_hex
from smartaipi_cli.sandbox.keys import add_key, redact
from smartaipi_cli.sandbox.seeding.habits import GROUPS, KEY_NAMES

_DAILY_LIMIT: Final = 250_000_000
_MONTHLY_LIMIT: Final = 5_000_000_000


def add_keys(connection: Connection, seed: str, count: int, now_s: int) -> tuple[str, ...]:
    """New keys, and their ids in the order of their numbers."""
    (before,) = connection.execute("SELECT count(*) FROM api_keys").fetchone()
    digests = [sha256_hex(f"{seed}/key/{before + number}") for number in range(count)]
    for number, digest in enumerate(digests):
        add_key(
            connection,
            _id(digest),
            name=KEY_NAMES[number] if number < len(KEY_NAMES) else f"service-{number + 1:04d}",
            redacted_value=redact(Secret(digest)),
            now_s=now_s,
        )
        connection.execute(
            "UPDATE api_keys SET key_group = ? WHERE id = ?", (GROUPS[number % len(GROUPS)], _id(digest))
        )
    return tuple(map(_id, digests))


def finish_keys(connection: Connection, key_ids: tuple[str, ...], end_s: int) -> None:
    """Gives the keys budgets and the states that a year of use leaves: the last three of twelve are out of use."""
    for number, key_id in enumerate(key_ids):
        match number % 12:
            case 0:
                set_budget(connection, key_id, Period.MONTH, _MONTHLY_LIMIT, _MONTHLY_LIMIT * 4 // 5)
            case 1:
                set_budget(connection, key_id, Period.DAY, _DAILY_LIMIT, None)
                set_budget(connection, key_id, Period.MONTH, _MONTHLY_LIMIT, None)
            case 8:
                spent = spent_in(connection, key_id, Period.TOTAL, end_s)
                set_budget(connection, key_id, Period.TOTAL, spent, None)
            case 9:
                connection.execute("UPDATE api_keys SET expires_at = ? WHERE id = ?", (end_s, key_id))
            case 10:
                connection.execute("UPDATE api_keys SET state = 'revoked' WHERE id = ?", (key_id,))
            case 11:
                connection.execute("UPDATE api_keys SET state = 'disabled' WHERE id = ?", (key_id,))
            case _:
                pass


def _id(digest: str) -> str:
    return f"key_{digest[:24]}"
