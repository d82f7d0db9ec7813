"""Where the secret of a new key goes: shown once, into the credential store, or into a file of its own."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from smartaipi_cli.actions.profiles.login import chosen_store, file_warning
from smartaipi_cli.actions.profiles.selection import find_stored
from smartaipi_cli.domain.key_text import check_key, fingerprint, redact
from smartaipi_cli.domain.profile import NAME_PATTERN, Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.engine.targets import resolve_target
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.credentials import KEY, CredentialStore, FileCredentials
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.new_files import create_private_file
from smartaipi_cli.results import Block, Fields, Line, Warn

Way = Literal["show", "raw", "store", "file"]

OTHERS_MAY_WRITE = 0o022
STICKY = 0o1000
"""In a folder with this bit, such as `/tmp`, nobody can replace the file of somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The way of a secret. `name` is that of the stored credential, `file` the one that is made."""

    way: Way = "show"
    name: str = KEY
    file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What is told of a secret that has arrived; `data` holds the value when showing it is the way."""

    data: dict[str, object] = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    warnings: tuple[Warn, ...] = ()


def choose_delivery(*, store: bool, store_name: str, raw: bool, output: str, folder: Path) -> Delivery:
    """The way that the options ask for. Errors: `usage` for more than one, or a name that is none."""
    if (store or bool(store_name)) + raw + bool(output) > 1:
        raise UserError(
            "usage", "a secret has one way", reason="--store, --raw and --output exclude each other"
        )
    if store or store_name:
        return Delivery(way="store", name=credential_name(store_name))
    if output:
        return Delivery(way="file", file=folder / output)
    return Delivery(way="raw" if raw else "show")


def credential_name(name: str) -> str:
    """The credential that a key is kept as: `key`, or `key.NAME`. Errors: `usage`."""
    if name and not NAME_PATTERN.fullmatch(name):
        raise UserError(
            "usage",
            f"a key cannot be kept as `{name}`",
            reason="such names have up to 32 of a-z, 0-9, - and _, and begin with a letter or digit",
        )
    return f"{KEY}.{name}" if name else KEY


def check_delivery(machine: Machine, delivery: Delivery) -> None:
    """Return when the secret can arrive; asked before there is one. Errors: `keychain-failed`, `target-refused`."""
    if delivery.way == "store":
        chosen_store(machine, "auto")
    if delivery.file is not None:
        check_place(machine, delivery.file)


def check_place(machine: Machine, path: Path) -> None:
    """Errors: `target-refused` for what is there already, and for a folder in which others could replace it."""
    target = resolve_target(machine.files, path)
    folder = target.real.parent
    reason = ""
    if target.entry.kind is not Kind.ABSENT or path in target.links:
        reason = "something stands there already, and nothing is overwritten"
    elif target.missing_directories:
        reason = f"there is no folder `{target.missing_directories[0]}`"
    else:
        mode = machine.files.look(folder).mode
        if mode & OTHERS_MAY_WRITE and not mode & STICKY:
            reason = f"other users may write in `{folder}`"
    if reason:
        raise UserError("target-refused", f"`{path}` was left alone", reason=reason, hint="name another file")


def deliver(machine: Machine, profile: Profile, secret: Secret, delivery: Delivery) -> Delivered:
    """Bring the secret to where it belongs.

    Errors: `key-malformed` for a masked one, `keychain-failed`, `own-file-failed`, `target-refused`.
    """
    check_key(secret)
    if delivery.way == "store":
        return keep(machine, profile, secret, delivery.name)
    if delivery.file is not None:
        create_private_file(machine.files, delivery.file, f"{secret.reveal()}\n".encode())
        return Delivered(
            data={"file": delivery.file},
            blocks=(Line(text=f"the secret is in {delivery.file}, for you alone", style="good", aside=True),),
        )
    if delivery.way == "raw":
        return Delivered(data={"value": secret.reveal()}, blocks=(Line(text=secret.reveal()),))
    return Delivered(
        data={"value": secret.reveal()},
        blocks=(
            Fields(pairs=(("key", secret.reveal()),)),
            Line(text="this is the only time that the key is shown", style="warn", aside=True),
        ),
    )


def has_arrived(machine: Machine, profile: Profile, delivery: Delivery, mark: str) -> bool:
    """Whether the secret with this fingerprint is where it was to go, be it after a failure or a kill."""
    found: Secret | None = None
    if delivery.way == "store":
        stored = find_stored(machine, profile, delivery.name)
        found = stored.secret if stored else None
    elif delivery.file is not None and machine.files.look(delivery.file).kind is Kind.FILE:
        found = Secret(machine.files.read(delivery.file).decode(errors="replace").removesuffix("\n"))
    return found is not None and fingerprint(found) == mark


def keep(machine: Machine, profile: Profile, secret: Secret, name: str) -> Delivered:
    """Keep the secret in place of an older one. Errors: those of the store."""
    before = find_stored(machine, profile, name)
    store = chosen_store(machine, "auto")
    store.write(profile.name, name, secret)
    forget_shadow(machine, profile, name, store)
    return Delivered(
        data={"kept_as": name, "store": store.description},
        blocks=(
            Line(text=f"kept as the {in_words(name)} of profile {profile.name}", style="good", aside=True),
        ),
        warnings=(
            *(
                (Warn(code="stored-key-replaced", message=f"it replaces {redact(before.secret)} there"),)
                if before and before.secret != secret
                else ()
            ),
            *file_warning(store),
        ),
    )


def forget_shadow(machine: Machine, profile: Profile, name: str, store: CredentialStore) -> None:
    """Drop an older secret from the file store, which is read first and would hide the new one."""
    if not isinstance(store, FileCredentials):
        machine.credential_files.delete(profile.name, name)


def in_words(name: str) -> str:
    """What a stored credential is called."""
    return "API key" if name == KEY else f"API key `{name.removeprefix(f'{KEY}.')}`"
