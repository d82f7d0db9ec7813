"""Cline: one entry in `providers.json`, and the older fields of the VS Code extension beside it.

Documented at https://docs.cline.bot; observed with the command line 3.0.65, November 2026, on Linux. The extension
was not run: what is said of it was read in the source of 4.1.13.

What decides the recipe:
- There is no place for a provider of our own: the client has one entry for every protocol, and another gateway in
  it is replaced.
- One fault in the file, such as a time with `+00:00` for `Z`, and all providers and keys are lost (`cline_faults`).
- The client sets `updatedAt` anew in every run, and drops members that it does not know.
- A background process answers for all windows: a variable counts as it was when that process began.
- Before `providers.json` the extension reads `globalState.json` and `secrets.json`, which it holds in memory and
  writes back; at its start the command line copies from there what `providers.json` lacks.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from smartaipi_cli.documents import MISSING, DocumentRefused, json_values
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.plan.states import Absent, bytes_of
from smartaipi_cli.tools.base import Place, ReadFile, Scope, Snapshot, ToolSpec, WireProtocol, Wish

VARIABLES: Final[Mapping[WireProtocol, str]] = {
    "chat": "OPENAI_API_KEY",
    "responses": "OPENAI_API_KEY",
    "messages": "ANTHROPIC_API_KEY",
}
"""The variable from which the client takes a key that its file does not have."""

SPEC = ToolSpec(
    name="cline",
    label="Cline",
    binary="cline",
    protocols=("chat", "responses", "messages"),
    ways=("inline", "env"),
    tested=("3.0.65",),
    files_written=(
        "~/.cline/data/settings/providers.json",
        "~/.cline/data/globalState.json",
        "~/.cline/data/secrets.json",
    ),
    keys_written=(
        "lastUsedProvider",
        "providers.openai-compatible|openai-native|anthropic",
        "{act,plan}ModeApiProvider",
        "{act,plan}Mode{OpenAi,Api}ModelId",
        "openAiBaseUrl|anthropicBaseUrl",
        "openAiApiKey|apiKey",
    ),
    scopes=("user",),
    not_run="macOS, Windows, the extensions of VS Code and JetBrains",
    key_variables={protocol: VARIABLES[protocol] for protocol in ("chat", "responses")},
)

SLOTS: Final[Mapping[WireProtocol, str]] = {
    "chat": "openai-compatible",
    "responses": "openai-native",
    "messages": "anthropic",
}
"""Protocol to the client's one provider for it; each takes the address with `/v1`."""

PROTOCOLS: Final[Mapping[str, WireProtocol]] = {slot: protocol for protocol, slot in SLOTS.items()}

EDITORS: Final = (
    ".vscode",
    ".vscode-insiders",
    ".vscode-oss",
    ".vscode-server",
    ".vscode-server-insiders",
    ".cursor",
    ".windsurf",
)
"""Folders of VS Code and its kin in the home; each lists its extensions in a file."""

EXTENSION: Final = "saoudrizwan.claude-dev"


def locate(place: Place, scope: Scope, provider: str) -> Mapping[str, Path]:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. There is one place only, whatever the scope; the same on every system."""
    environment = {name: value.strip() for name, value in place.environment.items()}
    base = Path(place.working_folder, environment.get("CLINE_DIR") or place.home / ".cline")
    data = Path(place.working_folder, environment.get("CLINE_DATA_DIR") or base / "data")
    settings = environment.get("CLINE_PROVIDER_SETTINGS_PATH") or data / "settings" / "providers.json"
    return {
        "target": Path(place.working_folder, settings),
        "state": data / "globalState.json",
        "secrets": data / "secrets.json",
        **{f"extensions of {name}": place.home / name / "extensions" / "extensions.json" for name in EDITORS},
    }


def find_login(snapshot: Snapshot) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. An account of Cline's own keeps its entry beside ours."""
    return ""


def start_command(wish: Wish) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`."""
    return SPEC.binary


def address_of(profile: Profile, protocol: WireProtocol) -> str:
    """The address as the client wants it: it adds `/chat/completions`, `/responses` or `/messages`."""
    return f"{profile.anthropic_url}/v1" if protocol == "messages" else profile.openai_url


def known_addresses(urls: AbstractSet[str]) -> AbstractSet[str]:
    """The forms in which a gateway's own addresses stand in the client's files."""
    return urls | {f"{url}/v1" for url in urls}


def has_extension(snapshot: Snapshot) -> bool:
    """Whether an editor has the extension: its own list of extensions says so, or the extension's state."""
    listed = any(
        EXTENSION.encode() in (bytes_of(file.state) or b"").lower()
        for role, file in snapshot.files.items()
        if role.startswith("extensions of ")
    )
    return listed or not isinstance(snapshot.files["state"].state, Absent)


def timestamp(moment: datetime) -> str:
    """A moment as the client demands it: UTC with a literal `Z`. `moment` is aware."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def read(file: ReadFile, *path: str) -> object:
    """A value of a JSON file, `MISSING` when there is none or the file cannot be read."""
    source = bytes_of(file.state)
    if source is None:
        return MISSING
    try:
        return json_values.get_value(source, path)
    except DocumentRefused:
        return MISSING
