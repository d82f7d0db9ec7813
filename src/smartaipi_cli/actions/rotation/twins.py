"""The twin that takes a key's place where a gateway cannot give a key a new secret."""

from dataclasses import replace
from datetime import datetime, timedelta

from smartaipi_cli.actions.keys.options import demand_all
from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KEEP, KeyChange, KeyWish
from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.results import Warn

LONGEST_NAME_BYTES = 30
"""What the narrowest of the gateways (one-api) takes."""


def check_replaceable(account: AccountApi, old: Key, grace: timedelta) -> None:
    """Return when a twin can take the place of this key. Errors: `not-offered`, `usage`."""
    demand_all(account, ("keys.create", "keys.revoke", *(("keys.expiry", "keys.rename") if grace else ())))
    hints = {
        "disabled": f"smartaipi keys enable {old.id}",
        "expired": f"smartaipi keys update {old.id} --expires 30d",
    }
    if old.status in hints:
        raise UserError(
            "usage",
            f"key `{old.name or old.id}` is {old.status}",
            reason="on this gateway a rotation makes a new key, and that one would be active",
            hint=hints[old.status],
        )
    if grace:
        # Some gateways take an end at a key's creation alone. They say so when asked to set the one that it has,
        # before anything was made.
        account.update_key(old, KeyChange(expires_at=old.expires_at))


def twin_name(name: str, mark: str) -> str:
    """A name that nothing else has, short enough for every gateway, by which a lost twin is found again."""
    room = LONGEST_NAME_BYTES - len(mark) - 1
    return f"{name.encode()[:room].decode(errors='ignore')}-{mark}"


def twin_of(account: AccountApi, old: Key, name: str, expires_at: datetime | None) -> KeyWish:
    """A key that may do what the old one may, with what is left of its limit in all."""
    offered = {name for name, capability in account.capabilities.items() if capability.is_offered}
    return KeyWish(
        name=name,
        budgets=tuple(map(remaining, old.budgets)),
        models=old.models if "keys.models" in offered else None,
        group=old.group if "keys.group" in offered else "",
        expires_at=expires_at if "keys.expiry" in offered else None,
        ip_allowlist=old.ip_allowlist if "keys.ips" in offered else (),
        metadata=old.metadata if "keys.metadata" in offered else {},
    )


def remaining(budget: Budget) -> Budget:
    """A window keeps its limit; of a limit in all only what is left goes over."""
    if budget.period != "total":
        return replace(budget, spent=Money.zero())
    return replace(budget, limit=max(budget.remaining, Money.zero()), spent=Money.zero())


def twin_warnings(old: Key) -> tuple[Warn, ...]:
    """What a twin does not take over."""
    found = []
    if any(budget.period != "total" and budget.spent > Money.zero() for budget in old.budgets):
        found.append(
            Warn(
                code="budget-restarted",
                message="the new key's budgets begin with nothing spent in their windows",
            )
        )
    if old.rate_limits:
        found.append(
            Warn(
                code="rate-limits-dropped",
                message=f"the new key has no rate limits ({', '.join(old.rate_limits)}): set them at the gateway",
            )
        )
    return tuple(found)


def end_of_old(account: AccountApi, old: Key, name: str, grace: timedelta) -> KeyChange:
    """The change that lets the old key end after its grace, never later than it would have."""
    end = account.exchange.server_now() + grace
    is_renamed = account.capabilities["keys.rename"].is_offered
    return KeyChange(
        name=name if is_renamed else KEEP,
        expires_at=min(end, old.expires_at) if old.expires_at else end,
    )
