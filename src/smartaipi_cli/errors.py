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
    "interrupted": ExitCode.INTERRUPTED,
    "bug": ExitCode.BUG,
    # Gateways, profiles and credentials
    "unknown-gateway": ExitCode.USAGE,
    "unknown-profile": ExitCode.USAGE,
    "profile-exists": ExitCode.USAGE,
    "profile-needed": ExitCode.USAGE,
    "config-invalid": ExitCode.USAGE,
    "setting-unknown": ExitCode.USAGE,
    "setting-invalid": ExitCode.USAGE,
    "editor-failed": ExitCode.FAILED,
    "pin-refused": ExitCode.REFUSED,
    "key-missing": ExitCode.CREDENTIAL,
    "token-missing": ExitCode.CREDENTIAL,
    "key-malformed": ExitCode.CREDENTIAL,
    "key-unfit": ExitCode.CREDENTIAL,
    "wrong-credential": ExitCode.CREDENTIAL,
    "account-user-needed": ExitCode.CREDENTIAL,
    "credential-refused": ExitCode.CREDENTIAL,
    "permission-denied": ExitCode.CREDENTIAL,
    "own-file-failed": ExitCode.FAILED,
    "file-exists": ExitCode.USAGE,
    "keychain-failed": ExitCode.CREDENTIAL,
    "not-offered": ExitCode.NOT_OFFERED,
    "model-needed": ExitCode.USAGE,
    "model-unknown": ExitCode.GATEWAY,
    "key-not-found": ExitCode.FAILED,
    "key-name-taken": ExitCode.FAILED,
    "request-not-found": ExitCode.FAILED,
    "model-not-found": ExitCode.FAILED,
    "rotation-unfinished": ExitCode.FAILED,
    "balance-exhausted": ExitCode.BALANCE,
    "budget-exceeded": ExitCode.BALANCE,
    "spend-cap-reached": ExitCode.BALANCE,
    # The way to the gateway
    "gateway-unreachable": ExitCode.GATEWAY,
    "gateway-timeout": ExitCode.GATEWAY,
    "gateway-tls": ExitCode.GATEWAY,
    "gateway-protocol": ExitCode.GATEWAY,
    "gateway-redirected": ExitCode.GATEWAY,
    "gateway-not-json": ExitCode.GATEWAY,
    "gateway-failed": ExitCode.GATEWAY,
    "gateway-refused": ExitCode.GATEWAY,
    "gateway-truncated": ExitCode.GATEWAY,
    "wrong-base-path": ExitCode.GATEWAY,
    "rate-limited": ExitCode.GATEWAY,
    "websocket-refused": ExitCode.GATEWAY,
    # Benchmarks
    "client-limited": ExitCode.FINDING,
    "condition-failed": ExitCode.FINDING,
    # Clients
    "client-login-found": ExitCode.REFUSED,
    "client-cannot-start": ExitCode.REFUSED,
    "client-ignores-file": ExitCode.FINDING,
    "client-config-outdated": ExitCode.REFUSED,
    "client-slot-taken": ExitCode.REFUSED,
    "mcp-name-taken": ExitCode.REFUSED,
    "client-too-old": ExitCode.REFUSED,
    "client-not-found": ExitCode.FAILED,
    "client-unsupported": ExitCode.FINDING,
    "system-unsupported": ExitCode.REFUSED,
    "helper-failed": ExitCode.CREDENTIAL,
    "not-connected": ExitCode.FINDING,
    "nothing-to-connect": ExitCode.FAILED,
    "wrong-destination": ExitCode.FINDING,
    # Editing and applying
    "document-refused": ExitCode.REFUSED,
    "target-refused": ExitCode.REFUSED,
    "changed-meanwhile": ExitCode.REFUSED,
    "rewritten-by-program": ExitCode.REFUSED,
    "busy": ExitCode.REFUSED,
    "state-folder-unusable": ExitCode.REFUSED,
    "journal-damaged": ExitCode.REFUSED,
    "undo-conflict": ExitCode.REFUSED,
    "history-not-found": ExitCode.FAILED,
    "write-failed": ExitCode.FAILED,
    # The server for agents
    "mcp-missing": ExitCode.FAILED,
    "confirmation-invalid": ExitCode.USAGE,
    # The local gateway
    "sandbox-folder-unusable": ExitCode.FAILED,
    "sandbox-port-taken": ExitCode.FAILED,
    "sandbox-running": ExitCode.FAILED,
    "sandbox-used": ExitCode.FAILED,
    "sandbox-not-running": ExitCode.FAILED,
    "login-not-found": ExitCode.FAILED,
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
