"""API keys of an account, and the budgets that bound them."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError

KeyStatus = Literal["active", "disabled", "expired", "exhausted", "revoked", "unknown"]
Period = Literal["total", "day", "week", "month"]
PRINTABLE_ASCII = re.compile(r"[!-~]+")
FINGERPRINT_LENGTH = 12
SHOWN_END = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A limit on spending within a window (UTC). `spent` may exceed `limit`: streams settle late."""

    period: str
    limit: Money
    spent: Money = field(default_factory=Money.zero)
    resets_at: datetime | None = None

    @property
    def remaining(self) -> Money:
        """What is left; negative when it was overrun."""
        return self.limit - self.spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An API key as a gateway describes it. `secret` is there once: in the answer that created it.

    `models`: None means every model, an empty tuple none.
    """

    id: str
    name: str
    redacted_value: str
    status: KeyStatus
    created_at: datetime | None = None
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    models: tuple[str, ...] | None = None
    group: str = ""
    budgets: tuple[Budget, ...] = ()
    spent: Money | None = None
    secret: Secret | None = None


def fingerprint(secret: Secret) -> str:
    """Twelve hexadecimal digits that identify a key without revealing it."""
    from hashlib import sha256

    return sha256(secret.reveal().encode()).hexdigest()[:FINGERPRINT_LENGTH]


def redact(secret: Secret) -> str:
    """How a key is shown: its last four characters, when enough others stay hidden."""
    value = secret.reveal()
    return f"…{value[-SHOWN_END:]}" if len(value) >= 4 * SHOWN_END else "…"


def check_key(secret: Secret, what: str = "API key") -> Secret:
    """The key itself, when it can be one. Errors: `key-malformed`; the text never holds any part of the key."""
    value = secret.reveal()
    if not value:
        raise malformed(what, "it is empty")
    if "\n" in value or "\r" in value:
        raise malformed(what, "it has a line break in it: more than the key was copied")
    if any(mark in value for mark in "\"'`“”‘’"):
        raise malformed(what, "it has quotes in it")
    if "*" in value or "•" in value or "…" in value or "..." in value:
        raise malformed(what, "it is the masked form that consoles show, not the key itself")
    if value.lower().startswith("bearer "):
        raise malformed(what, "it begins with `Bearer`: paste the part after that word")
    if not PRINTABLE_ASCII.fullmatch(value):
        raise malformed(what, "it has white space or other characters that no key has")
    return secret


def malformed(what: str, reason: str) -> UserError:
    """The error for a pasted credential that cannot be one."""
    return UserError(
        "key-malformed",
        f"this is no usable {what}",
        reason=reason,
        hint="copy it once more from the gateway's console",
    )
