"""Connecting a tool: from what is wanted and what is there to a plan, and from the plan to a verified set-up."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from smartaipi_cli.actions.connection.client_login import choose_scope
from smartaipi_cli.actions.connection.extras import EXTRAS
from smartaipi_cli.actions.connection.key_way import choose_key
from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.connection.role_models import fill_models, roles_of
from smartaipi_cli.actions.connection.snapshots import read_snapshot, read_version
from smartaipi_cli.actions.connection.verification import verified_blocks, verified_data, verify
from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_blocks, plan_data
from smartaipi_cli.actions.history.undoing import kept_warning, outcomes_with_rest
from smartaipi_cli.actions.keys.fitness import check_fitness
from smartaipi_cli.actions.profiles.selection import select_profile
from smartaipi_cli.actions.settings.defaults import fill_defaults
from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.domain.key_text import fingerprint
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.key_owner import check_owner
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.results import Block, Line, Problem, Result, Warn
from smartaipi_cli.tools import codex
from smartaipi_cli.tools.base import Scope, Snapshot, Tool, Version, WireProtocol, Wish
from smartaipi_cli.tools.registry import TOOLS


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A plan that waits for a yes, with all that its application needs."""

    request: Connect
    tool: Tool
    profile: Profile
    scope: Scope
    wish: Wish
    plan: Plan
    warnings: tuple[Warn, ...]


def prepare(machine: Machine, request: Connect) -> Prepared:
    """Work out the plan; nothing is written.

    Errors: `client-login-found`, `client-cannot-start`, `client-too-old`, `not-offered`, `key-missing`,
    `key-unfit`, `wrong-credential`, `model-needed`, what the engine refuses (unless only instructions are
    wanted), and those of the transport when the gateway's model list is needed.
    """
    tool = TOOLS[request.tool]
    profile, _ = select_profile(machine, request.profile)
    request = fill_defaults(machine, tool.SPEC, profile, request)
    protocol = choose_protocol(tool, profile, request.protocol)
    version = read_version(machine, tool)
    scope, snapshot = choose_scope(machine, tool, request, profile, version)
    warnings: list[Warn] = []
    refuse_broken(tool, snapshot)
    credential, way, notes = choose_key(machine, tool, request, profile, protocol, version)
    warnings += notes
    check_owner(credential.secret, profile)
    with closing(machine.open_transport()) as transport:
        models, offered = fill_models(transport, tool, request, profile, credential, protocol)
        wish = Wish(
            profile=profile,
            key=way,
            key_label=fingerprint(credential.secret),
            protocol=protocol,
            models=models,
            offered=offered,
            model=request.model,
            scope=scope,
            reasoning_effort=check_effort(request.reasoning_effort),
            fast=request.fast,
            strict=request.strict,
            vscode=request.vscode,
            keep_import=request.keep_import,
            first=request.first,
        )
        if not request.force and not request.by_hand:
            names = (request.model, *(getattr(models, role) for role in roles_of(tool, protocol)))
            name = check_fitness(machine, transport, profile, credential, names, tool.SPEC.name)
            wish = wish._replace(key_name=name)
        if complete := EXTRAS.get(tool.SPEC.name):
            wish = complete(machine, transport, request, credential, wish)
    plan = make_plan(tool, snapshot, wish, by_hand=request.by_hand)
    if not request.by_hand:
        open_engine(machine).check(plan)
    warnings += version_warnings(tool, version)
    warnings += finding_warnings(tool, snapshot, plan)
    return Prepared(
        request=request,
        tool=tool,
        profile=profile,
        scope=scope,
        wish=wish,
        plan=plan,
        warnings=tuple(warnings),
    )


def make_plan(tool: Tool, snapshot: Snapshot, wish: Wish, *, by_hand: bool) -> Plan:
    """The plan; for instructions, files that cannot be edited count as empty. Errors: `document-refused`."""
    try:
        return tool.plan_connect(snapshot, wish)
    except DocumentRefused:
        if not by_hand:
            raise
        empty = {role: file._replace(state=Absent()) for role, file in snapshot.files.items()}
        return tool.plan_connect(snapshot._replace(files=empty), wish)


def choose_protocol(tool: Tool, profile: Profile, wanted: str) -> WireProtocol:
    """The protocol asked for, else the first of the tool's that the gateway speaks. Errors: `not-offered`."""
    spec = tool.SPEC
    usable = tuple(protocol for protocol in spec.protocols if speaks(profile, protocol))
    found = next((protocol for protocol in usable if not wanted or protocol == wanted), None)
    if found is not None:
        return found
    if wanted and wanted not in spec.protocols:
        raise UserError(
            "usage",
            f"{spec.label} does not speak `{wanted}` to a gateway",
            reason=f"it speaks {', '.join(spec.protocols)}",
        )
    raise UserError(
        "not-offered",
        f"{profile.label} does not offer what {spec.label} speaks",
        reason=f"{spec.label} needs the `{wanted or spec.protocol}` protocol; "
        f"this gateway has {', '.join(profile.protocols)}",
        hint="smartaipi gateways list",
    )


