"""Variables that change what a set-up uses: exported here, in a shell's start file, or in an editor's terminal."""

from collections.abc import Iterator, Mapping

from smartaipi_cli.diagnosis.alternatives import is_same_use, resolve_with
from smartaipi_cli.diagnosis.evidence import COMPUTED, ENVIRONMENT, Evidence, Export, ToolEvidence
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.diagnosis.repairs import neutralise
from smartaipi_cli.diagnosis.variables import MOVING, STEERING
from smartaipi_cli.tools.base import Effective


def find_stale_exports(evidence: Evidence) -> Iterator[Finding]:
    """Exports without which a connected client would send something else, or somewhere else.

    Where a client gets its key or address from the environment on purpose, there is no other set-up to change.
    """
    for one in evidence.tools:
        names = STEERING.get(one.name, ())
        for export in unrepeated(evidence.exports):
            if export.name in names and export.name not in MOVING:
                yield from judge(evidence, one, export)


def unrepeated(exports: tuple[Export, ...]) -> Iterator[Export]:
    """The exports without those of this environment that a file is known to make."""
    filed = {(one.name, one.value) for one in exports if one.source != ENVIRONMENT}
    for one in exports:
        if one.source != ENVIRONMENT or (one.name, one.value) not in filed:
            yield one


def judge(evidence: Evidence, one: ToolEvidence, export: Export) -> Iterator[Finding]:
    """The finding about one export and one client, if there is any."""
    environment = connecting_environment(evidence, one, export)
    if environment is None:
        return
    usual = resolve_with(one, environment)
    value = COMPUTED if export.value is None else export.value
    changed = resolve_with(one, {**environment, export.name: value})
    if is_same_use(usual, changed) or (is_made_of_exports(usual) and not changed.elsewhere):
        return
    is_rival = is_same_use(usual, changed._replace(companions=usual.companions))
    yield Finding(
        code="rival-credential" if is_rival else "stale-export",
        severity="error" if export.is_certain else "warning",
        tool=one.name,
        message=f"`{export.name}`, set in {export.place}, {consequence(one, usual, changed, export)}",
        reason=""
        if export.is_certain
        else "it stands in a condition, a loop or a function: maybe it is never set",
        hint=hint_for(one, export),
        repair=neutralise(one, export.name),
    )


def connecting_environment(evidence: Evidence, one: ToolEvidence, export: Export) -> Mapping[str, str] | None:
    """The environment without what steers the client, or at least without this export, if it is connected there."""
    known = evidence.place.environment
    for names in ({*STEERING[one.name], export.name}, {export.name}):
        environment = {name: value for name, value in known.items() if name not in names}
        if is_connected(evidence, resolve_with(one, environment)):
            return environment
    return None


def is_made_of_exports(effective: Effective) -> bool:
    """Whether the environment is the set-up: then its variables are none that came later."""
    return effective.base_url is not None and effective.base_url.source.startswith(ENVIRONMENT)


def is_connected(evidence: Evidence, effective: Effective) -> bool:
    """Whether a client is on a gateway and has a key for it; one that waits for a variable has none yet."""
    return (
        effective.base_url is not None
        and effective.mode != "none"
        and not (effective.mode == "env" and effective.secret is None)
        and effective.base_url.value.rstrip("/") in evidence.urls
    )


def consequence(one: ToolEvidence, usual: Effective, changed: Effective, export: Export) -> str:
    """What an export does, in words."""
    if changed.elsewhere:
        return f"sends {one.label} to another cloud, past the gateway"
    if usual.base_url != changed.base_url:
        where = changed.base_url.value if changed.base_url else "its vendor"
        return f"sends {one.label} to `{where}`"
    if usual.model != changed.model:
        return f"makes {one.label} ask for `{changed.model.value if changed.model else 'another model'}`"
    if usual.companions != changed.companions:
        return f"is sent to the gateway beside the key that {one.label} was given ({export.shown})"
    if usual.findings != changed.findings:
        return f"keeps {one.label} from the gateway"
    return f"gives {one.label} another key ({export.shown})"


def hint_for(one: ToolEvidence, export: Export) -> str:
    """What helps: the settings of a client that beat the environment, else the place itself."""
    away = f"unset {export.name}" if export.source == ENVIRONMENT else f"remove it from {export.place}"
    return f"smartaipi doctor {one.name} --fix\nor: {away}" if neutralise(one, export.name) else away
