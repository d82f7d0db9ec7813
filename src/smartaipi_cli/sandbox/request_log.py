"""What was received, so that a test can prove which credentials were sent: fingerprints, never values."""

import hashlib
import json
from collections import deque
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from smartaipi_cli.sandbox.fingerprints import fingerprint
from smartaipi_cli.sandbox.problems import Json

_LONGEST_LOG: Final = 2_000
_NAME_SIGNS: Final = ("auth", "key", "token", "secret", "cookie", "credential", "password")
_VALUE_SIGNS: Final = ("bearer ", "basic ", "sk-", "eyj")
_NO_CREDENTIALS: Final = frozenset({"sec-websocket-key"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request or one WebSocket frame.

    `credentials` maps the name of each header that can carry a credential (for a query parameter:
    `query:NAME`) to the fingerprint of its value; of `Authorization` it is the part after the scheme.
    """

    index: int
    time: int
    method: str
    host: str
    path: str
    header_names: tuple[str, ...]
    credentials: dict[str, str]
    model: str | None
    body_sha256: str
    body: bytes = field(default=b"", repr=False)
    """What was sent, where the log was told to keep it."""

    def to_json(self) -> Json:
        """The entry as `GET /sandbox/log` shows it."""
        return {name: value for name, value in asdict(self).items() if name != "body"}


class RequestLog:
    """The last 2,000 requests, in memory; with their bodies only for a test that shares the process."""

    def __init__(self, *, keeps_bodies: bool = False) -> None:
        self._keeps_bodies = keeps_bodies
        self._entries: deque[Received] = deque(maxlen=_LONGEST_LOG)
        self._count = 0

    def record(
        self, *, now_s: int, method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> Received:
        """Adds a request and gives the entry. `target` is the path with the query, as on a request line."""
        pairs = [(name.lower(), value) for name, value in headers]
        path, _, query = target.partition("?")
        self._count += 1
        entry = Received(
            index=self._count,
            time=now_s,
            method=method,
            host=dict(pairs).get("host", ""),
            path=path,
            header_names=tuple(name for name, _ in pairs),
            credentials=_credentials(pairs, query),
            model=_model(body),
            body_sha256=hashlib.sha256(body).hexdigest(),
            body=body if self._keeps_bodies else b"",
        )
        self._entries.append(entry)
        return entry

    def entries(self) -> tuple[Received, ...]:
        """What was received, oldest first."""
        return tuple(self._entries)

    def clear(self) -> None:
        """Forgets what was received; the numbering goes on."""
        self._entries.clear()


def _credentials(headers: list[tuple[str, str]], query: str) -> dict[str, str]:
    found: dict[str, str] = {}
    parameters = [(f"query:{name.lower()}", value) for name, value in parse_qsl(query)]
    for name, value in (*headers, *parameters):
        if name in _NO_CREDENTIALS or not value:
            continue
        if any(sign in name for sign in _NAME_SIGNS) or value.lower().startswith(_VALUE_SIGNS):
            place = name
            while place in found:  # a header that was sent twice hides nothing
                place += "+"
            found[place] = fingerprint(_without_scheme(value))
    return found


def _without_scheme(value: str) -> str:
    scheme, blank, rest = value.partition(" ")
    return rest.strip() if blank and scheme.lower() in {"bearer", "basic"} else value.strip()


def _model(body: bytes) -> str | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    model = value.get("model") if isinstance(value, dict) else None
    return model if isinstance(model, str) else None
