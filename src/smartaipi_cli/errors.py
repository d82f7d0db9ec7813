"""The one exception for expected failures, and the table of every error code.

Imports nothing of ours but the exit codes, so that every layer may raise it.
"""

from collections.abc import Mapping
from typing import Final

from smartaipi_cli.exit_codes import ExitCode

ERROR_CODES: Final[Mapping[str, ExitCode]] = {
    # Using the program
    "usage": ExitCode.USAGE,
    "confirmation-needed": ExitCode.USAGE,
    "cancelled": ExitCode.FAILED,
    # Editing and applying
    "document-refused": ExitCode.REFUSED,
    "target-refused": ExitCode.REFUSED,
    "changed-meanwhile": ExitCode.REFUSED,
    "busy": ExitCode.REFUSED,
    "state-folder-unusable": ExitCode.REFUSED,
    "journal-damaged": ExitCode.REFUSED,
    "undo-conflict": ExitCode.REFUSED,
    "history-not-found": ExitCode.FAILED,
    "write-failed": ExitCode.FAILED,
}
"""Every error code and the exit code it ends in. Codes are added, never reused (docs/exit-codes.md)."""


class UserError(Exception):
    """An expected failure: what happened, why, and the command that helps.

    `message` is one line without a final period; `reason` the cause, when it is not obvious; `hint` what to
    do next, a command to paste where there is one. None of them may hold a secret.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        reason: str = "",
        hint: str = "",
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.exit_code = ERROR_CODES[code]
        self.message = message
        self.reason = reason
        self.hint = hint
        self.details: Mapping[str, object] = details or {}
