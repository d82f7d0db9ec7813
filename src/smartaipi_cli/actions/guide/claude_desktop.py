"""Claude Desktop: a program that prints the key, and the guided page that says where it is entered."""

from collections.abc import Iterator
from dataclasses import dataclass

from smartaipi_cli.actions.connection.key_way import stored_key
from smartaipi_cli.actions.connection.snapshots import place_of
from smartaipi_cli.actions.guide.guide import Guide, guide_blocks, guide_data, read_guide
from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_data
from smartaipi_cli.actions.history.reading import read_state
from smartaipi_cli.actions.keys.handing import shown_key
from smartaipi_cli.actions.profiles.selection import need_key, select_profile
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.key_owner import check_owner
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Line, Result, Warn
from smartaipi_cli.tools import claude_desktop
from smartaipi_cli.tools.base import ReadFile
from smartaipi_cli.tools.own_helper import helper_command


@dataclass(frozen=True, slots=True, kw_only=True)
class DesktopPage:
    """The plan that makes the helper, and the page that names it; without a plan the page asks for the key."""

    profile: Profile
    guide: Guide
    plan: Plan | None
    warnings: tuple[Warn, ...]


def prepare_desktop(
    machine: Machine, name: str | None, key_name: str | None, *, by_hand: bool
) -> DesktopPage:
    """Fill in the page and work out the helper; nothing is written.

    `by_hand` leaves the helper out: the page then fits another machine. Errors: `system-unsupported` where the
    app does not exist, `not-offered`, `key-missing`, `wrong-credential`, what the engine refuses.
    """
    profile, _ = select_profile(machine, name)
    if not profile.anthropic_url or "messages" not in profile.protocols:
        raise UserError(
            "not-offered",
            f"{profile.label} does not offer what {claude_desktop.LABEL} speaks",
            reason=f"it needs the `messages` protocol; this gateway has {', '.join(profile.protocols)}",
            hint="smartaipi gateways list",
        )
    if not by_hand:
        check_system(machine)
    has_helper = not by_hand and not machine.installation_will_vanish
    key = stored_key(machine, profile, key_name) if has_helper else need_key(machine, profile, key_name)
    check_owner(key.secret, profile)
    plan = plan_of(machine, profile, key_name or "") if has_helper else None
    models = tuple(
        dict.fromkeys(filter(None, (profile.models.opus, profile.models.sonnet, profile.models.haiku)))
    )
    guide = read_guide(
        "claude_desktop",
        {
            "label": (profile.label,),
            "address": (profile.anthropic_url,),
            "helper": tuple(str(change.path) for change in plan.changes) if plan else (),
            "key": () if plan else (shown_key(machine, key.secret, show=False),),
            "models": models,
        },
    )
    return DesktopPage(
        profile=profile,
        guide=guide,
        plan=plan,
        warnings=tuple(warnings_about(machine, profile, models)),
    )


def check_system(machine: Machine) -> None:
    """Errors: `system-unsupported` where there is no such app."""
    if machine.platform in claude_desktop.SYSTEMS:
        return
    raise UserError(
        "system-unsupported",
        f"{claude_desktop.LABEL} does not exist for this system; nothing was written",
        reason=f"there is one for {' and '.join(claude_desktop.SYSTEMS.values())}",
        hint="smartaipi claude-desktop --print (the steps, for another machine)\n"
        "smartaipi claude (Claude Code, on this one)",
    )


def plan_of(machine: Machine, profile: Profile, key_name: str) -> Plan:
    """The plan of the helper, checked by the engine."""
    command = helper_command(machine.program, profile.name, key_name, machine.paths.credentials)
    plan = claude_desktop.plan_helper(helper_file(machine, profile), command, profile.label)
    open_engine(machine).check(plan)
    return plan


def helper_file(machine: Machine, profile: Profile) -> ReadFile:
    """The helper as it is now."""
    path = claude_desktop.helper_path(machine.paths.data, profile.name)
    return ReadFile(path=path, state=read_state(machine, path))


def warnings_about(machine: Machine, profile: Profile, models: tuple[str, ...]) -> Iterator[Warn]:
    """What would keep the app from using the gateway."""
    if not profile.anthropic_url.startswith("https://"):
        yield Warn(
            code="https-needed",
            message=f"{claude_desktop.LABEL} takes https addresses alone, not `{profile.anthropic_url}`",
        )
    if odd := claude_desktop.odd_names(models):
        yield Warn(
            code="model-names",
            message=f"{claude_desktop.LABEL} may drop the list of models because of {', '.join(odd)}",
            hint="enter names that begin like claude-sonnet- alone",
        )
    managed = claude_desktop.managed_file(place_of(machine))
    if managed and machine.files.look(managed).kind is not Kind.ABSENT:
        yield Warn(
            code="managed-preferences",
            message=f"an administrator decides here (`{managed}`): what you enter is ignored",
        )
    if machine.installation_will_vanish:
        yield Warn(
            code="key-in-client-file",
            message=f"no helper was made: smartaipi is installed in {machine.installation_will_vanish}",
            hint="install smartaipi for good (uv tool install, pipx install) and run the command again",
        )


def page_result(machine: Machine, page: DesktopPage, *, apply: bool) -> Result:
    """Make the helper, if there is one to make and `apply` says so, and show the page. Errors: of the engine."""
    applied = open_engine(machine).apply(page.plan) if page.plan and apply else None
    folder = claude_desktop.configuration_folder(place_of(machine))
    undo = (
        (Line(text=f"undo: smartaipi undo {applied.id.rpartition('-')[2]}", aside=True),)
        if applied and applied.id
        else ()
    )
    return Result(
        data={
            "guide": guide_data(page.guide),
            "profile": page.profile.name,
            "address": page.profile.anthropic_url,
            "configuration_folder": folder,
            "plan": plan_data(page.plan) if page.plan else None,
            "applied": bool(applied and applied.id),
            "change": applied.id if applied else "",
        },
        blocks=(*guide_blocks(page.guide), *undo),
        warnings=(*page.warnings, *(applied_warnings(applied) if applied else ())),
    )


def prepare_desktop_removal(machine: Machine, name: str | None) -> Plan:
    """The plan that removes a profile's helper. Errors: `unknown-profile`, what the engine refuses."""
    profile, _ = select_profile(machine, name)
    plan = claude_desktop.plan_helper_removal(helper_file(machine, profile))
    open_engine(machine).check(plan)
    return plan


def remove_helper(machine: Machine, plan: Plan) -> Result:
    """Apply the removal. Errors: those of the engine."""
    applied = open_engine(machine).apply(plan)
    text = f"the helper is removed (change {applied.id})" if applied.id else "there was no helper"
    return Result(
        data={"plan": plan_data(plan), "applied": bool(applied.id), "change": applied.id},
        blocks=(
            Line(text=text, style="good" if applied.id else "plain"),
            *(Line(text=f"note: {note}", aside=True) for note in plan.notes),
        ),
        warnings=tuple(applied_warnings(applied)),
    )
