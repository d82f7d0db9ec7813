"""Lists of LiteLLM, page after page."""

from collections.abc import Iterator, Mapping
from typing import Final

from smartaipi_cli.gateways.dialects.fields import Object, inner, integer, objects, text
from smartaipi_cli.gateways.exchange import Exchange

PAGE_SIZE: Final = 100
"""The most that the proxy gives."""


def key_rows(exchange: Exchange, filters: Mapping[str, str]) -> Iterator[Object]:
    """Every key's row once, newest first, also when others are created meanwhile and push the rest back."""
    seen: set[str] = set()
    number, pages = 1, 1
    while number <= pages:
        place: dict[str, str | int] = {"page": number, "size": PAGE_SIZE}
        query = {**place, "return_full_object": "true", **filters}
        answer = exchange.call("GET", "/key/list", query=query)
        fresh = [row for row in objects(answer, "keys") if text(row, "token") not in seen]
        seen.update(text(row, "token") for row in fresh)
        yield from fresh
        pages = integer(answer, "total_pages", number)
        exchange.connection.on_progress(len(seen), integer(answer, "total_count", len(seen)))
        number += 1


def model_rows(exchange: Exchange) -> Iterator[Object]:
    """Each model once, by the first of the deployments that serve it."""
    seen: set[str] = set()
    for row in objects(exchange.call("GET", "/model/info"), "data"):
        name = text(row, "model_name")
        if name not in seen:
            seen.add(name)
            yield row


def windows_of(exchange: Exchange, row: Object) -> Object:
    """A listed key's row with what was spent within its windows, which only the key by itself is told with."""
    answer = exchange.call("GET", "/key/info", query={"key": text(row, "token")})
    return {**row, "budget_limits_usage": inner(inner(answer, "info"), "budget_limits_usage")}
