"""API keys: what is kept of them. The value is shown once and only its digest is kept."""

import json
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import Final

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.sandbox.fingerprints import sha256_hex
from smartaipi_cli.sandbox.world import World

KEY_PREFIX: Final = "sk-sandbox-"
"""How every key of a sandbox begins, so that it can be told from a real one."""

RATE_LIMITS: Final = ("requests_per_minute", "tokens_per_minute", "max_parallel")
_KEY_BYTES: Final = 24
_SHOWN_CHARACTERS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What admission needs to know of a key.

    `models` None: every one; a `*` at the end of a pattern matches the rest.
    """

    id: str
    state: str
    expires_at: int | None
    models: tuple[str, ...] | None
    ip_allowlist: tuple[str, ...]
    rate_limits: dict[str, int | None]

    def allows_model(self, model: str) -> bool:
        """Whether the key may call this model."""
        if self.models is None:
            return True
        return any(
            model.startswith(pattern[:-1]) if pattern.endswith("*") else model == pattern
            for pattern in self.models
        )


def mint_value(world: World) -> Secret:
    """A new key value."""
    return Secret(f"{KEY_PREFIX}{world.token(_KEY_BYTES)}")


def redact(value: Secret) -> str:
    """What may be shown of a key value for ever."""
    return f"{KEY_PREFIX}…{value.reveal()[-_SHOWN_CHARACTERS:]}"


def add_key(connection: Connection, key_id: str, *, name: str, redacted_value: str, now_s: int) -> None:
    """Makes a key that may do everything and has no value yet."""
    no_limits = json.dumps(dict.fromkeys(RATE_LIMITS))
    connection.execute(
        """INSERT INTO api_keys (id, name, redacted_value, state, created_at, updated_at, ip_allowlist,
                                 rate_limits, metadata)
           VALUES (?, ?, ?, 'active', ?, ?, '[]', ?, '{}')""",
        (key_id, name, redacted_value, now_s, now_s, no_limits),
    )


def add_value(connection: Connection, key_id: str, value: Secret) -> None:
    """Makes a value belong to a key, by its digest."""
    connection.execute("INSERT INTO key_values VALUES (?, ?, NULL)", (sha256_hex(value.reveal()), key_id))


def read_key_of_value(connection: Connection, value_sha256: str, now_s: int) -> ApiKey | None:
    """The key that a value with this digest belongs to now."""
    row = connection.execute(
        """SELECT api_keys.* FROM key_values JOIN api_keys ON api_keys.id = key_values.key_id
           WHERE sha256 = ? AND (valid_until IS NULL OR valid_until > ?)""",
        (value_sha256, now_s),
    ).fetchone()
    return _key(row) if row else None


def _key(row: Row) -> ApiKey:
    models = json.loads(row["models"]) if row["models"] is not None else None
    return ApiKey(
        id=row["id"],
        state=row["state"],
        expires_at=row["expires_at"],
        models=None if models is None else tuple(models),
        ip_allowlist=tuple(json.loads(row["ip_allowlist"])),
        rate_limits=json.loads(row["rate_limits"]),
    )
