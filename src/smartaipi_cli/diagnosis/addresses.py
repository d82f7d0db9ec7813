"""Addresses with `/v1` where the client appends it itself, or without where it does not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from smartaipi_cli.diagnosis.evidence import Evidence, ToolEvidence
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.diagnosis.repairs import repair_file
from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.operations import SetValue
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.readers import reader_of
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools import claude_code
from smartaipi_cli.tools.base import ReadFile

SEGMENT: Final = "/v1"


def find_wrong_segments(evidence: Evidence) -> Iterator[Finding]:
    """Clients whose address has the segment once too often, or not at all."""
    for one in evidence.tools:
        url = one.effective.base_url
        if url is None or (wanted := corrected(one, url.value, evidence)) == url.value:
            continue
        amount = "too much" if appends_segment(one) else "missing"
        repair = repair_address(one, url.source, url.value, wanted)
        yield Finding(
            code="version-segment",
            severity="error",
            tool=one.name,
            message=f"`{SEGMENT}` is {amount} in the address of {one.label}: `{url.value}`",
            reason=f"it stands in {url.source}; {one.label} "
            + ("appends it itself" if appends_segment(one) else "appends only what follows it"),
            hint=f"smartaipi doctor {one.name} --fix" if repair else f"set it to {wanted}",
            repair=repair,
        )


def appends_segment(one: ToolEvidence) -> bool:
    """Whether the client appends the segment itself; of one too many it says that the model does not exist.

    Claude Code does, and Qwen Code with Anthropic's protocol.
    """
    effective = one.effective
    is_root = effective.base_url is not None and effective.root == effective.base_url.value.rstrip("/")
    return one.name == claude_code.SPEC.name or (effective.protocol == "messages" and is_root)


def corrected(one: ToolEvidence, url: str, evidence: Evidence) -> str:
    """The address as it should be; one with a path of its own is left alone unless a gateway is known to have it."""
    bare = url.rstrip("/")
    if appends_segment(one):
        return bare.removesuffix(SEGMENT) if bare.endswith(SEGMENT) else url
    is_root = urlsplit(bare).path == ""
    if bare.endswith(SEGMENT) or not (is_root or f"{bare}{SEGMENT}" in evidence.urls):
        return url
    return f"{bare}{SEGMENT}"


def repair_address(one: ToolEvidence, source: str, old: str, new: str) -> Plan | None:
    """The plan that corrects an address where it stands in a file of the client's, None for any other place."""
    file = next((file for file in one.snapshot.files.values() if file.path == Path(source)), None)
    if file is None:
        return None
    format_ = Format.TOML if file.path.suffix == ".toml" else Format.JSON
    try:
        operations = [SetValue(path, new) for path in places_of(file, format_, old)]
        return (
            repair_file(file, format_, operations, f"the address that {one.label} needs")
            if operations
            else None
        )
    except DocumentRefused:
        return None


def places_of(file: ReadFile, format_: Format, text: str) -> Iterator[KeyPath]:
    """The paths of the values that are exactly this text. Errors: `document-refused`."""
    source = bytes_of(file.state)
    yield from walk(reader_of(format_).parse(source) if source else {}, (), text)


def walk(node: Any, path: KeyPath, text: str) -> Iterator[KeyPath]:
    """As `places_of`, below one value."""
    if isinstance(node, dict):
        for name, member in node.items():
            yield from walk(member, (*path, name), text)
    elif node == text:
        yield path
