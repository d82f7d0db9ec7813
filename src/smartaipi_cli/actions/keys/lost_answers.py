"""A key was to be created and the answer did not come: what lives now, as far as it can be known."""

from datetime import datetime, timedelta

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_wish import KeyWish
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi

LOST_ANSWERS = frozenset(
    {
        "gateway-unreachable",
        "gateway-timeout",
        "gateway-protocol",
        "gateway-truncated",
        "gateway-failed",
        "gateway-not-json",
        "rate-limited",
    }
)
"""Failures after which nobody knows whether the request was carried out."""

CLOCK_MARGIN = timedelta(minutes=2)
"""How far the gateway's clock may stray from what its answers tell."""


def after_lost_answer(
    account: AccountApi, wish: KeyWish, asked_at: datetime, problem: UserError
) -> UserError:
    """The error that says what lives."""
    try:
        named = [
            key for key in account.list_keys() if key.status != "revoked" and key.name.startswith(wish.name)
        ]
    except UserError:
        return nobody_knows(wish, problem)
    made = [key for key in named if key.name == wish.name and is_recent(key, asked_at)]
    if made:
        return secret_unseen(made[0], f"the answer to its creation was lost: {problem.message}")
    # A time that is not told, or a longer name that a gateway was asked for first, leave it open.
    if any(key.created_at is None or is_recent(key, asked_at) for key in named):
        return nobody_knows(wish, problem)
    return UserError(
        problem.code,
        problem.message,
        reason=f"{problem.reason}; no key was made",
        hint=problem.hint,
        details={**problem.details, "made": False},
    )


def nobody_knows(wish: KeyWish, problem: UserError) -> UserError:
    """The error for a creation of which it is not known whether it happened."""
    return UserError(
        problem.code,
        problem.message,
        reason=f"{problem.reason}; whether a key was made is not known",
        hint=f"when the gateway answers again, see whether there is a key {wish.name}: smartaipi keys list",
        details={**problem.details, "made": None},
    )


def is_recent(key: Key, asked_at: datetime) -> bool:
    """Whether the key was made after it was asked for."""
    return key.created_at is not None and key.created_at >= asked_at - CLOCK_MARGIN


def secret_unseen(key: Key, reason: str) -> UserError:
    """The error for a key that lives although nobody has its secret."""
    return UserError(
        "key-missing",
        f"key `{key.id}` ({key.name}) exists, but its secret was not shown",
        reason=reason,
        hint=f"smartaipi keys revoke {key.id}, then create another\nor: smartaipi keys rotate {key.id}",
        details={"id": key.id, "name": key.name},
    )
