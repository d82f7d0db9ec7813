"""What the administration APIs of OpenAI and Anthropic share: admin keys, lists and reports with cursors."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import read_object
from smartaipi_cli.gateways.dialects.fields import Object, objects
from smartaipi_cli.gateways.exchange import Exchange

Parameters = Mapping[str, str | int | list[str]]


def admin_reader(credential: Secret, prefix: str) -> Callable[[Response, str], Mapping[str, Any]]:
    """A reader of answers that knows a refused API key from a refused admin key, which begins with `prefix`."""
    is_admin = credential.reveal().startswith(prefix)

    def read(response: Response, url: str) -> Mapping[str, Any]:
        if response.status in {401, 403} and not is_admin:
            raise UserError(
                "wrong-credential",
                f"`{urlsplit(url).netloc}` refused this token: it is no admin key",
                reason=f"admin keys begin with `{prefix}` and manage an organization; API keys only call models",
                hint="make an admin key in the vendor's console, then: smartaipi login --with-token",
                details={"status": response.status},
            )
        return read_object(response, url)

    return read


def listed(exchange: Exchange, path: str, cursor: str, parameters: Parameters) -> Iterator[Object]:
    """Every item of a list, page after page; `cursor` is the parameter that takes the last item's id.

    Cursors stay valid when items come and go meanwhile.
    """
    asked = dict(parameters)
    done = 0
    while True:
        page = exchange.call("GET", path, query=asked)
        items = tuple(objects(page, "data"))
        yield from items
        done += len(items)
        exchange.connection.on_progress(done, None)
        last = page.get("last_id")
        if not page.get("has_more") or not last or last == asked.get(cursor):
            return
        asked[cursor] = str(last)


def reported(exchange: Exchange, path: str, parameters: Parameters) -> Iterator[tuple[Object, Object]]:
    """(bucket, result) of a report, page after page."""
    asked = dict(parameters)
    while True:
        page = exchange.call("GET", path, query=asked)
        for bucket in objects(page, "data"):
            yield from ((bucket, result) for result in objects(bucket, "results"))
        following = page.get("next_page")
        if not page.get("has_more") or not following or following == asked.get("page"):
            return
        asked["page"] = str(following)


def part(identifier: str) -> str:
    """An id as one part of a path."""
    return quote(identifier, safe="")


def key_not_found(identifier: str) -> UserError:
    """The error for a key that the account does not have."""
    return UserError(
        "key-not-found",
        f"there is no key `{identifier}`",
        reason="the account does not have it, or not any more",
        hint="smartaipi keys list",
    )
