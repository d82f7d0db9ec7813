"""Which models a client of a run asks for, and whether its key may call them."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from fnmatch import fnmatchcase

from smartaipi_cli.actions.connection.role_models import ALIASES, has_list, roles_of
from smartaipi_cli.actions.run.wish import RunWish
from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.domain.models import ModelChoice, choose_models
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.results import Warn
from smartaipi_cli.tools.base import Tool, WireProtocol


def choose_run_models(
    account: AccountApi, profile: Profile, wish: RunWish, tool: Tool, protocol: WireProtocol
) -> tuple[ModelChoice, tuple[Model, ...]]:
    """(a model for each role of the client, what the account may call where that had to be asked).

    A role is filled from the option, else from the profile, else from the account's list. Errors: `model-needed`.
    """
    models, needed = profile.models, roles_of(tool, protocol)
    if has_list(tool):
        models = models.filled_from(ModelChoice(codex=models.sonnet))
    if is_named(wish.model):
        models = models.filled_from(ModelChoice(**dict.fromkeys(needed, wish.model)))
        models = within(models, wish)
    offered: tuple[Model, ...] = ()
    if not all(getattr(models, role) for role in needed) and account.capabilities["models"].is_offered:
        offered = tuple(account.models())
        models = models.filled_from(choose_models(model.id for model in offered))
    if missing := [role for role in needed if not getattr(models, role)]:
        raise UserError(
            "model-needed",
            f"no model of {profile.label} is known for {' and '.join(missing)}",
            reason="neither the profile nor the account's model list names one",
            hint="smartaipi run --model MODEL -- …",
        )
    return models, offered


def is_named(model: str) -> bool:
    """Whether this is a model's own name, no alias of a client."""
    return bool(model) and model not in ALIASES


def within(models: ModelChoice, wish: RunWish) -> ModelChoice:
    """The choice with the wished model in the place of all that the key may not call."""
    names = {one.name: getattr(models, one.name) for one in fields(models)}
    return ModelChoice(
        **{role: name if is_allowed(name, wish.models) else wish.model for role, name in names.items()}
    )


def is_allowed(model: str, patterns: tuple[str, ...]) -> bool:
    """Whether the key may call a model; no name at all is none that it may not."""
    return not model or not patterns or any(fnmatchcase(model, pattern) for pattern in patterns)


def models_asked_for(models: ModelChoice, roles: tuple[str, ...], wanted: str) -> tuple[str, ...]:
    """What the client will ask for, the smaller models of its background work among it."""
    named = (wanted,) if is_named(wanted) else ()
    return (*named, *(str(getattr(models, role)) for role in roles if not named or role != "codex"))


def unfit_warnings(tool: Tool, asked: Iterable[str], patterns: tuple[str, ...]) -> Iterator[Warn]:
    """Said of a model that the client asks for and the key may not call."""
    for model in dict.fromkeys(asked):
        if not is_allowed(model, patterns):
            yield Warn(
                code="model-not-allowed",
                message=f"{tool.SPEC.label} may ask for `{model}`, which --models does not allow",
                hint="add --model with one that it does",
            )
