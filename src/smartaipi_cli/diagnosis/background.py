"""Codex's background server, which keeps the environment of its first start."""

from collections.abc import Iterator

from smartaipi_cli.diagnosis.evidence import Evidence
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools import codex


def find_server_trouble(evidence: Evidence) -> Iterator[Finding]:
    """A server that runs while the key comes from a variable: what is exported since does not reach it."""
    for one in evidence.tools:
        if one.name != codex.SPEC.name or one.effective.mode != "env":
            continue
        if not isinstance(one.snapshot.files["server"].state, Absent):
            yield Finding(
                code="server-keeps-environment",
                severity="warning",
                tool=one.name,
                message=f"Codex gets its key from {one.effective.key_source}, and a background server is running",
                reason="the server keeps the variables that it was started with; a key exported since is unknown to it",
                hint="codex app-server daemon restart\nor, for good: smartaipi codex",
            )
