"""A model for every role that a tool needs."""

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.profiles.selection import Credential
from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.domain.models import ModelChoice, choose_models
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.model_list import list_models
from smartaipi_cli.tools.base import Tool, WireProtocol

ALIASES = frozenset({"opus", "sonnet", "haiku", "fable", "best"})
"""Names that Claude Code resolves itself."""

CLAUDE_ROLES = ("opus", "sonnet", "haiku")


def fill_models(  # noqa: PLR0913, PLR0917 - where to ask, for whom, and what for
    transport: Transport,
    tool: Tool,
    request: Connect,
    profile: Profile,
    credential: Credential,
    protocol: WireProtocol,
) -> tuple[ModelChoice, tuple[Model, ...]]:
    """(a model for every role that the tool needs, all that the gateway lists if the tool keeps a list).

    A role is filled from the option, else from the profile, else from the gateway's list. Errors:
    `model-needed`, and those of the transport.
    """
    models = profile.models
    keeps_list = has_list(tool)
    needed = roles_of(tool, protocol)
    if request.model and request.model not in ALIASES:
        named = dict.fromkeys(needed, request.model)
        if needed == ("codex",) or not any(getattr(models, role) for role in needed):
            models = ModelChoice(
                **{**{role: getattr(models, role) for role in (*CLAUDE_ROLES, "codex")}, **named}
            )
    offered: tuple[Model, ...] = ()
    if keeps_list or not all(getattr(models, role) for role in needed):
        offered = list_models(transport, profile, credential.secret)
        models = models.filled_from(choose_models(model.id for model in offered))
    if keeps_list and not models.codex:
        models = models.filled_from(
            ModelChoice(codex=models.sonnet or next((model.id for model in offered), ""))
        )
    if missing := [role for role in needed if not getattr(models, role)]:
        raise UserError(
            "model-needed",
            f"no model of {profile.label} is known for {' and '.join(missing)}",
            reason="neither the profile nor the gateway's model list names one",
            hint=f"smartaipi {tool.SPEC.name} --model MODEL",
        )
    return models, offered


def roles_of(tool: Tool, protocol: WireProtocol) -> tuple[str, ...]:
    """The roles that the tool needs a model for."""
    return CLAUDE_ROLES if protocol == "messages" and not has_list(tool) else ("codex",)


def has_list(tool: Tool) -> bool:
    """Whether the client keeps a list of the gateway's models in its own files."""
    return len(tool.SPEC.protocols) > 1 or tool.SPEC.protocol == "chat"
