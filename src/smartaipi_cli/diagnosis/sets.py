"""Set-ups of which only a part was switched: an address without a key, or models that are left to the client."""

from collections.abc import Iterator

from smartaipi_cli.diagnosis.evidence import Evidence, ToolEvidence
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.tools import claude_code
from smartaipi_cli.tools.claude_code_effective import variable


def find_half_switched(evidence: Evidence) -> Iterator[Finding]:
    """Clients on an address that is not their vendor's, with something of the set missing."""
    for one in evidence.tools:
        if one.effective.base_url is None or one.host in evidence.vendor_hosts:
            continue
        if one.effective.mode == "none" and not one.effective.account and not one.effective.findings:
            yield Finding(
                code="half-switched",
                severity="error",
                tool=one.name,
                message=f"{one.label} has the address of `{one.host}` and no key",
                reason=f"the address stands in {one.effective.base_url.source}",
                hint=f"smartaipi {one.name}",
            )
        elif missing := unset_models(one):
            yield Finding(
                code="half-switched",
                severity="warning",
                tool=one.name,
                message=f"{one.label} asks `{one.host}` for models of its own choice: {', '.join(missing)} not set",
                reason="its defaults move with each release, to models that a gateway need not have",
                hint=f"smartaipi {one.name}",
            )


def unset_models(one: ToolEvidence) -> tuple[str, ...]:
    """The settings without which the client chooses a model itself."""
    if one.name == claude_code.SPEC.name:
        return tuple(name for name in claude_code.PINS.values() if variable(one.snapshot, name) is None)
    return () if one.effective.model else ("`model`",)