def speaks(profile: Profile, protocol: WireProtocol) -> bool:
    """Whether the gateway has a protocol and an address for it."""
    url = profile.anthropic_url if protocol == "messages" else profile.openai_url
    return protocol in profile.protocols and bool(url)


def refuse_broken(tool: Tool, snapshot: Snapshot) -> None:
    """Errors: `client-cannot-start` when the client would not run whatever we add."""
    for finding in tool.resolve(snapshot).findings:
        if finding.code == "client-cannot-start" and "no valid TOML" not in finding.message:
            raise UserError(finding.code, finding.message, hint=finding.hint)


def check_effort(effort: str) -> str:
    """The effort itself. Errors: `usage`; the client would pass any text on."""
    if effort and effort not in codex.EFFORTS:
        raise UserError(
            "usage",
            f"`{effort}` is no reasoning effort",
            reason=f"the efforts are {', '.join(codex.EFFORTS)}",
        )
    return effort


def version_warnings(tool: Tool, version: Version | None) -> Iterator[Warn]:
    """What the user should know about the installed client."""
    if version is None and tool.SPEC.binary:
        yield Warn(
            code="client-not-found",
            message=f"`{tool.SPEC.binary}` is not on PATH: the files are written for {tool.SPEC.tested[-1]}",
        )


def finding_warnings(tool: Tool, snapshot: Snapshot, plan: Plan) -> Iterator[Warn]:
    """Why the client would not obey its files as they will be, known before anything is written."""
    after = {change.path: change.after for change in plan.changes}
    files = {
        role: file._replace(state=after.get(file.path, file.state)) for role, file in snapshot.files.items()
    }
    for finding in tool.resolve(snapshot._replace(files=files)).findings:
        yield Warn(code=finding.code, message=finding.message, hint=finding.hint)


def dry_run(prepared: Prepared) -> Result:
    """The plan alone."""
    return Result(
        data={"plan": plan_data(prepared.plan), "applied": False},
        blocks=plan_blocks(prepared.plan),
        warnings=prepared.warnings,
    )


def connect(machine: Machine, prepared: Prepared, *, check: bool, keep: bool) -> Result:
    """Apply the plan and prove that it works; what cannot be proven is taken back unless `keep` says so.

    Errors: those of the engine.
    """
    engine = open_engine(machine)
    applied = engine.apply(prepared.plan)
    warnings = (*prepared.warnings, *applied_warnings(applied))
    done = Line(
        text=f"{prepared.tool.SPEC.label} is connected to {prepared.profile.label}"
        + (f" (change {applied.id})" if applied.id else " already"),
        style="good",
    )
    data: dict[str, object] = {
        "plan": plan_data(prepared.plan),
        "applied": bool(applied.id),
        "change": applied.id,
    }
    if not check:
        return Result(
            data={**data, "verified": None},
            blocks=(done, Line(text="not verified: --no-verify"), *next_steps(prepared, applied.id)),
            warnings=warnings,
        )
    snapshot = read_snapshot(machine, prepared.tool, prepared.scope, codex.provider_of(prepared.profile))
    try:
        verified = verify(machine, prepared.tool, snapshot, prepared.profile)
    except UserError as problem:
        return unverified(machine, applied.id, problem, data, warnings, keep=keep)
    except KeyboardInterrupt:
        if applied.id and not keep:
            take_back(machine, applied.id)
        raise
    return Result(
        data={**data, "verified": verified_data(verified)},
        blocks=(done, *verified_blocks(verified), *next_steps(prepared, applied.id)),
        warnings=warnings,
    )


def unverified(  # noqa: PLR0913 - the parts of one result
    machine: Machine,
    change: str,
    problem: UserError,
    data: dict[str, object],
    warnings: tuple[Warn, ...],
    *,
    keep: bool,
) -> Result:
    """The result of a set-up whose verification failed."""
    taken_back = bool(change) and not keep
    kept = take_back(machine, change) if taken_back else ()
    outcome = (
        "the change was taken back, but for what somebody else changed since"
        if kept
        else "the change was taken back: everything is as it was (--keep would have left it)"
        if taken_back
        else "the change stands, unverified"
        if change
        else "nothing had been changed"
    )
    return Result(
        data={**data, "verified": None, "taken_back": taken_back},
        blocks=(Line(text=outcome, style="warn"),),
        warnings=(*(warning for warning in warnings if warning.code != problem.code), *kept),
        problem=Problem(code=problem.code, message=problem.message, reason=problem.reason, hint=problem.hint),
        exit_code=problem.exit_code,
    )


def take_back(machine: Machine, change: str) -> tuple[Warn, ...]:
    """Undo a change of ours; what somebody set since is left and told."""
    engine = open_engine(machine)
    undo = engine.plan_undo(change)
    engine.apply(undo.plan)
    return tuple(map(kept_warning, outcomes_with_rest(undo.outcomes)))


def next_steps(prepared: Prepared, change: str) -> Iterator[Block]:
    """What to do now."""
    yield Line(text=f"next: {prepared.tool.start_command(prepared.wish)}", aside=True)
    if change:
        yield Line(text=f"undo: smartaipi undo {change.rpartition('-')[2]}", aside=True)
