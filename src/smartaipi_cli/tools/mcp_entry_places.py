"""Where each client keeps the MCP servers that it starts: role to path, as in `Tool.locate`.

`target` is the file that is made where there is none. Where a client has several, each is a `candidate …`, the lowest
precedence first; `marker` is a file without which the client changes its configuration at its first start.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from smartaipi_cli.tools import claude_code, codex, continue_dev, kilo, opencode, qwen
from smartaipi_cli.tools.base import Place, Scope
from smartaipi_cli.tools.vscode import settings_file, user_data

Locate = Callable[[Place, Scope], Mapping[str, Path]]


def locate_claude_code(place: Place, scope: Scope) -> Mapping[str, Path]:
    """The state file for the user, `.mcp.json` for a project; the settings files are not read for servers."""
    project = place.working_folder / ".mcp.json"
    return {"target": project if scope == "project" else claude_code.locate(place, "user", "")["state"]}


def locate_codex(place: Place, scope: Scope) -> Mapping[str, Path]:
    """`config.toml`, the user's or the project's."""
    return {"target": codex.locate(place, "user", "")["project" if scope == "project" else "config"]}


def locate_opencode(place: Place, scope: Scope) -> Mapping[str, Path]:
    """The configuration that wins, and those below it."""
    return only_own(opencode.locate(place, scope, ""))


def locate_kilo(place: Place, scope: Scope) -> Mapping[str, Path]:
    """As OpenCode, with the mark that keeps its safety setting as it is."""
    return only_own(kilo.locate(place, scope, ""))


def locate_cline(place: Place, scope: Scope) -> Mapping[str, Path]:  # noqa: ARG001 - one signature for all clients
    """A file of its own beside the providers, for the command line and all editors."""
    environment = {name: value.strip() for name, value in place.environment.items()}
    base = Path(place.working_folder, environment.get("CLINE_DIR") or place.home / ".cline")
    data = Path(place.working_folder, environment.get("CLINE_DATA_DIR") or base / "data")
    usual = data / "settings" / "cline_mcp_settings.json"
    return {"target": Path(place.working_folder, environment.get("CLINE_MCP_SETTINGS_PATH") or usual)}


def locate_continue(place: Place, scope: Scope) -> Mapping[str, Path]:  # noqa: ARG001 - one signature for all clients
    """The one configuration."""
    return {"target": continue_dev.global_folder(place) / "config.yaml"}


def locate_qwen(place: Place, scope: Scope) -> Mapping[str, Path]:
    """The settings, the user's or the project's."""
    return {"target": qwen.locate(place, scope, "")["target"]}


def locate_gemini(place: Place, scope: Scope) -> Mapping[str, Path]:
    """The settings, the user's or the project's; `GEMINI_CLI_HOME` stands for the home."""
    chosen = place.environment.get("GEMINI_CLI_HOME")
    home = Path(place.working_folder, chosen) if chosen else place.home
    return {"target": (place.working_folder if scope == "project" else home) / ".gemini" / "settings.json"}


def locate_cursor(place: Place, scope: Scope) -> Mapping[str, Path]:
    """A file of its own, the user's or the project's; the same on every system."""
    return {"target": (place.working_folder if scope == "project" else place.home) / ".cursor" / "mcp.json"}


def locate_claude_desktop(place: Place, scope: Scope) -> Mapping[str, Path]:  # noqa: ARG001 - one signature for all clients
    """The app's own configuration; on Linux that of the builds that others make."""
    return {"target": user_data(place, "Claude") / "claude_desktop_config.json"}


def locate_vscode(place: Place, scope: Scope) -> Mapping[str, Path]:
    """A file of its own beside the settings, or in the project; named profiles have files that are left alone."""
    project = place.working_folder / ".vscode" / "mcp.json"
    return {"target": project if scope == "project" else settings_file(place).with_name("mcp.json")}


def only_own(located: Mapping[str, Path]) -> Mapping[str, Path]:
    """The files that may be written, of all that the client reads."""
    return {
        role: path
        for role, path in located.items()
        if role in {"target", "marker"} or role.startswith("candidate ")
    }
