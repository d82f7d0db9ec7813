"""The key of one run: its name, its bounds, and what the gateway does not do about them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from smartaipi_cli.actions.run.wish import RunWish
from smartaipi_cli.domain.key_wish import KeyWish
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.capabilities import Support
from smartaipi_cli.gateways.dialects.demands import operations_of_budgets
from smartaipi_cli.results import Warn

USUAL_LIFETIME: Final = timedelta(hours=12)
"""Where nobody asks for another: longer than a CI job may take, and an end for a key that nobody could revoke."""

HOST_LENGTH: Final = 8
"""With a process and eight random digits at most 30 bytes, the longest name that some gateways take."""

NAME: Final = re.compile(r"run-[a-z0-9]{1,8}-\d{1,7}-[0-9a-f]{8}")
REVOKED_AT_END: Final = "keys.expiry"
CONSEQUENCES: Final = {
    "keys.expiry": "it is revoked when its time is over, as long as this program lives",
    "keys.models": "the key may call every model",
}
"""Operation to what takes the place of it; nothing takes the place of a budget."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopedKey:
    """A key to be made: `wish` is what the gateway keeps itself, `gaps` the operations that it does not.

    `ends_after` is when we revoke the key ourselves although its program still runs, None when the gateway does.
    """

    wish: KeyWish
    gaps: tuple[str, ...] = ()
    ends_after: timedelta | None = None


def make_name(host: str, process: int, mark: str) -> str:
    """A unique name that tells where a forgotten key comes from; `mark` is eight random hexadecimal digits."""
    plain = re.sub(r"[^a-z0-9]", "", host.partition(".")[0].lower())[:HOST_LENGTH] or "host"
    return f"run-{plain}-{process}-{mark}"


def is_run_name(name: str) -> bool:
    """Whether a key of this name was made for a run."""
    return NAME.fullmatch(name) is not None


def scope_key(account: AccountApi, name: str, wish: RunWish) -> ScopedKey:
    """What can be had of the wished bounds.

    Errors: `not-offered` where keys cannot be made and revoked, or, for a strict wish, cannot be bounded so.
    """
    account.demand("keys.create")
    account.demand("keys.revoke")
    gaps = tuple(gaps_of(account, wish))
    if gaps and wish.is_strict:
        raise strict_refusal(account, gaps[0])
    can_expire = keeps(account, "keys.expiry")
    kept = KeyWish(
        name=name,
        budgets=tuple(one for one in wish.budgets if f"budgets.{one.period}" not in gaps),
        models=(wish.models or None) if "keys.models" not in gaps else None,
    )
    if not can_expire:
        return ScopedKey(wish=kept, gaps=gaps, ends_after=wish.lifetime)
    ends_at = account.exchange.server_now() + (wish.lifetime or USUAL_LIFETIME)
    return ScopedKey(wish=replace(kept, expires_at=ends_at), gaps=gaps)


def gaps_of(account: AccountApi, wish: RunWish) -> Iterator[str]:
    """The asked bounds that the gateway itself does not keep."""
    asked = [
        *operations_of_budgets(wish.budgets),
        *(["keys.expiry"] if wish.lifetime else []),
        *(["keys.models"] if wish.models else []),
    ]
    yield from (operation for operation in asked if not keeps(account, operation))


def keeps(account: AccountApi, operation: str) -> bool:
    """Whether the gateway itself does it."""
    return account.capabilities[operation].support in {Support.NATIVE, Support.DERIVED}


def gap_warnings(account: AccountApi, scoped: ScopedKey) -> Iterator[Warn]:
    """What is only emulated, or not at all, and what that means."""
    for operation in scoped.gaps:
        consequence = CONSEQUENCES.get(
            operation, "nothing stops the command from spending more; the receipt tells what it spent"
        )
        yield Warn(
            code="not-enforced",
            message=f"{account.label} does not do this itself: {reason_of(account, operation)}; {consequence}",
            hint="add --strict to refuse instead",
        )


def reason_of(account: AccountApi, operation: str) -> str:
    """The gateway's reason, as its table has it."""
    return account.capabilities[operation].reason or f"`{operation}`"


def strict_refusal(account: AccountApi, operation: str) -> UserError:
    """The error for a bound that the gateway would not keep."""
    refusal = account.refusal(operation)
    return UserError(
        "not-offered",
        refusal.message,
        reason=f"{reason_of(account, operation)}; no key was made",
        hint="leave out --strict, and smartaipi says what takes its place",
        details=refusal.details,
    )
