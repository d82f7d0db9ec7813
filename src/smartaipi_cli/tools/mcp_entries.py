"""The clients that start an MCP server by themselves, and how each is told of one: a row a client.

Places and forms of Claude Code 2.1.329, Codex 0.169.0, OpenCode 1.18.33, Kilo Code 7.7.7, Cline 3.0.65, Continue
(cn 1.5.47), Qwen Code 0.24.4 and Gemini CLI 0.61.0 were observed, November 2026, on Linux: each listed or started a
server registered so. Those of Cursor, Claude Desktop and VS Code are as documented; these were not run.

No entry has a key: the server finds its own by the name of the profile.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.operations import Value
from smartaipi_cli.tools import claude_desktop, kilo, opencode
from smartaipi_cli.tools.base import Scope
from smartaipi_cli.tools.mcp_entry_places import (
    Locate,
    locate_claude_code,
    locate_claude_desktop,
    locate_cline,
    locate_codex,
    locate_continue,
    locate_cursor,
    locate_gemini,
    locate_kilo,
    locate_opencode,
    locate_qwen,
    locate_vscode,
)
from smartaipi_cli.tools.mcp_entry_shape import Shape

NOTHING: Final[Mapping[str, Value]] = MappingProxyType({})
BOTH: Final[tuple[Scope, ...]] = ("user", "project")
USER: Final[tuple[Scope, ...]] = ("user",)
STDIO: Final = Shape(fixed={"type": "stdio"})
OPENCODE: Final = Shape(fixed={"type": "local"}, words_in_one=True, variables="environment")
SERVERS: Final = ("mcpServers",)


class EntryClient(NamedTuple):
    """The facts about a client.

    `table` leads to the servers in its document. `frame` is what it wants in every document, `first` what a new one
    begins with. `moved_by` are the variables that change where its files are. `then` is what the user does after a
    registration, `then_in_project` where that is more in a project. `contested`: it rewrites the user's file while
    it runs. `official_systems` (platform to name) are those that its vendor makes it for, where not all: on others
    it counts as there when its folder is. `store_folder` is where it reads the same file instead when Windows'
    store has installed it. `binary` is its program, empty for an app.
    """

    name: str
    label: str
    locate: Locate
    then: str
    source: str
    table: KeyPath = SERVERS
    format: Format = Format.JSON
    shape: Shape = Shape()
    scopes: tuple[Scope, ...] = BOTH
    frame: Mapping[str, Value] = NOTHING
    first: Mapping[str, Value] = NOTHING
    moved_by: tuple[str, ...] = ()
    then_in_project: str = ""
    contested: bool = False
    official_systems: Mapping[str, str] = MappingProxyType({})
    store_folder: str = ""
    binary: str = ""


ROWS: Final = (
    EntryClient(
        name="claude",
        label="Claude Code",
        binary="claude",
        locate=locate_claude_code,
        shape=STDIO,
        moved_by=("CLAUDE_CONFIG_DIR",),
        contested=True,
        then="begin a new session; `claude mcp list` tells whether the server answers",
        then_in_project="begin a new session: Claude Code asks once whether this folder may start the server",
        source="https://code.claude.com/docs/en/mcp",
    ),
    EntryClient(
        name="codex",
        label="Codex",
        binary="codex",
        locate=locate_codex,
        format=Format.TOML,
        table=("mcp_servers",),
        moved_by=("CODEX_HOME",),
        then="begin a new session; `codex mcp list` shows the server",
        then_in_project="begin a new session: Codex reads a project's servers in folders that it trusts",
        source="https://developers.openai.com/codex/mcp",
    ),
    EntryClient(
        name="opencode",
        label="OpenCode",
        binary="opencode",
        locate=locate_opencode,
        table=("mcp",),
        shape=OPENCODE,
        frame={"$schema": opencode.FORK.schema},
        moved_by=("XDG_CONFIG_HOME",),
        then="start OpenCode anew; `opencode mcp list` tells whether the server answers",
        source="https://opencode.ai/docs/mcp-servers",
    ),
    EntryClient(
        name="cline",
        label="Cline",
        binary="cline",
        locate=locate_cline,
        scopes=USER,
        moved_by=("CLINE_DIR", "CLINE_DATA_DIR", "CLINE_MCP_SETTINGS_PATH"),
        then="the next run has it; in an editor the extension reads the file again by itself",
        source="https://docs.cline.bot/mcp",
    ),
    EntryClient(
        name="cursor",
        label="Cursor",
        locate=locate_cursor,
        then="start Cursor anew, and switch the server on in its settings",
        source="https://cursor.com/docs/context/mcp",
    ),
    EntryClient(
        name="continue",
        label="Continue",
        binary="cn",
        locate=locate_continue,
        format=Format.YAML,
        shape=Shape(is_listed=True),
        scopes=USER,
        frame={"name": "Local Config", "version": "1.0.0", "schema": "v1"},
        moved_by=("CONTINUE_GLOBAL_DIR",),
        then="the next `cn` has it; an editor reads the file again by itself, and uses servers in agent mode",
        source="https://docs.continue.dev/reference",
    ),
    EntryClient(
        name="kilo",
        label="Kilo Code",
        binary="kilo",
        locate=locate_kilo,
        table=("mcp",),
        shape=OPENCODE,
        scopes=USER,
        frame={"$schema": kilo.FORK.schema},
        moved_by=("XDG_CONFIG_HOME",),
        then="start Kilo Code anew; `kilo mcp list` tells whether the server answers",
        source="https://kilo.ai/docs",
    ),
    EntryClient(
        name="qwen",
        label="Qwen Code",
        binary="qwen",
        locate=locate_qwen,
        first={"$version": 4},
        moved_by=("QWEN_HOME",),
        then="start Qwen Code anew; `qwen mcp list` tells whether the server answers",
        then_in_project="start Qwen Code anew: it asks once whether this folder may start the server",
        source="https://qwenlm.github.io/qwen-code-docs/en/users/features/mcp",
    ),
    EntryClient(
        name="gemini",
        label="Gemini CLI",
        binary="gemini",
        locate=locate_gemini,
        moved_by=("GEMINI_CLI_HOME",),
        then="start Gemini CLI anew, in a folder that it trusts: in others it starts no server",
        source="https://geminicli.com/docs/tools/mcp-server",
    ),
    EntryClient(
        name="claude-desktop",
        label=claude_desktop.LABEL,
        locate=locate_claude_desktop,
        scopes=USER,
        moved_by=("XDG_CONFIG_HOME",),
        official_systems=claude_desktop.SYSTEMS,
        store_folder=r"%LOCALAPPDATA%\Packages\Claude_*\LocalCache\Roaming\Claude",  # reported by users, not run
        then="quit Claude Desktop fully and open it anew",
        source="https://modelcontextprotocol.io/docs/develop/connect-local-servers",
    ),
    EntryClient(
        name="vscode",
        label="VS Code",
        locate=locate_vscode,
        table=("servers",),
        shape=STDIO,
        moved_by=("XDG_CONFIG_HOME",),
        then="`MCP: List Servers` in VS Code starts the server, and asks whether you trust it",
        source="https://code.visualstudio.com/docs/copilot/customization/mcp-servers",
    ),
)

CLIENTS: Final[Mapping[str, EntryClient]] = {row.name: row for row in ROWS}
