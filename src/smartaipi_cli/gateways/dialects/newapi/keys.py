"""The keys of an account: `/api/token`."""

from collections.abc import Iterator
from dataclasses import dataclass

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import problem_of
from smartaipi_cli.gateways.dialects.fields import Object, inner, optional_text
from smartaipi_cli.gateways.dialects.newapi.key_fields import (
    DISABLED,
    ENABLED,
    KeyFields,
    plain_key,
    status_of,
)
from smartaipi_cli.gateways.dialects.newapi.pages import PAGE_SIZE, Page, distinct_rows, parse_page
from smartaipi_cli.gateways.exchange import Exchange

ROUTES = frozenset(
    {
        "GET /api/token/",
        "POST /api/token/",
        "PUT /api/token/",
        "GET /api/token/*",
        "DELETE /api/token/*",
        "POST /api/token/*/key",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Calls about keys; rows are as the gateway has them."""

    exchange: Exchange
    fields: KeyFields

    def parse(self, row: Object) -> Key:
        """The key of a row."""
        return self.fields.parse(row, self.exchange.server_now())

    def rows(self) -> Iterator[Object]:
        """Every key once, newest first."""
        return distinct_rows(self.page, self.exchange.connection.on_progress)

    def page(self, number: int) -> Page:
        """One page. Older builds call its size `size`, newer `page_size`; one-api has ten rows whatever is asked."""
        query = {"p": number, "size": PAGE_SIZE, "page_size": PAGE_SIZE}
        return parse_page(self.exchange.call("GET", "/api/token/", query=query))

    def row(self, identifier: str) -> Object:
        """The key of this id. Errors: `key-not-found`."""
        if not identifier.isdecimal():
            raise unknown_key(identifier, "ids of keys are numbers here")
        try:
            return inner(self.exchange.call("GET", f"/api/token/{identifier}"), "data")
        except UserError as problem:
            if problem.code != "key-not-found" and problem.details.get("status") != 404:
                raise
            raise unknown_key(identifier, problem.reason) from problem

    def find_named(self, name: str) -> Object | None:
        """The newest key of a name among the latest, None when it is not there."""
        return next((row for row in self.page(0).rows if optional_text(row, "name") == name), None)

    def put(self, body: dict[str, object]) -> None:
        """Replace every editable member of a key."""
        self.exchange.call("PUT", "/api/token/", body=body)

    def enable(self, key: Key, *, enabled: bool) -> Key:
        """Change the status alone, which touches no quota.

        Errors: `gateway-refused` for a key that no status can bring back: expired or exhausted.
        """
        status = status_of({**self.row(key.id), "status": ENABLED}, self.exchange.server_now())
        if enabled and status in {"expired", "exhausted"}:
            raise UserError(
                "gateway-refused",
                f"key `{key.name}` is {status} and cannot be enabled",
                reason="the gateway wants another limit or expiry first",
                hint=f"smartaipi keys update {key.id} "
                + ("--limit" if status == "exhausted" else "--expires"),
            )
        self.set_status(key.id, ENABLED if enabled else DISABLED)
        return self.parse(self.row(key.id))

    def set_status(self, identifier: str, status: int) -> None:
        """Change the status alone."""
        body = {"id": int(identifier), "status": status}
        self.exchange.call("PUT", "/api/token/", query={"status_only": 1}, body=body)

    def revoke(self, key: Key) -> None:
        """Delete a key; one that is gone already is success."""
        try:
            self.exchange.call("DELETE", f"/api/token/{key.id}")
        except UserError as problem:
            if problem.code != "key-not-found" and problem.details.get("status") != 404:
                raise

    def secret_of(self, row: Object) -> Secret:
        """The secret of a key: from its row in old builds, by the reveal call in newer ones.

        Errors: `rate-limited` (20 reveals in 20 minutes), `not-offered` for a build that shows secrets once.
        """
        secret = plain_key(optional_text(row, "key"))
        if secret is not None:
            return secret
        identifier = optional_text(row, "id")
        response = self.exchange.send("POST", f"/api/token/{identifier}/key")
        url = self.exchange.connection.url
        if response.status in {404, 405}:
            raise UserError(
                "not-offered",
                f"{self.exchange.connection.label} shows a key's secret only when the key is created",
                reason="it has no call that reveals it",
                hint=f"smartaipi keys rotate {identifier}",
            )
        if response.status == 429:
            problem = problem_of(response, url)
            raise UserError(
                "rate-limited",
                problem.message,
                reason="secrets can be revealed 20 times in 20 minutes",
                hint=f"in 20 minutes: smartaipi keys reveal {identifier}",
                details=problem.details,
            )
        answer = self.exchange.read(response, url)
        secret = plain_key(optional_text(inner(answer, "data"), "key") or optional_text(answer, "data"))
        if secret is None:
            raise UserError(
                "key-missing",
                f"{self.exchange.connection.label} gave out the key only in its masked form",
                reason="a masked key cannot call anything",
                hint=f"smartaipi keys rotate {identifier}",
                details={"id": identifier},
            )
        return secret


def unknown_key(identifier: str, reason: str) -> UserError:
    """The error for an id that no key has."""
    return UserError(
        "key-not-found",
        f"there is no key `{identifier}`",
        reason=reason,
        hint="smartaipi keys list",
        details={"id": identifier},
    )
