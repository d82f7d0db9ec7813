"""What the clients' own rules say about files that they ignore or refuse, with the repairs that are safe."""

from collections.abc import Iterator

from smartaipi_cli.diagnosis.evidence import Evidence, ToolEvidence
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.diagnosis.repairs import combine, repair_file
from smartaipi_cli.documents import MISSING, DocumentRefused
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, Operation, SetValue
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.tools import codex


def find_loading_trouble(evidence: Evidence) -> Iterator[Finding]:
    """The findings of each client's rules; the redirections among them are told by another check."""
    for one in evidence.tools:
        for found in one.effective.findings:
            repair = repair_of(evidence, one) if found.code == "client-cannot-start" else None
            yield Finding(
                code=found.code,
                severity="error",
                tool=one.name,
                message=found.message,
                hint=f"smartaipi doctor {one.name} --fix\nor: {found.hint}" if repair else found.hint,
                repair=repair,
            )


def repair_of(evidence: Evidence, one: ToolEvidence) -> Plan | None:
    """The plan that lets Codex start again, where that needs no decision of the user's."""
    if one.name != codex.SPEC.name:
        return None
    plans = []
    for role in ("config", "profile"):
        file = one.snapshot.files[role]
        operations = tuple(codex_operations(evidence, one, role))
        if operations:
            try:
                plans.append(
                    repair_file(file, Format.TOML, operations, "newer versions of Codex refuse what was here")
                )
            except DocumentRefused:
                continue
    return combine(plans) if plans else None


def codex_operations(evidence: Evidence, one: ToolEvidence, role: str) -> Iterator[Operation]:
    """The top-level `profile` goes; `wire_api` of a known gateway becomes the one protocol that is left."""
    file = one.snapshot.files[role]
    if codex.read(file, "profile") is not MISSING:
        yield DeleteValue(("profile",))
    providers = codex.read(file, "model_providers")
    for name, table in providers.items() if isinstance(providers, dict) else ():
        if not isinstance(table, dict) or table.get("base_url") not in evidence.urls:
            continue
        if table.get("wire_api", "responses") != "responses":
            yield SetValue(("model_providers", name, "wire_api"), "responses")
