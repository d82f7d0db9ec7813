"""Kilo Code: a fork of OpenCode with files, folders and variables of its own; the command line and VS Code share them.

Documented at https://kilo.ai/docs and observed with its command line 7.7.7, November 2026, on Linux.

What differs from OpenCode:
- At its first start the client takes a configuration without `permission.bash`, in whichever of its global files, for
  that of an old user, and allows every shell command; a file `.bash-permission-migrated` beside it keeps it from that.
  It makes that file itself at every first start, also where there is no configuration yet.
- In a project's files it refuses variables and files from outside, so a set-up of one project could have no key.
- `~/.config/opencode` is not read, but files of OpenCode's names in its own folder are, and they win.
"""

from collections.abc import Mapping
from pathlib import Path

from smartaipi_cli.tools.base import Place, Scope, Snapshot, ToolSpec, Wish
from smartaipi_cli.tools.opencode import KEYS_WRITTEN, find_more_of_fork, locate_fork
from smartaipi_cli.tools.opencode_sources import Fork

SPEC = ToolSpec(
    name="kilo",
    label="Kilo Code",
    binary="kilo",
    protocols=("chat", "responses", "messages"),
    ways=("file", "env", "inline"),
    tested=("7.7.7",),
    files_written=(
        "~/.config/kilo/kilo.jsonc",
        "~/.config/kilo/kilo.json",
        "~/.config/kilo/.bash-permission-migrated",
    ),
    keys_written=KEYS_WRITTEN,
    scopes=("user",),
    vendor_host="api.kilo.ai",
    not_run="macOS, Windows, the VS Code extension, an administrator's configuration",
)

FORK = Fork(
    name="kilo",
    label="Kilo Code",
    schema="https://app.kilo.ai/config.json",
    global_names=("config.json", "kilo.json", "kilo.jsonc", "opencode.json", "opencode.jsonc"),
    first_name="kilo.jsonc",
    project_names=(("kilo.json", "kilo.jsonc"), ("opencode.json", "opencode.jsonc")),
    folder_names=("kilo.jsonc", "kilo.json", "opencode.jsonc", "opencode.json"),
    folders=(".kilocode", ".kilo"),
    marker=".bash-permission-migrated",
    trusts_projects=False,
)


def locate(place: Place, scope: Scope, provider: str) -> Mapping[str, Path]:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. There is one place only, whatever the scope."""
    return locate_fork(FORK, place, "user")


def find_login(snapshot: Snapshot) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. A provider of ours stands beside those that the user is logged in to."""
    return ""


def find_more(snapshot: Snapshot) -> Mapping[str, Path]:
    """See `Tool`."""
    return find_more_of_fork(FORK, snapshot)


def start_command(wish: Wish) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`."""
    return SPEC.binary
