"""The table of checks, and all of them run."""

from collections.abc import Callable, Iterable
from typing import Final

from smartaipi_cli.diagnosis.addresses import find_wrong_segments
from smartaipi_cli.diagnosis.background import find_server_trouble
from smartaipi_cli.diagnosis.destinations import find_leaking_logins, find_misdirected_keys
from smartaipi_cli.diagnosis.evidence import Evidence
from smartaipi_cli.diagnosis.exports import find_stale_exports
from smartaipi_cli.diagnosis.findings import SEVERITIES, Finding
from smartaipi_cli.diagnosis.loading import find_loading_trouble
from smartaipi_cli.diagnosis.modes import find_readable_secrets
from smartaipi_cli.diagnosis.old_blocks import find_old_blocks
from smartaipi_cli.diagnosis.redirection import find_redirections
from smartaipi_cli.diagnosis.sets import find_half_switched
from smartaipi_cli.diagnosis.versions import find_unfit_versions

Check = Callable[[Evidence], Iterable[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    find_leaking_logins,
    find_misdirected_keys,
    find_redirections,
    find_loading_trouble,
    find_wrong_segments,
    find_half_switched,
    find_stale_exports,
    find_old_blocks,
    find_readable_secrets,
    find_server_trouble,
    find_unfit_versions,
)


def diagnose(evidence: Evidence) -> tuple[Finding, ...]:
    """Everything that is wrong, the gravest first; one address that goes astray is told once a tool."""
    found = [finding for check in CHECKS for finding in check(evidence)]
    told = [finding for finding in found if not is_told_by_another(finding, found)]
    return tuple(sorted(told, key=lambda finding: SEVERITIES.index(finding.severity)))


def is_told_by_another(finding: Finding, found: Iterable[Finding]) -> bool:
    """Whether a finding only repeats one that says more: which file or which variable it comes from."""
    others = [one for one in found if one.tool == finding.tool]
    if finding.code in {"wrong-destination", "key-elsewhere"} and any(
        one.code == "redirected" for one in others
    ):
        return True
    exports = [
        one.message.split("`")[1] for one in others if one.code == "stale-export" and one.severity == "error"
    ]
    return finding.code == "wrong-destination" and any(f"`{name}`" in finding.message for name in exports)
