"""Where our own files belong on this system."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

APPLICATION = "smartaipi"
HOME_VARIABLE = "SMARTAIPI_HOME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Our folders: settings people edit, credentials, history and journal, and what may be deleted."""

    config: Path
    data: Path
    state: Path
    cache: Path

    @property
    def config_file(self) -> Path:
        """Profiles and settings, edited by hand as well."""
        return self.config / "config.toml"

    @property
    def credentials(self) -> Path:
        """One folder a profile, one 0600 file a credential, when there is no keychain."""
        return self.data / "credentials"

    @property
    def sandbox(self) -> Path:
        """The local gateway's database and address file."""
        return self.state / "sandbox"

    @classmethod
    def under(cls, folder: Path) -> Self:
        """All folders below one, as `SMARTAIPI_HOME` asks for."""
        return cls(
            config=folder / "config", data=folder / "data", state=folder / "state", cache=folder / "cache"
        )

    @classmethod
    def of_system(cls, environment: Mapping[str, str]) -> Self:
        """The platform's folders, or those below `SMARTAIPI_HOME`."""
        if chosen := environment.get(HOME_VARIABLE):
            return cls.under(Path(chosen).expanduser().absolute())

        from platformdirs import PlatformDirs

        folders = PlatformDirs(APPLICATION, appauthor=False)
        return cls(
            config=folders.user_config_path,
            data=folders.user_data_path,
            state=folders.user_state_path,
            cache=folders.user_cache_path,
        )
