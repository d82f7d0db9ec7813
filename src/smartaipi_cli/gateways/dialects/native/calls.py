"""How the native contract is spoken: the credential, the lists, and single keys with their guards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.transport import Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.answers import error_text, parse_json, read_object
from smartaipi_cli.gateways.dialects.fields import Object, objects
from smartaipi_cli.gateways.dialects.native.parse import parse_key
from smartaipi_cli.gateways.dialects.native.routes import ROUTES
from smartaipi_cli.gateways.exchange import Connection, Exchange

API_VERSION: Final = "2026-11-01"
PAGE_SIZE: Final = 100
PATIENCE: Final = 4
"""How often a write is sent whose first try still runs at the gateway."""

BETWEEN_S: Final = 1.0
"""How long to wait in between."""


@dataclass(frozen=True, kw_only=True)
class NativeCalls(AccountApi):
    """The calls that the operations are made of."""

    @classmethod
    def connect(cls, connection: Connection) -> Self:
        """The account behind a token."""
        return cls(
            exchange=Exchange(
                connection=connection,
                routes=ROUTES,
                headers={
                    "authorization": f"Bearer {connection.credential.reveal()}",
                    "smartaipi-version": API_VERSION,
                },
            )
        )

    @cached_property
    def features(self) -> frozenset[str]:
        """What `/meta` announces; nothing when there is no such page."""
        response = self.exchange.send("GET", "/meta")
        if response.status in {404, 405, 501}:
            return frozenset()
        announced = read_object(response, self.exchange.connection.url).get("features")
        return frozenset(map(str, announced)) if isinstance(announced, list) else frozenset()

    def items(self, path: str, query: Mapping[str, str | int] | None = None) -> Iterator[Object]:
        """Every item of a list, page after page; the cursor is the last item's id."""
        parameters: dict[str, str | int] = {**(query or {}), "limit": PAGE_SIZE}
        done = 0
        while True:
            page = self.exchange.call("GET", path, query=parameters)
            items = tuple(objects(page, "data"))
            done += len(items)
            self.exchange.connection.on_progress(done, None)
            yield from items
            last = page.get("last_id")
            if not page.get("has_more") or not last or last == parameters.get("after"):
                return
            parameters["after"] = str(last)

    def key_of(
        self, method: str, path: str, *, body: object = None, headers: dict[str, str] | None = None
    ) -> Key:
        """The key that a call answers with, and its guard against changes made meanwhile."""
        for number in range(PATIENCE):
            response = self.exchange.send(
                method,
                path,
                body=body,
                headers=headers,
                repeatable=True if headers and "idempotency-key" in headers else None,
            )
            # The answer to the first try was lost, and that try has not ended yet: its answer comes to the next.
            if response.status != 409 or number == PATIENCE - 1 or not is_in_progress(response):
                break
            self.exchange.connection.pause(BETWEEN_S)
        if response.status == 412:
            raise UserError(
                "changed-meanwhile",
                "the key was changed by somebody else meanwhile",
                reason="the change was refused so that theirs is not lost",
                hint="look at it (smartaipi keys show) and try again",
            )
        return parse_key(
            read_object(response, self.exchange.connection.url), etag=response.headers.get("etag", "")
        )


def is_in_progress(response: Response) -> bool:
    """Whether a request is refused because the first one with its idempotency key still runs."""
    return error_text(parse_json(response.body))[1] == "idempotency_in_progress"
