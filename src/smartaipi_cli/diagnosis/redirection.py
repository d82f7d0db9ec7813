"""Files of a project that take the user's own key to another host."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from smartaipi_cli.diagnosis.alternatives import resolve_outside
from smartaipi_cli.diagnosis.evidence import Evidence, ToolEvidence
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.tools import claude_code
from smartaipi_cli.tools.base import Effective


def find_redirections(evidence: Evidence) -> Iterator[Finding]:
    """Clients that would send the key of the user's settings to an address of this folder's."""
    for one in evidence.tools:
        usual, here = resolve_outside(one), one.effective
        if not is_same_key(one, usual) or here.base_url is None:
            continue
        host = urlsplit(usual.base_url.value).netloc if usual.base_url else one.tool.SPEC.vendor_host
        if host != one.host:
            yield Finding(
                code="redirected",
                severity="error",
                tool=one.name,
                message=f"in this folder {one.label} sends your key to `{one.host}`, not to `{host}`",
                reason=f"`{here.base_url.source}` has another address, the key comes from {here.key_source}",
                hint=hint_for(one, here.base_url.source),
            )


def hint_for(one: ToolEvidence, source: str) -> str:
    """What helps: Claude Code has settings for one person in a project, which beat those of the project."""
    away = f"remove the address from `{source}` before you start {one.label} here"
    return f"smartaipi claude --scope project\nor: {away}" if one.name == claude_code.SPEC.name else away


def is_same_key(one: ToolEvidence, usual: Effective) -> bool:
    """Whether there is a key, and it is the one that is used elsewhere, too."""
    here = one.effective
    return here.mode != "none" and (here.secret, here.command) == (usual.secret, usual.command)
