"""API keys of the account: created, listed, revoked."""

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from smartaipi_cli.actions.accounts import open_account
from smartaipi_cli.actions.login import chosen_store, file_warning
from smartaipi_cli.actions.selection import select_profile
from smartaipi_cli.domain.key import Budget, Key, check_key
from smartaipi_cli.domain.spans import in_words, iso
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.native import KeyWish, NativeGateway
from smartaipi_cli.machine.credentials import KEY
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Fields, Line, Result, Table, Warn

REVOKED = {"revoked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What `keys create` is asked for. `store` keeps the secret as the profile's key instead of showing it."""

    profile: str | None
    name: str
    budgets: tuple[Budget, ...] = ()
    models: tuple[str, ...] | None = None
    lifetime: timedelta | None = None
    store: bool = False
    store_name: str = ""


def create_key(machine: Machine, request: NewKey) -> Result:
    """Create a key. Its secret is in the result this once, or goes straight into the credential store."""
    profile, _ = select_profile(machine, request.profile)
    store = chosen_store(machine, "auto") if request.store else None
    with closing(machine.open_transport()) as transport:
        account = open_account(machine, profile, transport)
        key = account.create_key(
            KeyWish(
                name=request.name,
                budgets=request.budgets,
                models=request.models,
                expires_at=machine.clock.now() + request.lifetime if request.lifetime else None,
            ),
            idempotency_key=f"smartaipi-{machine.make_identifier()}-{machine.make_identifier()}",
        )
    if key.secret is None:
        raise UserError(
            "key-missing",
            f"key `{key.id}` exists, but the gateway did not show its secret",
            reason="its answer was a replay of an earlier one",
            hint=f"smartaipi keys revoke {key.id}, then create another",
        )
    warnings: tuple[Warn, ...] = ()
    if request.lifetime is None:
        warnings = (
            Warn(code="no-expiry", message="this key never expires", hint="give it a life: --expires 30d"),
        )
    if store is not None:
        name = f"{KEY}.{request.store_name}" if request.store_name else KEY
        store.write(profile.name, name, check_key(key.secret))
        return Result(
            data={"key": as_data(key), "kept_as": name, "store": store.description},
            blocks=(
                Line(text=f"created key {key.name} ({key.id}) and kept it for {profile.name}", style="good"),
            ),
            warnings=(*warnings, *file_warning(store)),
        )
    return Result(
        data={"key": {**as_data(key), "value": key.secret.reveal()}},
        blocks=(
            Fields(pairs=(("id", key.id), ("name", key.name), ("key", key.secret.reveal()))),
            Line(text="this is the only time that the key is shown", style="warn", aside=True),
        ),
        warnings=warnings,
    )


def list_keys(machine: Machine, name: str | None, *, include_revoked: bool) -> Result:
    """All keys of the account, newest first."""
    profile, _ = select_profile(machine, name)
    with closing(machine.open_transport()) as transport:
        keys = tuple(open_account(machine, profile, transport).list_keys())
    shown = tuple(key for key in keys if include_revoked or key.status not in REVOKED)
    headings = ("ID", "NAME", "KEY", "STATUS", "SPENT", "BUDGETS", "EXPIRES", "LAST USED")
    return Result(
        data={"keys": [as_data(key) for key in shown]},
        blocks=(
            Table(
                columns=tuple(Column(heading=heading, numeric=heading == "SPENT") for heading in headings),
                rows=tuple(as_row(key) for key in shown),
                empty="no keys yet: smartaipi keys create --name laptop",
            ),
        ),
    )


def find_key_to_revoke(machine: Machine, name: str | None, wanted: str) -> Key:
    """The key by id, unique beginning of an id, or unique name. Errors: `key-not-found`."""
    profile, _ = select_profile(machine, name)
    with closing(machine.open_transport()) as transport:
        return find_one(open_account(machine, profile, transport), wanted)


def find_one(account: NativeGateway, wanted: str) -> Key:
    """As `find_key_to_revoke`, on an open account."""
    keys = [key for key in account.list_keys() if key.status not in REVOKED]
    exact = [key for key in keys if key.id == wanted]
    fitting = (
        exact
        or [key for key in keys if key.name == wanted]
        or [key for key in keys if key.id.startswith(wanted)]
    )
    if len(fitting) == 1:
        return fitting[0]
    raise UserError(
        "key-not-found",
        f"no key fits `{wanted}`" if not fitting else f"{len(fitting)} keys fit `{wanted}`",
        reason="a key is named by its id, the beginning of it, or its name"
        if not fitting
        else ", ".join(f"{key.id} ({key.name})" for key in fitting),
        hint="smartaipi keys list",
    )


def describe_before_revoking(key: Key) -> str:
    """What should be known before a key is revoked."""
    used = f"last used {iso(key.last_used_at)}" if key.last_used_at else "never used"
    spent = f", {key.spent} spent" if key.spent is not None else ""
    return f"{key.name} ({key.id}, {key.redacted_value}): {used}{spent}"


def revoke_key(machine: Machine, name: str | None, key: Key) -> Result:
    """Revoke the key for good."""
    profile, _ = select_profile(machine, name)
    with closing(machine.open_transport()) as transport:
        open_account(machine, profile, transport).revoke_key(key.id)
    return Result(
        data={"revoked": key.id, "name": key.name},
        blocks=(Line(text=f"revoked {key.name} ({key.id})", style="good"),),
    )


def as_row(key: Key) -> tuple[str, ...]:
    """One line of the table."""
    return (
        key.id,
        key.name,
        key.redacted_value,
        key.status,
        str(key.spent) if key.spent is not None else "-",
        ", ".join(f"{budget.spent} of {budget.limit} a {in_words(budget.period)}" for budget in key.budgets)
        or "-",
        iso(key.expires_at) if key.expires_at else "never",
        iso(key.last_used_at) if key.last_used_at else "never",
    )


def as_data(key: Key) -> dict[str, object]:
    """A key for the JSON envelope, without its secret."""
    return {
        "id": key.id,
        "name": key.name,
        "redacted_value": key.redacted_value,
        "status": key.status,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "models": key.models,
        "spent_usd": key.spent,
        "budgets": [
            {
                "period": budget.period,
                "limit_usd": budget.limit,
                "spent_usd": budget.spent,
                "remaining_usd": budget.remaining,
                "resets_at": budget.resets_at,
            }
            for budget in key.budgets
        ],
    }
