"""Calls to an account API: the routes that may be called, the credential, and the gateway's clock."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from fnmatch import fnmatchcase
from typing import Any, Literal
from urllib.parse import urlencode

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Request, Response, Transport
from smartaipi_cli.gateways.answers import read_object

Query = Mapping[str, str | int | Iterable[str]]
Progress = Callable[[int, int | None], None]
"""Called on long walks with the records so far and how many there are, where that is known."""

REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
NOTABLE_SKEW = timedelta(seconds=60)


def no_progress(done: int, total: int | None) -> None:
    """Nobody watches."""
    del done, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How an account is reached.

    `url` is the management address without a final slash. `kind` tells an account token from an API key, which
    some gateways let read its own limits. `user_id`, `user_header` and `quota_per_unit` are for new-api.
    """

    label: str
    url: str
    credential: Secret
    transport: Transport
    now: Callable[[], datetime]
    pause: Callable[[float], None]
    kind: Literal["token", "key"] = "token"
    user_id: str = ""
    user_header: str = ""
    quota_per_unit: int | None = None
    on_progress: Progress = no_progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Sends the calls of one dialect.

    `routes` are `METHOD /path` patterns (`*` for one part), the only calls that may be made: at some gateways a
    GET has side effects. `headers` carry the credential; `read` turns an answer into data or into an error.
    """

    connection: Connection
    routes: frozenset[str]
    headers: Mapping[str, str] = field(repr=False)
    read: Callable[[Response, str], Mapping[str, Any]] = read_object
    _skew: list[timedelta] = field(default_factory=list)

    def call(  # noqa: PLR0913 - the parts of a request, by name
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> Mapping[str, Any]:
        """Send one request and read the object that comes back; errors as `read` and the transport have them."""
        response = self.send(method, path, query=query, body=body, headers=headers, repeatable=repeatable)
        return self.read(response, self.connection.url)

    def send(  # noqa: PLR0913 - as `call`
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> Response:
        """As `call`, with the whole answer whatever its status.

        `repeatable` tells that the request may be sent again when its answer is lost: by default GET, PUT and
        DELETE; a POST only with an idempotency key.
        """
        self.check_route(method, path)
        target = f"{path}?{urlencode(query, doseq=True)}" if query else path
        response = self.connection.transport.send(
            Request(
                method=method,
                url=f"{self.connection.url}{target}",
                headers={
                    "accept": "application/json",
                    **self.headers,
                    **({"content-type": "application/json"} if body is not None else {}),
                    **(headers or {}),
                },
                body=json.dumps(body).encode() if body is not None else b"",
                is_repeatable=method in REPEATABLE if repeatable is None else repeatable,
            )
        )
        self.note_time(response)
        return response

    def check_route(self, method: str, path: str) -> None:
        """A call outside the list is a bug of ours and fails loudly."""
        parts = path.split("/")
        for route in self.routes:
            allowed, _, pattern = route.partition(" ")
            wanted = pattern.split("/")
            if allowed == method and len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted)):
                return
        raise AssertionError(f"{method} {path} is not among the routes of this dialect")

    def note_time(self, response: Response) -> None:
        """Keep how far the gateway's clock is from ours, from the first answer that tells."""
        if self._skew or "date" not in response.headers:
            return
        try:
            told = parsedate_to_datetime(response.headers["date"])
        except ValueError:
            return
        if told.tzinfo is not None:
            self._skew.append(told - self.connection.now())

    @property
    def has_told_time(self) -> bool:
        """Whether an answer told the gateway's time."""
        return bool(self._skew)

    @property
    def skew(self) -> timedelta:
        """How far the gateway's clock is ahead of ours; nothing below what a slow answer may cause."""
        found = self._skew[0] if self._skew else timedelta()
        return found if abs(found) > NOTABLE_SKEW else timedelta()

    def server_now(self) -> datetime:
        """The time by the gateway's clock."""
        return self.connection.now() + self.skew
