"""Variables that editors give to their terminals and to Claude Code's extension.

Documented at https://code.visualstudio.com/docs/terminal/profiles and https://code.claude.com/docs/en/vs-code; the
files were read, the editors were not run. Editors made from VS Code keep the same file under their own names.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from smartaipi_cli.diagnosis.evidence import Export
from smartaipi_cli.documents import DocumentRefused, json_values
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Place, ReadFile
from smartaipi_cli.tools.vscode import user_data

EDITORS: Final = ("Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf")
SYSTEMS: Final = {"darwin": "osx", "win32": "windows"}
EXTENSION: Final = "claudeCode.environmentVariables"


def editor_files(place: Place) -> tuple[Path, ...]:
    """The settings of each editor, and those of the folder."""
    users = (user_data(place, name) / "User" / "settings.json" for name in EDITORS)
    return (*users, place.working_folder / ".vscode" / "settings.json")


def read_editor(file: ReadFile, platform: str) -> Iterator[Export]:
    """The variables that an editor's settings set; a file that is no JSON sets none."""
    source = bytes_of(file.state)
    if source is None:
        return
    terminal = f"terminal.integrated.env.{SYSTEMS.get(platform, 'linux')}"
    try:
        variables = json_values.get_value(source, (terminal,))
        listed = json_values.get_value(source, (EXTENSION,))
    except DocumentRefused:
        return
    for name, value in variables.items() if isinstance(variables, dict) else ():
        if isinstance(value, str):
            yield Export(name=name, value=value, source=str(file.path))
    for item in listed if isinstance(listed, list) else ():
        if (
            isinstance(item, dict)
            and isinstance(item.get("name"), str)
            and isinstance(item.get("value"), str)
        ):
            yield Export(name=item["name"], value=item["value"], source=str(file.path))
