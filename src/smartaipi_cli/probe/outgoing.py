"""A request that is ready to be sent, in which the credential is still apart from the rest."""

import re
from dataclasses import dataclass, field
from typing import Final

from smartaipi_cli.domain.secret import MASK, Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import scrub
from smartaipi_cli.probe.recording import Headers

_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""*Source:* RFC 9110, 5.6.2."""

CREDENTIAL_NAMES: Final = frozenset(
    {"authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie"}
)
"""Headers that carry credentials, whoever sets them."""


@dataclass(frozen=True, slots=True)
class Credential:
    """The value of a header that carries a key, after `scheme` (`Bearer ` or nothing)."""

    scheme: str
    secret: Secret

    @property
    def masked(self) -> str:
        """The value as it may be shown."""
        return f"{self.scheme}{MASK}"


def masked(name: str, value: str | Credential) -> str:
    """The value of a header as it may be shown, also when somebody wrote a key into it by hand."""
    if isinstance(value, Credential):
        return value.masked
    return MASK if name.lower() in CREDENTIAL_NAMES else value


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPart:
    """One part of a multipart form; a file when it has a `file_name`."""

    name: str
    content: bytes = field(repr=False)
    file_name: str = ""
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingRequest:
    """What is sent, over HTTP or as the upgrade of a WebSocket (`ws`, `wss`).

    `form` tells what `body` was made from, where it is a form.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str | Credential], ...] = ()
    body: bytes = field(default=b"", repr=False)
    form: tuple[FormPart, ...] = ()

    def revealed_headers(self) -> list[tuple[str, str]]:
        """The headers as they go over the wire."""
        return [
            (name, f"{value.scheme}{value.secret.reveal()}" if isinstance(value, Credential) else value)
            for name, value in self.headers
        ]

    def check_headers(self) -> None:
        """Refuse what cannot stand in a head, and would end it. Errors: `usage`, which names no value."""
        for name, value in self.revealed_headers():
            if not (value.isascii() and value.isprintable() and _NAME.fullmatch(name)):
                raise UserError(
                    "usage",
                    f"the header `{scrub(name)}` cannot be sent",
                    reason="names are words, values plain text on one line",
                )

    def masked_headers(self) -> Headers:
        """The headers as they may be kept and shown."""
        return tuple((name, masked(name, value)) for name, value in self.headers)

    def secrets(self) -> tuple[bytes, ...]:
        """What must not be found in a recording."""
        credentials = (value for _, value in self.headers if isinstance(value, Credential))
        return tuple({credential.secret.reveal().encode() for credential in credentials} - {b""})
