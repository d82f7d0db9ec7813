"""Taking a tool off its gateway without any history: what is ours goes, everything else stays."""

from dataclasses import dataclass

from smartaipi_cli.actions.connection.documented import read_shell
from smartaipi_cli.actions.connection.snapshots import read_snapshot
from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_data
from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.gateways.presets import VENDORS, Preset, all_presets, vendor_urls
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Line, Result
from smartaipi_cli.tools import codex, documented
from smartaipi_cli.tools.base import Scope, Tool
from smartaipi_cli.tools.registry import TOOLS

SCOPES: tuple[Scope, ...] = ("user", "project")


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A plan that disconnects a tool in every place where it was found connected."""

    tool: Tool
    plan: Plan


def prepare_removal(machine: Machine, name: str, scope: Scope | None) -> Removal:
    """Work out what is ours in the tool's files. Errors: what the engine refuses."""
    tool = TOOLS[name]
    urls = known_urls(machine)
    plans = [
        tool.plan_remove(read_snapshot(machine, tool, place, provider), urls)
        for place, provider in places(machine, scope)
    ]
    changes = {change.path: change for plan in plans for change in plan.changes if not change.is_noop}
    if name == codex.SPEC.name and scope != "project":
        snapshot = read_snapshot(machine, tool, "user", codex.SPEC.name)
        shell, files = read_shell(machine)
        recipe = documented.plan_codex_removal(snapshot, urls, shell, files)
        changes.update((change.path, change) for change in recipe if change.path not in changes)
    notes = {note: None for plan in plans for note in plan.notes}
    plan = Plan(
        title=f"disconnect {tool.SPEC.label}",
        command=f"{name} --remove",
        tool=name,
        changes=tuple(changes.values()),
        notes=tuple(notes),
        labels={"action": "remove"},
    )
    open_engine(machine).check(plan)
    return Removal(tool=tool, plan=plan)


def places(machine: Machine, scope: Scope | None) -> list[tuple[Scope, str]]:
    """(scope, provider) of every file that a set-up of ours may have written."""
    configuration = read_configuration(machine)
    profiles = {codex.provider_of(profile): None for profile in configuration.profiles.values()}
    gateways = (name for name in all_presets() if name not in VENDORS)
    providers = list({**profiles, **dict.fromkeys(gateways)})
    wanted = [scope] if scope else SCOPES
    found: list[tuple[Scope, str]] = []
    for place in wanted:
        found += [(place, provider) for provider in (providers if place == "project" else providers[:1])]
    return found


def known_urls(machine: Machine) -> frozenset[str]:
    """The addresses of all gateways that we know, of presets and of profiles; a vendor's own proves nothing."""
    sources: list[Preset | Profile] = [
        *all_presets().values(),
        *read_configuration(machine).profiles.values(),
    ]
    urls = {url for source in sources for url in (source.openai_url, source.anthropic_url) if url}
    return frozenset(urls - vendor_urls())


def remove(machine: Machine, removal: Removal) -> Result:
    """Apply the removal. Errors: those of the engine."""
    applied = open_engine(machine).apply(removal.plan)
    label = removal.tool.SPEC.label
    text = (
        f"{label} is disconnected (change {applied.id})"
        if applied.id
        else f"{label} was not connected by smartaipi"
    )
    return Result(
        data={"plan": plan_data(removal.plan), "applied": bool(applied.id), "change": applied.id},
        blocks=(
            Line(text=text, style="good" if applied.id else "plain"),
            *(
                (Line(text=f"undo: smartaipi undo {applied.id.rpartition('-')[2]}", aside=True),)
                if applied.id
                else ()
            ),
        ),
        warnings=tuple(applied_warnings(applied)),
    )
