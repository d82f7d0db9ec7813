"""Several tools at once: found by itself, one plan, one entry of the history, each of them proven."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from smartaipi_cli.actions.connection.connecting import Prepared, prepare, take_back
from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.connection.snapshots import read_snapshot
from smartaipi_cli.actions.connection.verification import Verified, verified_data, verify
from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_blocks, plan_data
from smartaipi_cli.actions.profiles.selection import select_profile
from smartaipi_cli.actions.status.connections import joint_labels
from smartaipi_cli.actions.status.status import is_installed, show_row
from smartaipi_cli.actions.status.table import Status
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Block, Column, Line, Problem, Result, Table, Warn
from smartaipi_cli.tools.codex import provider_of
from smartaipi_cli.tools.registry import TOOLS


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A tool that is here, as it is now."""

    name: str
    label: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """One plan for several tools. `skipped` are those that cannot be connected as things are, with the reason."""

    profile: Profile
    parts: tuple[Prepared, ...]
    skipped: tuple[tuple[str, UserError], ...]
    plan: Plan


def find_tools(machine: Machine) -> tuple[Found, ...]:
    """The tools that are installed here, in the order of the registry."""
    found = []
    for name, tool in TOOLS.items():
        try:
            here = is_installed(machine, tool, read_snapshot(machine, tool, "user", "smartaipi"))
        except UserError:
            here = True
        if here:
            found.append(Found(name=name, label=tool.SPEC.label, status=show_row(machine, tool)))
    return tuple(found)


def found_table(found: Iterable[Found]) -> Table:
    """What was found, for people."""
    return Table(
        columns=tuple(Column(heading) for heading in ("TOOL", "NAME", "STATE", "GATEWAY")),
        rows=tuple((one.name, one.label, one.status.state, one.status.host or "-") for one in found),
        empty="none of the tools that smartaipi knows is installed here",
    )


def read_names(text: str) -> tuple[str, ...]:
    """`claude, codex` as names of tools. Errors: `usage`."""
    names = tuple(dict.fromkeys(word for word in text.replace(",", " ").split() if word))
    for name in names:
        if name not in TOOLS:
            raise UserError("usage", f"there is no tool `{name}`", reason=f"the tools are {', '.join(TOOLS)}")
    return names


def prepare_joint(machine: Machine, names: Iterable[str], request: Connect, *, strict: bool) -> Joint:
    """One plan for all; nothing is written.

    Errors: those of a single set-up for the first tool that cannot be connected, when the tools were named
    (`strict`); otherwise such a tool is left out, and `nothing-to-connect` when none is left.
    """
    profile, _ = select_profile(machine, request.profile)
    parts: list[Prepared] = []
    skipped: list[tuple[str, UserError]] = []
    for name in names:
        try:
            parts.append(prepare(machine, replace(request, tool=name)))
        except UserError as problem:
            if strict:
                raise
            skipped.append((name, problem))
    if not parts:
        raise nothing_left(skipped)
    labels = joint_labels(
        {
            part.tool.SPEC.name: (part.plan.labels, [change.path for change in part.plan.changes])
            for part in parts
        }
    )
    plan = Plan(
        title=f"connect {in_words([part.tool.SPEC.label for part in parts])} to {profile.label}",
        command="setup",
        tool="setup",
        changes=tuple(change for part in parts for change in part.plan.changes),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.plan.notes)),
        labels=labels,
    )
    open_engine(machine).check(plan)
    return Joint(profile=profile, parts=tuple(parts), skipped=tuple(skipped), plan=plan)


def show_joint(joint: Joint) -> Result:
    """The plan alone."""
    return Result(
        data={"plan": plan_data(joint.plan), "tools": names_of(joint), "applied": False},
        blocks=plan_blocks(joint.plan),
        warnings=joint_warnings(joint),
    )


