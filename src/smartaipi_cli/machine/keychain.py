# ruff: noqa: ARG002 - a keychain that cannot be used looks at no argument
"""The keychain of the operating system, through keyring, within a time limit.

A locked desktop keyring may ask its user and wait for ever; nobody may be there to answer. Every call is
therefore made in a thread that is given three seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Any, TypeVar

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.credentials import KEY, TOKEN

SERVICE = "smartaipi"
TIME_LIMIT_S = 3.0
NAMES = "names"
"""The entry that holds the names of a profile's other credentials."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeychainCredentials:
    """Credentials in the system's keychain; see `machine.credentials.CredentialStore`.

    Errors of every method: `keychain-failed`.
    """

    backend: Any
    time_limit_s: float = TIME_LIMIT_S

    @property
    def description(self) -> str:
        """See `CredentialStore`."""
        return f"keychain ({self.backend.name})"

    def read(self, profile: str, name: str) -> Secret | None:
        """See `CredentialStore`."""
        value = self.within_limit(lambda: self.backend.get_password(SERVICE, f"{profile}/{name}"))
        return Secret(value) if value else None

    def write(self, profile: str, name: str, secret: Secret) -> None:
        """See `CredentialStore`."""
        self.within_limit(lambda: self.backend.set_password(SERVICE, f"{profile}/{name}", secret.reveal()))
        self.note_names(profile, {*self.names(profile), name})

    def delete(self, profile: str, name: str) -> bool:
        """See `CredentialStore`."""
        if self.read(profile, name) is None:
            return False
        self.within_limit(lambda: self.backend.delete_password(SERVICE, f"{profile}/{name}"))
        self.note_names(profile, {*self.names(profile)} - {name})
        return True

    def names(self, profile: str) -> tuple[str, ...]:
        """See `CredentialStore`. A keychain cannot be searched, so that the names are kept in it as well."""
        noted = self.within_limit(lambda: self.backend.get_password(SERVICE, f"{profile}/{NAMES}")) or ""
        known = {*noted.split(), KEY, TOKEN}
        return tuple(sorted(known))

    def note_names(self, profile: str, names: set[str]) -> None:
        """Keep the names that nobody could guess."""
        special = " ".join(sorted(names - {KEY, TOKEN}))
        if special != (
            self.within_limit(lambda: self.backend.get_password(SERVICE, f"{profile}/{NAMES}")) or ""
        ):
            self.within_limit(lambda: self.backend.set_password(SERVICE, f"{profile}/{NAMES}", special))

    def within_limit(self, call: Callable[[], Value]) -> Value:
        """The answer of `call`, if it comes in time. Errors: `keychain-failed`; the text holds no secret."""
        answers: list[Value] = []
        problems: list[Exception] = []

        def work() -> None:
            try:
                answers.append(call())
            except Exception as problem:  # noqa: BLE001 - back ends raise whatever their system raises
                problems.append(problem)

        thread = Thread(target=work, daemon=True)
        thread.start()
        thread.join(self.time_limit_s)
        if answers:
            return answers[0]
        reason = type(problems[0]).__name__ if problems else f"no answer within {self.time_limit_s:g} s"
        raise unanswered(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentKeychain:
    """A keychain that is there and cannot be used; see `machine.credentials.CredentialStore`.

    Every method raises `keychain-failed`: what it may hold must not be reported as missing.
    """

    reason: str
    description: str = "keychain (unusable)"

    def read(self, profile: str, name: str) -> Secret | None:
        """See `CredentialStore`."""
        raise unanswered(self.reason)

    def write(self, profile: str, name: str, secret: Secret) -> None:
        """See `CredentialStore`."""
        raise unanswered(self.reason)

    def delete(self, profile: str, name: str) -> bool:
        """See `CredentialStore`."""
        raise unanswered(self.reason)

    def names(self, profile: str) -> tuple[str, ...]:
        """See `CredentialStore`."""
        raise unanswered(self.reason)


def find_keychain() -> KeychainCredentials | SilentKeychain | None:
    """The system's keychain, None when it has none; looking for it is bounded as well."""
    found: list[Any] = []
    problems: list[Exception] = []

    def look() -> None:
        import keyring
        from keyring.backends import fail, null

        try:
            backend = keyring.get_keyring()
            is_usable = not isinstance(backend, fail.Keyring | null.Keyring) and backend.priority > 0
        except Exception as problem:  # noqa: BLE001 - back ends raise whatever their system raises
            problems.append(problem)
            return
        found.append(backend if is_usable else None)

    thread = Thread(target=look, daemon=True)
    thread.start()
    thread.join(TIME_LIMIT_S)
    if problems:
        return SilentKeychain(reason=type(problems[0]).__name__)
    if not found:
        return SilentKeychain(reason=f"no answer within {TIME_LIMIT_S:g} s")
    return KeychainCredentials(backend=found[0]) if found[0] is not None else None


def unanswered(reason: str) -> UserError:
    """The error for a keychain that gave no answer."""
    return UserError(
        "keychain-failed",
        "the keychain of this system did not give an answer",
        reason=reason,
        hint="unlock it, or keep credentials in files: smartaipi login --store file",
    )
