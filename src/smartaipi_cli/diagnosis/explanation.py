"""Which value wins and why, with what shells' start files and editors would give to programs started from them."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from smartaipi_cli.diagnosis.evidence import COMPUTED, ENVIRONMENT, Evidence, Export, ToolEvidence
from smartaipi_cli.diagnosis.variables import MOVING, STEERING
from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.tools.base import Contender

SUBJECTS = ("cloud", "provider", "address", "key", "model")
"""What decides most comes first; whatever else a client has follows in its own order."""


def explain(evidence: Evidence, one: ToolEvidence) -> tuple[Contender, ...]:
    """Every value that competes, what wins before what loses; each has a subject."""
    competing = one.tool.contenders(one.snapshot) or tuple(values_in_use(one))
    found = [named_place(evidence, value) for value in competing]
    names = {*STEERING.get(one.name, ()), *(value.setting for value in competing)} - MOVING
    found += [
        value for export in filed_exports(evidence, names) for value in later_values(evidence, one, export)
    ]
    named = [value._replace(subject=value.subject or value.setting) for value in found]
    order = [*SUBJECTS, *dict.fromkeys(value.subject for value in named)]
    return tuple(sorted(named, key=lambda value: (order.index(value.subject), not value.wins)))


def values_in_use(one: ToolEvidence) -> Iterator[Contender]:
    """What a client uses, of which nobody worked out what it competes with."""
    effective = one.effective
    if effective.base_url:
        yield Contender("address", effective.base_url.value, effective.base_url.source, wins=True, reason="")
    if effective.secret or effective.command:
        shown = redact(effective.secret) if effective.secret else " ".join(effective.command)
        yield Contender("key", shown, effective.key_source, wins=True, reason="")
    if effective.model:
        yield Contender("model", effective.model.value, effective.model.source, wins=True, reason="")


def named_place(evidence: Evidence, value: Contender) -> Contender:
    """A value of this environment with the file that it comes from, where one is known to set just this."""
    if value.source != ENVIRONMENT:
        return value
    known = evidence.place.environment.get(value.setting)
    files = [
        place_of(export)
        for export in evidence.exports
        if export.source != ENVIRONMENT and (export.name, export.value) == (value.setting, known)
    ]
    return value._replace(source=f"this environment, from {files[-1]}" if files else "this environment")


def filed_exports(evidence: Evidence, names: AbstractSet[str]) -> Iterator[Export]:
    """What files set of these variables, and this environment does not have."""
    for export in evidence.exports:
        is_here = evidence.place.environment.get(export.name) == export.value
        if export.source != ENVIRONMENT and not is_here and export.name in names:
            yield export


def later_values(evidence: Evidence, one: ToolEvidence, export: Export) -> Iterator[Contender]:
    """What becomes of a file's value in a program that is started from that shell or editor."""
    value = COMPUTED if export.value is None else export.value
    place = one.snapshot.place._replace(environment={**evidence.place.environment, export.name: value})
    for found in one.tool.contenders(one.snapshot._replace(place=place)):
        if (found.setting, found.source) != (export.name, ENVIRONMENT):
            continue
        later = "it would win in what is started from there" if found.wins else found.reason
        yield found._replace(
            shown=export.shown,
            source=place_of(export),
            wins=False,
            reason=later if export.is_certain else f"perhaps never set (in a condition); {later}",
        )


def place_of(export: Export) -> str:
    """The file and line, without marks."""
    return export.place.replace("`", "")
