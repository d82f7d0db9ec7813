"""Preparing the documented recipe: the same wish, other files."""

from contextlib import closing
from dataclasses import replace

from smartaipi_cli.actions.connection.client_login import refuse_login
from smartaipi_cli.actions.connection.connecting import (
    Prepared,
    check_effort,
    choose_protocol,
    finding_warnings,
    version_warnings,
)
from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.connection.role_models import fill_models
from smartaipi_cli.actions.connection.snapshots import place_of, read_snapshot, read_version
from smartaipi_cli.actions.history.changes import open_engine
from smartaipi_cli.actions.profiles.selection import need_key, select_profile
from smartaipi_cli.domain.key_text import check_key, fingerprint
from smartaipi_cli.gateways.key_owner import check_owner
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Warn
from smartaipi_cli.tools import codex, documented
from smartaipi_cli.tools.base import Inline, ReadFile, Wish
from smartaipi_cli.tools.documented_shells import ShellFiles, dotfile_candidates, find_shell
from smartaipi_cli.tools.registry import TOOLS


def prepare_documented(machine: Machine, request: Connect) -> Prepared:
    """Work out the plan of the documented recipe; nothing is written.

    Errors: as `actions.connection.prepare`.
    """
    tool = TOOLS[request.tool]
    profile, _ = select_profile(machine, request.profile)
    protocol = choose_protocol(tool, profile, request.protocol)
    version = read_version(machine, tool)
    provider = codex.provider_of(profile)
    snapshot = read_snapshot(machine, tool, "user", provider, version)
    if tool.SPEC.name != codex.SPEC.name and not request.force:
        refuse_login(tool, snapshot)
    credential = need_key(machine, profile, request.key_name)
    key = check_key(credential.secret)
    check_owner(key, profile)
    with closing(machine.open_transport()) as transport:
        models, _ = fill_models(transport, tool, request, profile, credential, protocol)
    wish = Wish(
        profile=profile,
        key=Inline(secret=key),
        key_label=fingerprint(key),
        protocol=protocol,
        models=models,
        model=request.model,
        reasoning_effort=check_effort(request.reasoning_effort),
        strict=request.strict,
    )
    warnings = list(version_warnings(tool, version))
    if tool.SPEC.name == codex.SPEC.name:
        shell, files = read_shell(machine)
        plan = documented.plan_codex(snapshot, wish, key, shell, files)
        if version and version >= codex.SPEC.helper_since:
            warnings.append(
                Warn(
                    code="recipe-outdated",
                    message="this Codex ignores OPENAI_BASE_URL, and every program sees OPENAI_API_KEY",
                    hint="smartaipi codex keeps the key out of files and environment",
                )
            )
    else:
        plan = documented.plan_claude(snapshot, wish, key)
    if not request.by_hand:
        open_engine(machine).check(plan)
    warnings += finding_warnings(tool, snapshot, plan)
    return Prepared(
        request=replace(request, scope="user"),
        tool=tool,
        profile=profile,
        scope="user",
        wish=wish,
        plan=plan,
        warnings=tuple(warnings),
    )


def read_shell(machine: Machine) -> tuple[ShellFiles, dict[str, ReadFile]]:
    """The files of the user's shell, and what the env file and every possible dotfile hold."""
    place, engine = place_of(machine), open_engine(machine)
    candidates = dotfile_candidates(place)
    existing = frozenset(path for path in candidates if machine.files.look(path).kind is not Kind.ABSENT)
    shell = find_shell(place, machine.paths.config, existing)
    paths = dict.fromkeys((shell.env_file, *shell.dotfiles, *candidates))
    return shell, {str(path): ReadFile(path=path, state=engine.read_state(path)) for path in paths}
