"""Claude Code: `settings.json` and the onboarding mark in `.claude.json`.

Documented at https://code.claude.com/docs/en/settings and observed with 2.1.329 (all rules below), 2.1.100 and
2.1.197 (recipe), 2.0.30, 2.0.76, 1.0.44, 1.0.128 and 0.2.126 (key helper and token), November 2026, on Linux.

What decides the recipe:
- A base URL without a credential makes a logged-in client send its Anthropic token to the gateway; both are
  therefore written and removed in one replacement of one file.
- Settings beat the environment key by key, and an empty text counts as unset: stray exports are neutralised.
- The aliases (`opus`, …) move to newer models with each release; all four are pinned.
- Strict JSON only: one comment, and the client ignores the whole file.
"""

import shlex
from collections.abc import Mapping
from pathlib import Path

from smartaipi_cli.documents import MISSING, DocumentRefused, json_values
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import Place, ReadFile, Scope, Snapshot, ToolSpec, Version, Wish
from smartaipi_cli.tools.vscode import settings_file

SPEC = ToolSpec(
    name="claude",
    label="Claude Code",
    binary="claude",
    protocols=("messages",),
    helper_since=(0, 2, 126),
    inline_since=(0, 2, 126),
    tested=("2.1.329",),
    files_written=(
        "~/.claude/settings.json",
        ".claude/settings.local.json",
        "~/.claude.json",
        "~/.config/Code/User/settings.json",
    ),
    keys_written=(
        "apiKeyHelper",
        "model",
        "env.*",
        "hasCompletedOnboarding",
        "claudeCode.disableLoginPrompt",
    ),
    vendor_host="api.anthropic.com",
    login_hint=(
        "smartaipi claude --scope project (this folder only)\n"
        "      smartaipi claude --print > gateway.json, then: claude --settings gateway.json (one session)\n"
        "      smartaipi claude --force (everywhere; the account stays stored and unused)"
    ),
)

ALIAS_OBEYS_PINS: Version = (2, 1, 100)
"""Before this, `opus` went to another pin or to none (observed: 1.0.44, 2.0.30, 2.0.76): ask by full id."""

EDITOR = "vscode"
"""The role of VS Code's own settings."""

HELPER_LIFETIME_MS = 300_000
APPROVED_CHARACTERS = 20
"""How much of an approved key's end the client keeps."""

BASE_URL = "ANTHROPIC_BASE_URL"
TOKEN_VARIABLE = "ANTHROPIC_AUTH_TOKEN"  # noqa: S105 - the name of a variable
KEY_VARIABLE = "ANTHROPIC_API_KEY"

BOUND = (("apiKeyHelper",), ("env", BASE_URL), ("env", TOKEN_VARIABLE), ("env", KEY_VARIABLE))
"""The address and every credential that the client would send to it."""

PINS = {
    "opus": "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "sonnet": "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "haiku": "ANTHROPIC_DEFAULT_HAIKU_MODEL",
    "fable": "ANTHROPIC_DEFAULT_FABLE_MODEL",
}
"""Model family to the variable that pins its alias."""

RIVALS = (
    "ANTHROPIC_MODEL",
    "ANTHROPIC_SMALL_FAST_MODEL",
    "CLAUDE_CODE_SUBAGENT_MODEL",
    "CLAUDE_CODE_USE_BEDROCK",
    "CLAUDE_CODE_USE_VERTEX",
    "CLAUDE_CODE_USE_FOUNDRY",
)
"""Variables that send requests elsewhere or ask for other models; neutralised where one is set."""

FLAGS = {
    "CLAUDE_CODE_DISABLE_1M_CONTEXT": "1",
    "CLAUDE_CODE_API_KEY_HELPER_TTL_MS": str(HELPER_LIFETIME_MS),
}
STRICT_FLAG = "CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS"
OWN_VARIABLES = (BASE_URL, TOKEN_VARIABLE, KEY_VARIABLE, *PINS.values(), *RIVALS, *FLAGS, STRICT_FLAG)
"""Everything below `env` that a set-up may write and `--remove` may take out."""


def locate(place: Place, scope: Scope, provider: str) -> Mapping[str, Path]:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. Roles: `target` is the file that is written; the others are what the client also reads."""
    chosen = place.environment.get("CLAUDE_CONFIG_DIR")
    folder = Path(place.working_folder, chosen) if chosen else place.home / ".claude"
    project = place.working_folder / ".claude"
    managed = {
        "darwin": Path("/Library/Application Support/ClaudeCode/managed-settings.json"),
        "win32": Path(r"C:\Program Files\ClaudeCode\managed-settings.json"),
    }.get(place.platform, Path("/etc/claude-code/managed-settings.json"))
    return {
        "target": project / "settings.local.json" if scope == "project" else folder / "settings.json",
        "managed": managed,
        "local": project / "settings.local.json",
        "project": project / "settings.json",
        "user": folder / "settings.json",
        "state": folder / ".claude.json" if chosen else place.home / ".claude.json",
        "login": folder / ".credentials.json",
    }


def find_more(snapshot: Snapshot) -> Mapping[str, Path]:
    """See `Tool`. VS Code's settings, which no set-up of the command line depends on."""
    return {EDITOR: settings_file(snapshot.place)}


def find_login(snapshot: Snapshot) -> str:
    """See `Tool`. Looks at the files alone: with a gateway configured the client itself hides its login."""
    state = snapshot.files["state"]
    if read(state, "oauthAccount") not in (MISSING, None):
        return f"an Anthropic account is connected (`oauthAccount` in {state.path})"
    if read(state, "primaryApiKey") not in (MISSING, None, ""):
        return f"an Anthropic console key is stored (`primaryApiKey` in {state.path})"
    login = snapshot.files["login"]
    if read(login, "claudeAiOauth", "accessToken") not in (MISSING, None, ""):
        return f"an Anthropic account is connected ({login.path})"
    return ""


def start_command(wish: Wish) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`."""
    return SPEC.binary


def lock_of(path: Path) -> Path:
    """The lock directory by which the client guards its state file: beside the path that it uses."""
    return path.with_name(f"{path.name}.lock")


def read(file: ReadFile, *path: str) -> object:
    """A value of a JSON file, `MISSING` when there is none or the file cannot be read."""
    if isinstance(file.state, Absent):
        return MISSING
    try:
        return json_values.get_value(file.state.data, path)
    except DocumentRefused:
        return MISSING


def words_of(command: str) -> tuple[str, ...]:
    """The words of a shell command, none when it cannot be split."""
    try:
        return tuple(shlex.split(command))
    except ValueError:
        return ()
