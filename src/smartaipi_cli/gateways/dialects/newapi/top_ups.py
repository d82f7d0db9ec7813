"""The account's payments, `/api/user/topup/self`: builds of 2026 list them, some only of the last 30 days."""

from collections.abc import Iterator

from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.fields import Object
from smartaipi_cli.gateways.dialects.newapi.pages import PAGE_SIZE, Page, distinct_rows, parse_page
from smartaipi_cli.gateways.exchange import Exchange

ROUTES = frozenset({"GET /api/user/topup/self"})


def read_top_ups(exchange: Exchange) -> Iterator[Object]:
    """Every payment, newest first; none in builds that do not list them."""

    def page(number: int) -> Page:
        query = {"p": number, "page_size": PAGE_SIZE}
        return parse_page(exchange.call("GET", "/api/user/topup/self", query=query))

    try:
        yield from distinct_rows(page, exchange.connection.on_progress)
    except UserError as problem:
        if problem.code != "gateway-refused":
            raise
