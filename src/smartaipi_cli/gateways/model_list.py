"""Which models a gateway serves to a key (`GET …/models`), in OpenAI's shape and what gateways add to it."""

from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Request, Transport
from smartaipi_cli.gateways.answers import read_object
from smartaipi_cli.gateways.dialects.fields import Object, inner, objects, optional_text, texts


def list_models(transport: Transport, profile: Profile, key: Secret) -> tuple[Model, ...]:
    """The models in the gateway's own order. Errors: those of the transport and of `gateways.answers`."""
    base = profile.openai_url or f"{profile.anthropic_url}/v1"
    url = f"{base}/models"
    answer = read_object(
        transport.send(
            Request(
                method="GET",
                url=url,
                headers={"authorization": f"Bearer {key.reveal()}", "accept": "application/json"},
                is_repeatable=True,
            )
        ),
        url,
    )
    return tuple(
        map(parse_model, (item for item in objects(answer, "data") if isinstance(item.get("id"), str)))
    )


def list_model_ids(transport: Transport, profile: Profile, key: Secret) -> tuple[str, ...]:
    """Their ids."""
    return tuple(model.id for model in list_models(transport, profile, key))


def parse_model(data: Object) -> Model:
    """One entry. The lengths are OpenRouter's members, which other gateways have taken over."""
    return Model(
        id=optional_text(data, "id"),
        owner=optional_text(data, "owned_by"),
        context_window=first_integer(data, "context_length", "context_window"),
        max_output=first_integer(data, "max_output_tokens", "max_completion_tokens")
        or first_integer(inner(data, "top_provider"), "max_completion_tokens"),
        endpoints=texts(data, "supported_endpoint_types"),
        groups=texts(data, "groups"),
    )


def first_integer(data: Object, *members: str) -> int | None:
    """The first of these members that is a whole number."""
    found = (data.get(member) for member in members)
    usable = (value for value in found if isinstance(value, int) and not isinstance(value, bool))
    return next(usable, None)
