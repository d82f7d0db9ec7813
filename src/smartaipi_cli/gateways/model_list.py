"""Which models a gateway serves to a key (`GET …/models`)."""

from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Request, Transport
from smartaipi_cli.gateways.answers import read_object


def list_model_ids(transport: Transport, profile: Profile, key: Secret) -> tuple[str, ...]:
    """The ids in the gateway's own order. Errors: those of the transport and of `gateways.answers`."""
    base = profile.openai_url or f"{profile.anthropic_url}/v1"
    url = f"{base}/models"
    answer = read_object(
        transport.send(
            Request(
                method="GET",
                url=url,
                headers={"authorization": f"Bearer {key.reveal()}", "accept": "application/json"},
            )
        ),
        url,
    )
    items = answer.get("data")
    ids = [item.get("id") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return tuple(identifier for identifier in ids if isinstance(identifier, str))
