"""The sandbox as a witness: what reached it, and with which credentials."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import httpx

from smartaipi_cli.sandbox.address import SandboxAddress
from smartaipi_cli.sandbox.fingerprints import fingerprint

NO_KEY: Final = fingerprint("Bearer")
"""What `Authorization: Bearer` with nothing behind it comes to in the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveGateway:
    """A running sandbox."""

    address: SandboxAddress

    def requests(self, path: str = "/v1/") -> list[Any]:
        """What was received below a path, oldest first."""
        entries = self._call("GET").json()["data"]
        return [entry for entry in entries if entry["path"].startswith(path)]

    def forget(self) -> None:
        """Empties the log."""
        self._call("DELETE")

    def credentials(self) -> set[str]:
        """The fingerprints of everything that clients sent in any header that can carry a credential."""
        return {value for entry in self.requests() for value in entry["credentials"].values()}

    def models(self) -> set[str]:
        """The models that were asked for."""
        return {entry["model"] for entry in self.requests() if entry["model"]}

    def kinds(self, path: str) -> list[str]:
        """The methods of what was received at exactly this path; a WebSocket's frames are `FRAME`."""
        return [entry["method"] for entry in self.requests(path) if entry["path"] == path]

    def headers_with_credentials(self) -> Iterator[frozenset[str]]:
        """For each call of a model the names of the headers that carried something."""
        for entry in self.requests():
            if entry["model"]:
                yield frozenset(entry["credentials"])

    def _call(self, method: str) -> httpx.Response:
        token = self.address.account_token.reveal()
        answer = httpx.request(
            method,
            f"{self.address.url}/sandbox/log",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
        )
        return answer.raise_for_status()
