"""What one client needs to find the gateway, checked before there is a key that could go elsewhere."""

from dataclasses import dataclass, replace
from pathlib import Path

from smartaipi_cli.actions.connection.connecting import choose_protocol
from smartaipi_cli.actions.connection.role_models import roles_of
from smartaipi_cli.actions.connection.snapshots import read_snapshot
from smartaipi_cli.actions.connection.verification import check_destination
from smartaipi_cli.actions.run.clients import ISOLATIONS
from smartaipi_cli.actions.run.configuration import configure
from smartaipi_cli.actions.run.injection import PLACEHOLDER, Injection
from smartaipi_cli.actions.run.models import choose_run_models, models_asked_for, unfit_warnings
from smartaipi_cli.actions.run.wish import RunWish
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


def for_clients(workshop: Workshop, names: tuple[str, ...], base: Injection) -> Injection:
    """The injection with what each of the clients needs. Errors: as `for_client`."""
    injection = base
    for name in names:
        injection = for_client(workshop, name, injection)
    return injection


def for_client(workshop: Workshop, name: str, before: Injection) -> Injection:
    """The injection with what one more client needs; its files are written.

    Errors: `not-offered` where the gateway does not speak its protocol, `model-needed`, `own-file-failed`, and what
    would keep the client from the gateway, such as `wrong-destination`.
    """
    machine, profile, tool, isolation = workshop.machine, workshop.profile, TOOLS[name], ISOLATIONS[name]
    protocol = choose_protocol(tool, profile, "")
    models, offered = choose_run_models(workshop.account, profile, workshop.wish, tool, protocol)
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
    staged = replace(staged, environment={**staged.environment, **found.variables})
    asked = models_asked_for(models, roles_of(tool, protocol), workshop.wish.model)
    return Injection(
        environment=environment,
        keys=keys,
        warnings=(
            *before.warnings,
            *check_reach(staged, tool, profile, protocol),
            *unfit_warnings(tool, asked, workshop.wish.models),
        ),
    )


def check_reach(staged: Machine, tool: Tool, profile: Profile, protocol: WireProtocol) -> tuple[Warn, ...]:
    """What else is wrong, when the client will send the key to the gateway: a project's own settings may win over all.

    Errors: `wrong-destination`, `not-connected`, `wrong-credential`, and what keeps the client from starting.
    """
    effective = tool.resolve(read_snapshot(staged, tool, "user", codex.provider_of(profile)))
    for finding in effective.findings:
        if finding.stops or finding.code == "wrong-destination":
            raise UserError(finding.code, finding.message, hint=finding.hint)
    spoken = effective.protocol or protocol
    check_destination(tool, effective, profile.anthropic_url if spoken == "messages" else profile.openai_url)
    if effective.secret != PLACEHOLDER:
        raise UserError(
            "wrong-credential",
            f"{tool.SPEC.label} would not use the key of the run",
            reason=f"it takes another one from {effective.key_source or 'a helper of the project'}",
            hint="remove it there, or run the command in another folder",
        )
    return tuple(Warn(finding.code, finding.message, finding.hint) for finding in effective.findings)
