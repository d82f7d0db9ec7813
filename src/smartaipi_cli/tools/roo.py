"""Roo Code (VS Code): a file that the extension imports when it starts, and the setting that names this file.

Documented at https://docs.roocode.com/features/settings-management; the rules below are those of the extension's
source, April 2026 (3.52.1). Run was the extension's own schema, @roo-code/types 1.115.0, November 2026.

What decides the recipe:
- The extension keeps its profiles in VS Code's secret storage, which nothing outside can write; the import is the
  supported door. The file must hold the key itself.
- Every start of VS Code imports the file again and selects its profile: best is to import once and to take the
  setting and the file out again (`smartaipi roo --remove`), the profile stays in the extension.
- The file is read as strict JSON; a profile must name its provider, and a model's facts need two of their members.
- With `anthropic` as provider, a model that the extension does not know silently becomes another one. Its
  `openai` takes every id, so that alone is set up.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smartaipi_cli.documents import MISSING, DocumentRefused, json_values
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Place, ReadFile, Scope, Snapshot, ToolSpec, Wish
from smartaipi_cli.tools.vscode import settings_file

SPEC = ToolSpec(
    name="roo",
    label="Roo Code",
    binary="",
    protocols=("chat",),
    ways=("inline",),
    tested=("3.52.1 (schema 1.115.0)",),
    files_written=("~/.roo/smartaipi-import.json", "~/.config/Code/User/settings.json"),
    keys_written=(
        "providerProfiles.currentApiConfigName",
        "providerProfiles.apiConfigs.NAME.*",
        "roo-cline.autoImportSettingsPath",
    ),
    scopes=("user",),
    not_run="the extension in VS Code; its schema was, with the import file",
)

SETTING: Final = "roo-cline.autoImportSettingsPath"
IMPORT_FILE: Final = ".roo/smartaipi-import.json"
"""Our import file, below the home."""

OWN_NAMES: Final = {"smartaipi": "smart-aipi"}
"""Gateway to the profile's name in the vendor's own instructions."""


def locate(place: Place, scope: Scope, provider: str) -> Mapping[str, Path]:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. Roles: `target` is our import file, `settings` VS Code's file that names an import file."""
    return {"target": place.home / IMPORT_FILE, "settings": settings_file(place)}


def find_more(snapshot: Snapshot) -> Mapping[str, Path]:
    """See `Tool`. `import` is the file that the setting names, when that is not ours."""
    named = named_file(snapshot)
    return {"import": named} if named and named != snapshot.files["target"].path else {}


def find_login(snapshot: Snapshot) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. A profile of ours stands beside those that the user has."""
    return ""


def start_command(wish: Wish) -> str:
    """See `Tool`."""
    name = profile_name(wish.profile)
    return f"start VS Code (or: Developer: Reload Window); Roo Code selects `{name}`"


def profile_name(profile: Profile) -> str:
    """The name of a new profile in the extension."""
    return OWN_NAMES.get(profile.provider_id, profile.provider_id)


def named_file(snapshot: Snapshot) -> Path | None:
    """The file that the setting names: `~/` is the home, and so is what a relative path starts from."""
    named = read(snapshot.files["settings"], SETTING)
    if not isinstance(named, str) or not named.strip():
        return None
    home = snapshot.place.home
    return home / named.strip().removeprefix("~/").removeprefix("~\\")


def import_file(snapshot: Snapshot) -> ReadFile:
    """The file that is imported, or would be after a set-up: the one that the user has named, else ours."""
    return snapshot.files.get("import", snapshot.files["target"])


def read(file: ReadFile, *path: str) -> object:
    """A value of a JSON file, `MISSING` when there is none or the file cannot be read."""
    source = bytes_of(file.state)
    if source is None:
        return MISSING
    try:
        return json_values.get_value(source, path)
    except DocumentRefused:
        return MISSING
