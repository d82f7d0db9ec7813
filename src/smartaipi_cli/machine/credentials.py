"""Where keys and tokens are kept: the keychain of the operating system, else owner-only files."""

from pathlib import Path
from typing import Protocol

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Files, Kind
from smartaipi_cli.machine.own_files import remove_own_file, write_own_file

KEY = "key"
TOKEN = "token"  # noqa: S105 - the name of a credential, not one


class CredentialStore(Protocol):
    """Keeps credentials by profile and name (`key`, `token`, `key.NAME`)."""

    @property
    def description(self) -> str:
        """What it is, for people: where the credentials are."""
        ...

    def read(self, profile: str, name: str) -> Secret | None:
        """The credential, or None when there is none."""
        ...

    def write(self, profile: str, name: str, secret: Secret) -> None:
        """Keep the credential in place of an older one."""
        ...

    def delete(self, profile: str, name: str) -> bool:
        """Forget the credential; whether there was one."""
        ...

    def names(self, profile: str) -> tuple[str, ...]:
        """The names of all credentials that are kept for a profile."""
        ...


class FileCredentials:
    """One 0600 file a credential, in a 0700 folder a profile; what `smartaipi credential` reads without us."""

    def __init__(self, files: Files, folder: Path) -> None:
        self._files = files
        self.folder = folder

    @property
    def description(self) -> str:
        """See `CredentialStore`."""
        return f"file in {self.folder}"

    def path_of(self, profile: str, name: str) -> Path:
        """Where a credential is, or would be."""
        return self.folder / profile / name

    def read(self, profile: str, name: str) -> Secret | None:
        """See `CredentialStore`. Errors: `own-file-failed`."""
        path = self.path_of(profile, name)
        try:
            if self._files.look(path).kind is not Kind.FILE:
                return None
            return Secret(self._files.read(path).decode().removesuffix("\n"))
        except (OSError, UnicodeDecodeError) as problem:
            raise UserError(
                "own-file-failed",
                f"cannot read the credential in `{path}`",
                reason=getattr(problem, "strerror", None) or str(type(problem).__name__),
                hint=f"smartaipi login --profile {profile}",
            ) from problem

    def write(self, profile: str, name: str, secret: Secret) -> None:
        """See `CredentialStore`. Errors: `own-file-failed`."""
        write_own_file(self._files, self.path_of(profile, name), f"{secret.reveal()}\n".encode())

    def delete(self, profile: str, name: str) -> bool:
        """See `CredentialStore`. Errors: `own-file-failed`."""
        return remove_own_file(self._files, self.path_of(profile, name))

    def names(self, profile: str) -> tuple[str, ...]:
        """See `CredentialStore`."""
        try:
            found = self._files.list_directory(self.folder / profile)
        except OSError:
            return ()
        return tuple(name for name in found if name in {KEY, TOKEN} or name.startswith(f"{KEY}."))
