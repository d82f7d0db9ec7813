"""Clients whose version does not obey what was set up, or was never tried."""

from collections.abc import Iterator

from smartaipi_cli.diagnosis.evidence import Evidence, ToolEvidence
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.tools.base import parse_version, show_version


def find_unfit_versions(evidence: Evidence) -> Iterator[Finding]:
    """Clients that are too old for their set-up, and those outside the range that was run."""
    for one in evidence.tools:
        version, spec = one.snapshot.version, one.tool.SPEC
        if version is None:
            continue
        needed = spec.helper_since if one.effective.mode == "helper" else spec.inline_since
        tested = sorted(found for found in map(parse_version, spec.tested) if found)
        if one.effective.base_url is not None and version < needed:
            yield Finding(
                code="client-too-old",
                severity="error",
                tool=one.name,
                message=f"{one.label} {show_version(version)} sends its requests without the key",
                reason=f"{show_version(needed)} is the first version that obeys this set-up",
                hint=f"smartaipi {one.name} --recipe documented\nor: update {one.label}",
            )
        elif tested and not tested[0] <= version <= tested[-1]:
            yield untested(one, show_version(tested[0]), show_version(tested[-1]))


def untested(one: ToolEvidence, first: str, last: str) -> Finding:
    """The note about a version that was never run."""
    version = one.snapshot.version
    tried = first if first == last else f"{first} to {last}"
    return Finding(
        code="client-untested",
        severity="note",
        tool=one.name,
        message=f"{one.label} {show_version(version) if version else ''} was not tried; {tried} was",
        hint=f"smartaipi {one.name}",
    )
