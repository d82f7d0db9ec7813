"""The one account of a sandbox: its token, its seed and the credit that it starts with."""

from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.sandbox.fingerprints import sha256_hex
from smartaipi_cli.sandbox.ledger import Entry, append
from smartaipi_cli.sandbox.world import World

TOKEN_PREFIX: Final = "smartaipi-sandbox-token-"  # noqa: S105  # the public beginning of every such token
DEFAULT_SEED: Final = "sandbox"
_OPENING_ENTRIES: Final = (
    ("grant", 5_000_000, 5_000_000, "Free credit of a new account"),
    ("top_up", 20_000_000, 0, "First top-up"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account as the management API shows it; `seed` enters every derived id."""

    id: str
    email: str
    display_name: str
    seed: str
    created_at: int


def mint_token(world: World) -> Secret:
    """A new account token."""
    return Secret(f"{TOKEN_PREFIX}{world.token(24)}")


def ensure_account(connection: Connection, world: World, token: Secret, seed: str = DEFAULT_SEED) -> Account:
    """Opens the account with its two first ledger entries, or gives it this token if it stands already."""
    digest = sha256_hex(token.reveal())
    if connection.execute("SELECT 1 FROM account").fetchone():
        connection.execute("UPDATE account SET token_sha256 = ?", (digest,))
        return read_account(connection)
    now = world.now_s()
    connection.execute(
        "INSERT INTO account VALUES (?, ?, ?, ?, ?, ?)",
        (f"acct_{world.token(8)}", digest, "you@sandbox.invalid", "Sandbox account", seed, now),
    )
    for number, (kind, amount, free, description) in enumerate(_OPENING_ENTRIES):
        entry = Entry(
            id=f"le_opening_{number}",
            created_at=now,
            type=kind,
            amount_micros=amount,
            free_micros=free,
            description=description,
        )
        append(connection, entry)
    return read_account(connection)


def read_account(connection: Connection) -> Account:
    """The account."""
    row = connection.execute("SELECT id, email, display_name, seed, created_at FROM account").fetchone()
    return Account(**dict(row))


def is_account_token(connection: Connection, token: Secret) -> bool:
    """Whether this is the token of the account."""
    digest = sha256_hex(token.reveal())
    return bool(connection.execute("SELECT 1 FROM account WHERE token_sha256 = ?", (digest,)).fetchone())
