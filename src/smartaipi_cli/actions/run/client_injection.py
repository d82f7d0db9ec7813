"""What one client needs to find the gateway, checked before there is a key that could go elsewhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from smartaipi_cli.actions.connection import choose_protocol
from smartaipi_cli.actions.role_models import has_list, roles_of
from smartaipi_cli.actions.run.clients import ISOLATIONS
from smartaipi_cli.actions.run.configuration import configure
from smartaipi_cli.actions.run.injection import PLACEHOLDER, Injection
from smartaipi_cli.actions.run.wish import RunWish
from smartaipi_cli.actions.snapshots import read_snapshot
from smartaipi_cli.actions.verification import check_destination
from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.domain.models import ModelChoice, choose_models
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.own_files import make_own_folder, write_own_file
from smartaipi_cli.results import Warn
from smartaipi_cli.tools import codex
from smartaipi_cli.tools.base import Tool, Variable, WireProtocol, Wish
from smartaipi_cli.tools.registry import TOOLS


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What all clients of one run share: where we are, the account, the wish, and the run's own folder."""

    machine: Machine
    account: AccountApi
    profile: Profile
    wish: RunWish
    folder: Path


def for_client(workshop: Workshop, name: str, before: Injection) -> Injection:
    """The injection with what one more client needs; its files are written.

    Errors: `not-offered` where the gateway does not speak its protocol, `model-needed`, `own-file-failed`, and what
    would keep the client from the gateway, such as `wrong-destination`.
    """
    machine, profile, tool, isolation = workshop.machine, workshop.profile, TOOLS[name], ISOLATIONS[name]
    protocol = choose_protocol(tool, profile, "")
    models, offered = choose_run_models(workshop, tool, protocol)
    environment = {one: value for one, value in before.environment.items() if one not in isolation.foreign}
    if isolation.folder:
        environment[isolation.folder] = str(workshop.folder / name)
        make_own_folder(machine.files, workshop.folder / name)
    keys = before.keys | {isolation.key}
    staged = replace(machine, environment={**environment, **dict.fromkeys(keys, PLACEHOLDER.reveal())})
    found = configure(
        tool,
        isolation,
        read_snapshot(staged, tool, "user", codex.provider_of(profile)),
        Wish(
            profile=profile,
            key=Variable(name=isolation.key),
            protocol=protocol,
            models=models,
            offered=offered,
            model=workshop.wish.model,
            websocket=profile.websocket == "on",
            now=machine.clock.now(),
            replace=True,
        ),
    )
    for path, data in found.files.items():
        write_own_file(machine.files, path, data)
    environment |= found.variables
    check_reach(
        replace(staged, environment={**staged.environment, **found.variables}), tool, profile, protocol
    )
    asked = [workshop.wish.model or str(getattr(models, role)) for role in roles_of(tool, protocol)]
    return Injection(
        environment=environment,
        keys=keys,
        warnings=(*before.warnings, *unfit_warnings(tool, asked, workshop.wish.models)),
    )


def check_reach(staged: Machine, tool: Tool, profile: Profile, protocol: WireProtocol) -> None:
    """Return when the client will send its requests to the gateway: a project's own settings may win over all.

    Errors: `wrong-destination`, `not-connected`, and the client's own findings.
    """
    effective = tool.resolve(read_snapshot(staged, tool, "user", codex.provider_of(profile)))
    for finding in effective.findings:
        raise UserError(finding.code, finding.message, hint=finding.hint)
    spoken = effective.protocol or protocol
    check_destination(tool, effective, profile.anthropic_url if spoken == "messages" else profile.openai_url)


def choose_run_models(
    workshop: Workshop, tool: Tool, protocol: WireProtocol
) -> tuple[ModelChoice, tuple[Model, ...]]:
    """(a model for each role of the client, what the account may call where that had to be asked).

    A role is filled from the option, else from the profile, else from the account's list. Errors: `model-needed`.
    """
    models, needed = workshop.profile.models, roles_of(tool, protocol)
    if has_list(tool):
        models = models.filled_from(ModelChoice(codex=models.sonnet))
    if workshop.wish.model:
        models = models.filled_from(ModelChoice(**dict.fromkeys(needed, workshop.wish.model)))
    offered: tuple[Model, ...] = ()
    if (
        not all(getattr(models, role) for role in needed)
        and workshop.account.capabilities["models"].is_offered
    ):
        offered = tuple(workshop.account.models())
        models = models.filled_from(choose_models(model.id for model in offered))
    if missing := [role for role in needed if not getattr(models, role)]:
        raise UserError(
            "model-needed",
            f"no model of {workshop.profile.label} is known for {' and '.join(missing)}",
            reason="neither the profile nor the account's model list names one",
            hint="smartaipi run --model MODEL -- …",
        )
    return models, offered


def unfit_warnings(tool: Tool, asked: Iterable[str], patterns: tuple[str, ...]) -> Iterator[Warn]:
    """Said of a model that the client asks for and the key may not call."""
    for model in dict.fromkeys(asked):
        if patterns and not any(fnmatchcase(model, pattern) for pattern in patterns):
            yield Warn(
                code="model-not-allowed",
                message=f"{tool.SPEC.label} may ask for `{model}`, which --models does not allow",
                hint="add --model with one that it does",
            )
