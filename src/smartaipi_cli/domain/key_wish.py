"""What a key is to be: at its creation, and in a change of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final, Literal

from smartaipi_cli.domain.key import Budget


class Keep(Enum):
    """The type of `KEEP`."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
"""In a change: this field stays as it is. None and empty values clear instead."""

Kept = Literal[Keep.KEEP]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWish:
    """A key to be created. `models`: None means every model. `expires_at` is by the gateway's clock."""

    name: str
    budgets: tuple[Budget, ...] = ()
    models: tuple[str, ...] | None = None
    group: str = ""
    expires_at: datetime | None = None
    ip_allowlist: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChange:
    """A change of a key: only what is not `KEEP`.

    `budgets` replaces all windows of the key; an empty tuple takes every limit away.
    """

    name: str | Kept = KEEP
    budgets: tuple[Budget, ...] | Kept = KEEP
    models: tuple[str, ...] | Kept | None = KEEP
    group: str | Kept = KEEP
    expires_at: datetime | Kept | None = KEEP
    ip_allowlist: tuple[str, ...] | Kept = KEEP
    metadata: Mapping[str, str] | Kept = KEEP
