"""Lines of older recipes in shells' start files: every program gets the key, and newer clients ignore the address."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from smartaipi_cli.diagnosis.evidence import Evidence, Export
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.diagnosis.repairs import repair_file
from smartaipi_cli.diagnosis.variables import VENDOR_ADDRESSES, VENDOR_KEYS
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import WriteWhole
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import ReadFile

COMMENT_MARKS: Final = (b"smart aipi", b"smartaipi", b"smart-aipi", b"ai proxy node", b"cheapai")


def find_old_blocks(evidence: Evidence) -> Iterator[Finding]:
    """Files that give a gateway's address or key to every program under a vendor's name."""
    for source, file in evidence.shell_files.items():
        lines = [
            export for export in evidence.exports if export.source == source and is_old(evidence, export)
        ]
        if not lines:
            continue
        names = ", ".join(f"`{export.name}` (line {export.line})" for export in lines)
        repair = repair_of(file, lines)
        yield Finding(
            code="old-block",
            severity="error" if any(export.name in VENDOR_KEYS for export in lines) else "warning",
            message=f"`{source}` exports a gateway's settings to every program: {names}",
            reason="a program that knows the key's name and not the address sends the key to the vendor",
            hint="smartaipi doctor --fix" if repair else f"remove these lines from `{source}`",
            repair=repair,
        )


def is_old(evidence: Evidence, export: Export) -> bool:
    """Whether an export has a gateway's address, or a key that is one of ours or stands beside such an address."""
    if export.value is None:
        return False
    if export.name in VENDOR_ADDRESSES:
        return urlsplit(export.value).netloc in evidence.hosts
    if export.name not in VENDOR_KEYS:
        return False
    family = export.name.partition("_")[0]
    return evidence.owner_of(Secret(export.value)) is not None or any(
        one.source == export.source
        and one.name in VENDOR_ADDRESSES
        and one.name.startswith(family)
        and is_old(evidence, one)
        for one in evidence.exports
    )


def repair_of(file: ReadFile, exports: list[Export]) -> Plan | None:
    """The plan that removes the lines, with a comment right above that names the gateway; None if one does more."""
    if not all(export.stands_alone and export.is_certain for export in exports):
        return None
    lines = (bytes_of(file.state) or b"").splitlines(keepends=True)
    away = {export.line - 1 for export in exports}
    away |= {number for number in range(len(lines)) if number + 1 in away and names_gateway(lines[number])}
    kept = b"".join(line for number, line in enumerate(lines) if number not in away)
    return repair_file(
        file, Format.WHOLE, (WriteWhole(kept),), "no longer give a gateway's key to every program"
    )


def names_gateway(line: bytes) -> bool:
    """Whether a line is a comment about a gateway."""
    text = line.strip().lower()
    return text.startswith(b"#") and any(mark in text for mark in COMMENT_MARKS)
