"""VS Code: where its user settings are; extensions of it are set up through them.

Documented at https://code.visualstudio.com/docs/configure/settings. The file is JSON with comments, and VS Code obeys
a change while it runs. Named profiles and portable installations have settings of their own, which are left alone.
"""

from pathlib import Path

from smartaipi_cli.tools.base import Place

PROGRAM_FOLDER = "Code"
PUBLIC_MODE = 0o644
"""The mode of a new settings file: no key ever stands in it."""


def settings_file(place: Place) -> Path:
    """The settings of the user, on any of the three systems."""
    return user_data(place, PROGRAM_FOLDER) / "User" / "settings.json"


def user_data(place: Place, program: str) -> Path:
    """The folder in which VS Code, or an editor made from it, keeps the user's data."""
    environment = place.environment
    match place.platform:
        case "darwin":
            return place.home / "Library" / "Application Support" / program
        case "win32":
            return Path(environment.get("APPDATA") or place.home / "AppData" / "Roaming") / program
        case _:
            return Path(environment.get("XDG_CONFIG_HOME") or place.home / ".config") / program
