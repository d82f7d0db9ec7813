"""The end of a key: what should be known before, and the revoking itself."""

from dataclasses import dataclass

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.keys.naming import resolve_key
from smartaipi_cli.actions.keys.users import KeyUser, use_warnings, users_of
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.spans import iso
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Line, Result, Warn


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """A key that is to be revoked, and who uses it here."""

    key: Key
    users: tuple[KeyUser, ...]

    @property
    def is_gone(self) -> bool:
        """Whether it was revoked before."""
        return self.key.status == "revoked"


def look_before_revoking(machine: Machine, name: str | None, wanted: str) -> Doomed:
    """The key that is meant, as it is now. Errors: `key-not-found`, `not-offered`."""
    with opened(machine, name) as (profile, account):
        account.demand("keys.revoke")
        key = resolve_key(account, wanted)
    return Doomed(key=key, users=users_of(machine, profile, key))


def last_words(doomed: Doomed) -> Line:
    """When the key was last used and what it spent."""
    key = doomed.key
    used = f"last used {iso(key.last_used_at)}" if key.last_used_at else "never used"
    spent = f", {key.spent} spent" if key.spent is not None else ""
    return Line(text=f"{key.name} ({key.id}, {key.redacted_value}): {used}{spent}", aside=True)


def warnings_before(doomed: Doomed) -> tuple[Warn, ...]:
    """What stops working."""
    return use_warnings(doomed.users, "it will be refused from then on")


def revoke_key(machine: Machine, name: str | None, doomed: Doomed) -> Result:
    """Revoke the key for good; one that is gone already is success."""
    key = doomed.key
    if not doomed.is_gone:
        with opened(machine, name) as (_, account):
            account.revoke_key(key)
    done = "was revoked before" if doomed.is_gone else "revoked"
    return Result(
        data={
            "revoked": key.id,
            "name": key.name,
            "already": doomed.is_gone,
            "last_used_at": key.last_used_at,
            "spent_usd": key.spent,
            "used_by": [user.text for user in doomed.users],
        },
        blocks=(
            Line(
                text=f"{key.name} ({key.id}) {done}" if doomed.is_gone else f"{done} {key.name} ({key.id})",
                style="good",
            ),
        ),
    )
