"""What a client would use if something were otherwise: the same rules over a changed snapshot."""

from collections.abc import Mapping
from pathlib import Path

from smartaipi_cli.diagnosis.evidence import ToolEvidence
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import Effective

ELSEWHERE = Path("/nowhere")
"""A folder that no project is in."""


def resolve_with(one: ToolEvidence, environment: Mapping[str, str]) -> Effective:
    """What the client would use in this environment."""
    place = one.snapshot.place._replace(environment=environment)
    return one.tool.resolve(one.snapshot._replace(place=place))


def resolve_outside(one: ToolEvidence) -> Effective:
    """What the client would use in a folder that has no files for it."""
    place = one.snapshot.place._replace(working_folder=ELSEWHERE, repository=None)
    usual = set(one.tool.locate(place, "user", one.provider).values())
    files = {
        role: file if file.path in usual or role.startswith("reference ") else file._replace(state=Absent())
        for role, file in one.snapshot.files.items()
    }
    return one.tool.resolve(one.snapshot._replace(files=files))


def is_same_use(one: Effective, other: Effective) -> bool:
    """Whether two outcomes send the same to the same place, wherever the values come from."""
    return use_of(one) == use_of(other)


def use_of(effective: Effective) -> tuple[object, ...]:
    """What counts of an outcome."""
    return (
        effective.base_url.value if effective.base_url else "",
        effective.model.value if effective.model else "",
        effective.mode,
        effective.secret,
        effective.command,
        {(companion.header, companion.secret) for companion in effective.companions},
        bool(effective.account),
        effective.elsewhere,
        [finding.code for finding in effective.findings],
    )
