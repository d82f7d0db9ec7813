"""Where a sandbox is reached: the file that a running one leaves in its folder.

Light on purpose: whoever only looks for a sandbox loads no server.
"""

import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from smartaipi_cli.domain.secret import Secret

ADDRESS_NAME: Final = "sandbox.json"
HOST: Final = "127.0.0.1"
_CONNECT_TIMEOUT_S: Final = 0.5
_PRIVATE_FILE: Final = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxAddress:
    """How to reach a sandbox and manage its account. `started_at` is in Unix seconds, UTC.

    `openai_url` ends in `/v1`, `management_url` in `/api`; Anthropic's clients add `/v1` themselves.
    """

    port: int
    account_token: Secret
    pid: int
    started_at: int

    @property
    def url(self) -> str:
        """The server."""
        return f"http://{HOST}:{self.port}"

    @property
    def openai_url(self) -> str:
        """The base URL for OpenAI's dialect."""
        return f"{self.url}/v1"

    @property
    def anthropic_url(self) -> str:
        """The base URL for Anthropic's dialect."""
        return self.url

    @property
    def management_url(self) -> str:
        """The base URL of the management API."""
        return f"{self.url}/api"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """What the file in the folder says, whether the sandbox still runs or not."""

    address: SandboxAddress
    is_running: bool


def read_address(folder: Path) -> SandboxAddress | None:
    """The address of the sandbox that runs in this folder, or None.

    A file that a killed sandbox left is recognised: nothing answers there.
    """
    last = read_last_run(folder)
    if last is None or not last.is_running or not _is_listening(last.address.port):
        return None
    return last.address


def read_last_run(folder: Path) -> LastRun | None:
    """What the last sandbox in this folder wrote down; None when there is nothing that can be read."""
    try:
        value: Any = json.loads((folder / ADDRESS_NAME).read_text(encoding="utf-8"))
        address = SandboxAddress(
            port=int(value["port"]),
            account_token=Secret(str(value["account_token"])),
            pid=int(value["pid"]),
            started_at=int(value["started_at"]),
        )
        return LastRun(address=address, is_running=value["state"] == "running")
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_address(folder: Path, address: SandboxAddress, *, is_running: bool) -> None:
    """Writes the file for its owner alone; it outlives a stop, so that port and token can be taken again."""
    content = {
        "state": "running" if is_running else "stopped",
        "url": address.url,
        "openai_url": address.openai_url,
        "anthropic_url": address.anthropic_url,
        "management_url": address.management_url,
        "account_token": address.account_token.reveal(),
        "port": address.port,
        "pid": address.pid,
        "started_at": address.started_at,
    }
    path = folder / ADDRESS_NAME
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
    draft.replace(path)


def _is_listening(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=_CONNECT_TIMEOUT_S):
            return True
    except OSError:
        return False
