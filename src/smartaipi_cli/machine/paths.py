"""Where our own files belong on this system."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Self

APPLICATION = "smartaipi"
HOME_VARIABLE = "SMARTAIPI_HOME"

XDG_FOLDERS = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
}
"""Our folder to the variable that moves it and its place below the home, as the XDG base directories have it."""


class Paths(NamedTuple):
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
        if sys.platform != "linux":
            from platformdirs import PlatformDirs

            folders = PlatformDirs(APPLICATION, appauthor=False)
            return cls(
                config=folders.user_config_path,
                data=folders.user_data_path,
                state=folders.user_state_path,
                cache=folders.user_cache_path,
            )
        return cls.of_linux(environment, Path.home())

    @classmethod
    def of_linux(cls, environment: Mapping[str, str], home: Path) -> Self:
        """What `platformdirs` gives on Linux (a test compares them); loading it costs half a Python start.

        A variable that is empty or names no absolute folder counts as unset, as the specification says.
        """
        folders: dict[str, Path] = {}
        for name, (variable, usual) in XDG_FOLDERS.items():
            chosen = Path(environment.get(variable, ""))
            folders[name] = (chosen if chosen.is_absolute() else home / usual) / APPLICATION
        return cls(**folders)
