"""A model for every role that a tool needs."""

from smartaipi_cli.actions.request import Connect
from smartaipi_cli.actions.selection import Credential
from smartaipi_cli.domain.models import ModelChoice, choose_models
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.model_list import list_model_ids
from smartaipi_cli.tools.base import Tool


def fill_models(
    transport: Transport, tool: Tool, request: Connect, profile: Profile, credential: Credential
) -> ModelChoice:
    """A model for every role that the tool needs: the profile's, else chosen from the gateway's list.

    Errors: `model-needed`, and those of the transport.
    """
    models = profile.models
    needed = ("codex",) if tool.SPEC.protocol == "responses" else ("opus", "sonnet", "haiku")
    if request.model and request.model not in {"opus", "sonnet", "haiku", "fable", "best"}:
        named = dict.fromkeys(needed, request.model)
        if tool.SPEC.protocol == "responses" or not any(getattr(models, role) for role in needed):
            models = ModelChoice(
                **{**{role: getattr(models, role) for role in ("opus", "sonnet", "haiku", "codex")}, **named}
            )
    if not all(getattr(models, role) for role in needed):
        models = models.filled_from(choose_models(list_model_ids(transport, profile, credential.secret)))
    if missing := [role for role in needed if not getattr(models, role)]:
        raise UserError(
            "model-needed",
            f"no model of {profile.label} is known for {' and '.join(missing)}",
            reason="neither the profile nor the gateway's model list names one",
            hint=f"smartaipi {tool.SPEC.name} --model MODEL",
        )
    return models