def connect_joint(machine: Machine, joint: Joint, *, check: bool, keep: bool) -> Result:
    """Apply the plan and prove each tool; when one cannot be proven all is taken back unless `keep` says so."""
    applied = open_engine(machine).apply(joint.plan)
    warnings = (*joint_warnings(joint), *applied_warnings(applied))
    data: dict[str, object] = {
        "plan": plan_data(joint.plan),
        "tools": names_of(joint),
        "applied": bool(applied.id),
        "change": applied.id,
    }
    proven: dict[str, Verified] = {}
    for part in joint.parts if check else ():
        snapshot = read_snapshot(machine, part.tool, part.scope, provider_of(part.profile))
        try:
            proven[part.tool.SPEC.name] = verify(machine, part.tool, snapshot, part.profile)
        except UserError as problem:
            return unproven(machine, joint, part, problem, data, warnings, keep=keep)
        except KeyboardInterrupt:
            if applied.id and not keep:
                take_back(machine, applied.id)
            raise
    return Result(
        data={**data, "verified": {name: verified_data(one) for name, one in proven.items()}},
        blocks=(*outcome_blocks(joint, proven), *next_blocks(joint, applied.id)),
        warnings=warnings,
    )


def unproven(  # noqa: PLR0913, PLR0917 - the parts of one result
    machine: Machine,
    joint: Joint,
    part: Prepared,
    problem: UserError,
    data: dict[str, object],
    warnings: tuple[Warn, ...],
    *,
    keep: bool,
) -> Result:
    """The result when one tool could not be proven."""
    change = str(data["change"] or "")
    kept = take_back(machine, change) if change and not keep else ()
    others = ",".join(name for name in names_of(joint) if name != part.tool.SPEC.name)
    outcome = "everything was taken back" if change and not keep else "the change stands, unverified"
    hint = problem.hint or (f"without it: smartaipi setup --tools {others}" if others else "")
    return Result(
        data={**data, "verified": None, "taken_back": bool(change) and not keep},
        blocks=(Line(text=f"{part.tool.SPEC.label} could not be proven: {outcome}", style="warn"),),
        warnings=(*warnings, *kept),
        problem=Problem(code=problem.code, message=problem.message, reason=problem.reason, hint=hint),
        exit_code=problem.exit_code,
    )


def outcome_blocks(joint: Joint, proven: dict[str, Verified]) -> tuple[Block, ...]:
    """One row a tool."""
    rows = tuple(
        (
            part.tool.SPEC.label,
            "connected",
            proven[name].answer.actual_model if name in proven else "not verified",
            f"{proven[name].answer.elapsed_s * 1000:.0f} ms" if name in proven else "-",
            part.tool.start_command(part.wish),
        )
        for part in joint.parts
        for name in (part.tool.SPEC.name,)
    )
    columns = tuple(map(Column, ("TOOL", "STATE", "ANSWERED BY", "TOOK", "START IT WITH")))
    return (Table(columns=columns, rows=rows),)


def next_blocks(joint: Joint, change: str) -> tuple[Block, ...]:
    """What to do now."""
    if not change:
        return (Line(text=f"everything was connected to {joint.profile.label} already", aside=True),)
    return (Line(text=f"undo all of it: smartaipi undo {change.rpartition('-')[2]}", aside=True),)


def joint_warnings(joint: Joint) -> tuple[Warn, ...]:
    """What was left out, and what the single set-ups have to say."""
    left_out = tuple(
        Warn(
            code=problem.code,
            message=f"left out {TOOLS[name].SPEC.label}: {problem.message}",
            hint=problem.hint or f"smartaipi {name}",
        )
        for name, problem in joint.skipped
    )
    return (*left_out, *dict.fromkeys(warning for part in joint.parts for warning in part.warnings))


def names_of(joint: Joint) -> list[str]:
    """The tools of a plan."""
    return [part.tool.SPEC.name for part in joint.parts]


def nothing_left(skipped: list[tuple[str, UserError]]) -> UserError:
    """The error when no tool can be connected."""
    if not skipped:
        return UserError(
            "nothing-to-connect",
            "none of the tools that smartaipi knows is installed here",
            hint="install one, or name it all the same: smartaipi setup --tools claude",
        )
    name, first = skipped[0]
    return UserError(
        "nothing-to-connect",
        f"no tool can be connected: {first.message}",
        reason=first.reason,
        hint=first.hint or f"smartaipi {name}",
    )


def in_words(names: list[str]) -> str:
    """`A, B and C`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
