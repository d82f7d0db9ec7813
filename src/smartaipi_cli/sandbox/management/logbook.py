"""`/sandbox/log`: what the sandbox received, for tests that prove which credentials were sent."""

from smartaipi_cli.sandbox.management.exchange import Exchange, Reply
from smartaipi_cli.sandbox.management.lists import whole_list


async def show_log(exchange: Exchange) -> Reply:
    """The last requests, oldest first."""
    return Reply(body=whole_list([entry.to_json() for entry in exchange.gateway.log.entries()]))


async def clear_log(exchange: Exchange) -> Reply:
    """Forgets them."""
    exchange.gateway.log.clear()
    return Reply(body={"object": "log", "deleted": True})
