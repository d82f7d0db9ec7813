"""How the calls of an access token and of an API key go out: paced, and with the family's envelope read."""

from dataclasses import replace

from smartaipi_cli.gateways.dialects.newapi.envelope import reader
from smartaipi_cli.gateways.dialects.newapi.pacing import PacedTransport
from smartaipi_cli.gateways.exchange import Connection, Exchange

USER_HEADER = "New-Api-User"


def token_exchange(connection: Connection, routes: frozenset[str], *, with_user: bool = True) -> Exchange:
    """The calls of an access token, which stands bare: some resellers do not take `Bearer`.

    The number of the user goes beside it where the gateway wants one (`with_user`); without a number the call is
    tried all the same, because some builds of 2026 know the user by the token.
    """
    header = (connection.user_header or USER_HEADER) if with_user else ""
    user = {header: connection.user_id} if header and connection.user_id else {}
    return Exchange(
        connection=paced(connection),
        routes=routes,
        headers={"authorization": connection.credential.reveal(), **user},
        read=reader(connection, header),
    )


def key_exchange(connection: Connection, routes: frozenset[str]) -> Exchange:
    """The calls of an API key."""
    return Exchange(
        connection=paced(connection),
        routes=routes,
        headers={"authorization": f"Bearer {connection.credential.reveal()}"},
        read=reader(connection),
    )


def paced(connection: Connection) -> Connection:
    """The connection, with its requests spread out."""
    transport = PacedTransport(inner=connection.transport, pause=connection.pause)
    return replace(connection, transport=transport)
