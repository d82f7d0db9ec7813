"""Claude Code's extension in VS Code: it reads the client's own settings, and one of VS Code's hides its login screen.

Documented at https://code.claude.com/docs/en/vs-code; not run. Only `claudeCode.disableLoginPrompt` is written: the
address and the key stay in the one file that the command line and the extension share.
"""

from typing import Final

from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, SetValue
from smartaipi_cli.tools.base import Snapshot, Wish
from smartaipi_cli.tools.claude_code import EDITOR, read
from smartaipi_cli.tools.vscode import PUBLIC_MODE

SETTING: Final = "claudeCode.disableLoginPrompt"


def editor_change(snapshot: Snapshot, wish: Wish) -> tuple[FileChange, ...]:
    """The setting, where it is asked for. Errors: `document-refused`, `target-refused`."""
    if not wish.vscode:
        return ()
    file = snapshot.files.get(EDITOR)
    if file is None:
        raise UserError(
            "target-refused",
            "VS Code's settings cannot be read",
            reason="what stands in their place is no file that can be edited",
            hint="smartaipi claude (without --vscode)",
        )
    return (
        change_file(
            file.path,
            Format.JSON,
            (SetValue((SETTING,), value=True),),
            file.state,
            "spare the extension's login screen",
            new_file_mode=PUBLIC_MODE,
        ),
    )


def editor_removal(snapshot: Snapshot) -> tuple[FileChange, ...]:
    """The way back: without a gateway the extension must be able to ask for a login again."""
    file = snapshot.files.get(EDITOR)
    if file is None or read(file, SETTING) is not True:
        return ()
    return (
        change_file(
            file.path,
            Format.JSON,
            (DeleteValue((SETTING,)),),
            file.state,
            "let the extension ask for a login again",
        ),
    )
