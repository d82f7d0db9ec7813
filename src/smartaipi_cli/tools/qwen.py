"""Qwen Code: an entry in `modelProviders` of `settings.json`, its key in a dotenv file beside it.

Documented at https://qwenlm.github.io/qwen-code-docs/en/users/configuration/settings; observed with 0.24.4,
November 2026, on Linux.

What decides the recipe:
- Four files of settings are merged and the later wins; `modelProviders` is not merged but replaced as a whole.
- An entry names the variable of its key. The client fills its environment from the first of `.qwen/.env` and `.env`
  in this folder or one above, then from `~/.qwen/.env` and `~/.env`, then from `env` of its settings; a variable that
  is set already stays.
- Where the named variable is not set, the client sends `OPENAI_API_KEY` or `ANTHROPIC_API_KEY` in its place.
- `openai` is chat completions, with `wireApi` Responses: both want the address with `/v1`, `anthropic` without.
- Of two entries with one id the first counts, unless `model.baseUrl` tells which.
- Comments are understood, a final comma is not: with one in the user's file the client does not start, a project's
  file with one it moves aside and empties.
- A file without `$version` is written anew at the client's start.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.tools.base import Place, Scope, Snapshot, ToolSpec, WireProtocol, Wish

SPEC = ToolSpec(
    name="qwen",
    label="Qwen Code",
    binary="qwen",
    protocols=("chat", "responses", "messages"),
    ways=("inline", "env"),
    tested=("0.24.4",),
    files_written=("~/.qwen/settings.json", "~/.qwen/.env", ".qwen/settings.json"),
    keys_written=(
        "$version",
        "modelProviders.openai|anthropic[MODEL]",
        "security.auth.selectedType",
        "model.name",
        "model.baseUrl",
        "model.reasoningEffort",
    ),
    not_run="macOS, Windows, folder trust, an administrator's settings",
)

FOLDER: Final = ".qwen"
PROVIDERS: Final[Mapping[WireProtocol, str]] = {
    "chat": "openai",
    "responses": "openai",
    "messages": "anthropic",
}
"""Protocol to the list in `modelProviders`, which is also the name of the login."""

SYSTEM_FOLDERS: Final = {
    "darwin": "/Library/Application Support/QwenCode",
    "win32": "C:\\ProgramData\\qwen-code",
}
"""System to the folder of an administrator's settings; `/etc/qwen-code` on all others."""


def locate(place: Place, scope: Scope, provider: str) -> Mapping[str, Path]:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. Roles: `target`, the four settings by their owner, and the dotenv files by their turn."""
    folder, system = own_folder(place), system_settings(place)
    defaults = place.environment.get("QWEN_CODE_SYSTEM_DEFAULTS_PATH")
    project = place.working_folder / FOLDER / "settings.json"
    user = folder / "settings.json"
    return {
        "target": project if scope == "project" else user,
        "system defaults": Path(defaults) if defaults else system.with_name("system-defaults.json"),
        "user": user,
        "project": project,
        "system": system,
        **{f"dotenv {turn}": path for turn, path in enumerate(project_dotenv_files(place), 1)},
        "secrets": folder / ".env",
        "home dotenv": place.home / ".env",
    }


def own_folder(place: Place) -> Path:
    """The client's folder, the same below the home on every system."""
    named = place.environment.get("QWEN_HOME", "")
    if named == "~" or named.startswith(("~/", "~\\")):
        return place.home / named[2:]
    return place.working_folder / named if named else place.home / FOLDER


def system_settings(place: Place) -> Path:
    """An administrator's settings, which win over all others."""
    named = place.environment.get("QWEN_CODE_SYSTEM_SETTINGS_PATH")
    return Path(named or f"{SYSTEM_FOLDERS.get(place.platform, '/etc/qwen-code')}/settings.json")


def project_dotenv_files(place: Place) -> Iterator[Path]:
    """The dotenv files of the working folder and those above it, up to the home; the first that exists counts."""
    for folder in (place.working_folder, *place.working_folder.parents):
        if folder == place.home:
            return
        yield folder / FOLDER / ".env"
        yield folder / ".env"


def find_login(snapshot: Snapshot) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. A provider of ours stands beside those that the user has."""
    return ""


def start_command(wish: Wish) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`."""
    return SPEC.binary


def address_of(profile: Profile, protocol: WireProtocol) -> str:
    """The address as the client wants it: it adds `/chat/completions`, `/responses` or `/v1/messages`."""
    return profile.anthropic_url if protocol == "messages" else profile.openai_url
