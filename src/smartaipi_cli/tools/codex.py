"""Codex: a provider table and its selection in `config.toml`, or in a profile file beside it.

Documented at https://developers.openai.com/codex/config-reference and observed with 0.169.0 (all rules below)
and 0.40.0 to 0.145.0 (which version obeys which key), November 2026, on Linux.

What decides the recipe:
- `OPENAI_BASE_URL` is ignored since 0.120, and the key would go to OpenAI; a provider table is obeyed.
- `requires_openai_auth` and a top-level `openai_base_url` send a ChatGPT login's token to the gateway: never used.
- Without `model` the client asks for one that gateways do not have; without an effort the gateway decides.
- `wire_api = "chat"` and a top-level `profile` keep the client from starting at all.
- `auth.json` is never touched: its ChatGPT tokens cannot be brought back once they are gone.
- A background server outlives its terminal. It reads the configuration for each session that begins, so it need not
  be restarted; a session that is open keeps the gateway and the key that it began with.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smartaipi_cli.documents import MISSING, DocumentRefused, json_values, toml_values
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Place, ReadFile, Scope, Snapshot, ToolSpec, Wish

SPEC = ToolSpec(
    name="codex",
    label="Codex",
    binary="codex",
    protocols=("responses",),
    helper_since=(0, 118, 0),
    inline_since=(0, 58, 0),
    tested=("0.169.0",),
    files_written=("~/.codex/config.toml", "~/.codex/NAME.config.toml", "~/.codex/smartaipi-models.json"),
    keys_written=("model", "model_provider", "model_reasoning_effort", "model_providers.NAME.*"),
    steps_aside=True,
    vendor_host="api.openai.com",
    login_hint=(
        "smartaipi codex (writes a profile file; then: codex -p NAME)\nsmartaipi codex --scope user --force"
    ),
)

EFFORTS: Final = ("low", "medium", "high", "xhigh")
"""The client passes any text on, so the choice is checked here."""

RESERVED_PROVIDERS: Final = frozenset({"openai", "ollama", "lmstudio"})
CATALOGUE_NAME: Final = "smartaipi-models.json"
HELPER_TIMEOUT_MS: Final = 10_000
HELPER_LIFETIME_MS: Final = 300_000
RIVAL_KEYS: Final = ("env_key", "env_key_instructions", "requires_openai_auth")
"""Ways to give a key that a provider table must not have beside ours: the client refuses to load both."""

OWN_PROVIDER_KEYS: Final = (
    "name",
    "base_url",
    "wire_api",
    "experimental_bearer_token",
    "supports_websockets",
    "auth",
)


def locate(place: Place, scope: Scope, provider: str) -> Mapping[str, Path]:
    """See `Tool`. The profile file serves for `project`: a project's own file cannot choose a provider."""
    chosen = place.environment.get("CODEX_HOME")
    folder = Path(place.working_folder, chosen) if chosen else place.home / ".codex"
    profile = folder / f"{provider}.config.toml"
    administrator = Path("/etc/codex")
    return {
        "target": profile if scope == "project" else folder / "config.toml",
        "config": folder / "config.toml",
        "profile": profile,
        "login": folder / "auth.json",
        "catalogue": folder / CATALOGUE_NAME,
        "server": folder / "app-server-daemon" / "daemon.pid",
        "managed": administrator / "managed_config.toml",
        "project": place.working_folder / ".codex" / "config.toml",
        "system": administrator / "config.toml",
    }


def provider_of(profile: Profile) -> str:
    """The id of our provider table, and the name of its profile file."""
    name = profile.provider_id
    return f"{name}-gateway" if name in RESERVED_PROVIDERS else name


def start_command(wish: Wish) -> str:
    """See `Tool`."""
    return f"{SPEC.binary} -p {provider_of(wish.profile)}" if wish.scope == "project" else SPEC.binary


def find_login(snapshot: Snapshot) -> str:
    """See `Tool`. A ChatGPT login; a plain API key in `auth.json` is none."""
    login = snapshot.files["login"]
    source = bytes_of(login.state)
    if source is None:
        return ""
    try:
        tokens = json_values.get_value(source, ("tokens",))
    except DocumentRefused:
        return ""
    if isinstance(tokens, dict) and any(tokens.values()):
        return f"a ChatGPT account is connected (`tokens` in {login.path})"
    return ""


def read(file: ReadFile, *path: str) -> object:
    """A value of a TOML file, `MISSING` when there is none or the file cannot be read."""
    source = bytes_of(file.state)
    if source is None:
        return MISSING
    try:
        return toml_values.get_value(source, path)
    except DocumentRefused:
        return MISSING
