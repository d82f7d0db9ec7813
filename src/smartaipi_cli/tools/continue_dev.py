"""Continue (`cn`, VS Code, JetBrains): one entry in the list of models, its key in a dotenv file beside it.

Documented at https://docs.continue.dev/reference; observed with cn 1.5.47, November 2026. The extensions read the
same files; what is said of them was read in the source of June 2026 and not run.

What decides the recipe:
- `config.yaml` alone counts. `cn` ignores the older `config.json`, and the extensions do as soon as there is a
  `config.yaml`.
- `${{ secrets.NAME }}` is looked up by `cn` in its environment, `.env` of the working folder (which it takes for its
  environment), `~/.continue/.env`, `.continue/.env` of the working folder; by the extensions in
  `~/.continue/.env` first. What is found nowhere is sent as it stands, and not an error.
- `cn` starts with the model that was chosen last, by its name in `index/globalContext.json`, else with the first one
  for chats.
- With `openai` as provider `cn` uses Responses for models called `gpt-5…` and `o1…`, chat completions for all others,
  whatever `useResponsesApi` says. With `anthropic` it adds `/messages` to the address, so that needs its `/v1`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.plan.readers import reader_of
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Place, ReadFile, Scope, Snapshot, ToolSpec, WireProtocol, Wish

SPEC = ToolSpec(
    name="continue",
    label="Continue",
    binary="cn",
    protocols=("chat", "responses", "messages"),
    ways=("inline", "env"),
    tested=("1.5.47",),
    files_written=("~/.continue/config.yaml", "~/.continue/.env", "~/.continue/index/globalContext.json"),
    keys_written=("name", "version", "schema", "models[NAME]", "cliSelectedModel"),
    scopes=("user",),
    not_run="the extensions in VS Code and JetBrains, which read the same files",
)

FOLDER_VARIABLE: Final = "CONTINUE_GLOBAL_DIR"
RESPONSES_MODEL: Final = re.compile(r"gpt-5|o[0-9]", re.IGNORECASE)
"""How the names of the models begin with which `cn` speaks Responses."""

REFERENCE: Final = re.compile(r"\$\{\{\s*secrets\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
SELECTED: Final = ("cliSelectedModel",)
"""Where `cn` keeps the name of the model that was chosen last."""

FORMATS: Final = {
    "target": "yaml",
    "old": "json",
    "selection": "json",
    "secrets": "dotenv",
    "folder secrets": "dotenv",
    "folder continue secrets": "dotenv",
}


def locate(place: Place, scope: Scope, provider: str) -> Mapping[str, Path]:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. `secrets` are the dotenv files; `old` is the configuration that newer versions ignore."""
    folder = global_folder(place)
    return {
        "target": folder / "config.yaml",
        "old": folder / "config.json",
        "selection": folder / "index" / "globalContext.json",
        "secrets": folder / ".env",
        "folder secrets": place.working_folder / ".env",
        "folder continue secrets": place.working_folder / ".continue" / ".env",
    }


def global_folder(place: Place) -> Path:
    """The client's own folder, the same below the home on every system."""
    named = place.environment.get(FOLDER_VARIABLE, "")
    return place.working_folder / named if named else place.home / ".continue"


def find_login(snapshot: Snapshot) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. A model of ours stands beside those that the user has."""
    return ""


def start_command(wish: Wish) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`."""
    return SPEC.binary


def read(snapshot: Snapshot, role: str) -> Any:
    """The data of a file, an empty object when there is none or it cannot be read."""
    source = bytes_of(snapshot.files[role].state) if role in snapshot.files else None
    if not source:
        return {}
    try:
        return reader_of(FORMATS[role]).parse(source)
    except DocumentRefused:
        return {}


def models_in(data: object) -> list[Any]:
    """The list of models of a configuration, empty where it is none."""
    models = find(data, ("models",))
    return models if isinstance(models, list) else []


def is_chat_model(entry: object) -> bool:
    """Whether the client can start with a model: it has the role, or none is given."""
    roles = find(entry, ("roles",))
    return isinstance(entry, dict) and (not isinstance(roles, list) or "chat" in roles)


def has_address(entry: object, profile: Profile) -> bool:
    """Whether a model is the gateway's."""
    return address_in(entry) in {address_of(profile, protocol) for protocol in SPEC.protocols}


def address_in(entry: object) -> str:
    """The address of a model without a final slash, empty for the vendor's own."""
    address = find(entry, ("apiBase",))
    return address.rstrip("/") if isinstance(address, str) else ""


def address_of(profile: Profile, protocol: WireProtocol) -> str:
    """The address as the client wants it: it adds `/chat/completions`, `/responses` or `/messages`."""
    return f"{profile.anthropic_url}/v1" if protocol == "messages" else profile.openai_url


def reference_in(entry: object) -> str:
    """The name of the secret that a model's key refers to, else an empty text."""
    key = find(entry, ("apiKey",))
    found = REFERENCE.fullmatch(key.strip()) if isinstance(key, str) else None
    return found[1] if found else ""


def refused(file: ReadFile) -> DocumentRefused | None:
    """Why the configuration cannot be read, if so."""
    try:
        reader_of(FORMATS["target"]).parse(bytes_of(file.state) or b"")
    except DocumentRefused as problem:
        return problem
    return None
