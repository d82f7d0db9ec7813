"""What Cline's command line will really use: the provider that was used last, from a file without any fault."""

from collections.abc import Iterator
from typing import Final

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Effective, Finding, Origin, SecretMode, Snapshot
from smartaipi_cli.tools.cline import PROTOCOLS, SPEC, VARIABLES, read
from smartaipi_cli.tools.cline_faults import find_fault

HEADERS: Final = {"messages": ("x-api-key",)}


def resolve(snapshot: Snapshot) -> Effective:
    """See `Tool`. There are no layers: neither a project nor the environment changes address or model."""
    target = snapshot.files["target"]
    if findings := tuple(dropped_file(snapshot)):
        return Effective(findings=findings)
    slot = str(read(target, "lastUsedProvider"))
    address = text(snapshot, slot, "baseUrl")
    if address is None:
        return Effective(model=text(snapshot, slot, "model"))
    protocol = PROTOCOLS.get(slot)
    mode, secret, source = key_of(snapshot, slot)
    return Effective(
        base_url=address,
        root=address.value.rstrip("/").removesuffix("/v1") if protocol == "messages" else "",
        protocol=protocol,
        model=text(snapshot, slot, "model"),
        mode=mode,
        secret=secret,
        key_source=source,
        headers=HEADERS.get(str(protocol), ("bearer",)),
        findings=(unset_variable(source),) if mode == "env" and secret is None else (),
    )


def dropped_file(snapshot: Snapshot) -> Iterator[Finding]:
    """The finding about a file that the client would drop."""
    target = snapshot.files["target"]
    if fault := find_fault(bytes_of(target.state) or b""):
        place = f", line {fault.line}" if fault.line else ""
        yield Finding(
            code="client-ignores-file",
            message=f"Cline takes `{target.path}`{place} for empty, and drops what is in it at its next run: "
            f"{fault.reason}",
            hint=f"correct it with an editor before you start Cline, then: smartaipi {SPEC.name}",
        )


def key_of(snapshot: Snapshot, slot: str) -> tuple[SecretMode, Secret | None, str]:
    """(how the client gets the key, the key, where it stands); a stored key wins over the variable."""
    if stored := text(snapshot, slot, "apiKey"):
        return "inline", Secret(stored.value), stored.source
    if slot not in PROTOCOLS:
        return "none", None, ""
    variable = VARIABLES[PROTOCOLS[slot]]
    value = snapshot.place.environment.get(variable, "")
    return "env", Secret(value) if value else None, f"environment variable {variable}"


def unset_variable(source: str) -> Finding:
    """The finding about a provider without a key of its own."""
    return Finding(
        code="key-missing",
        message=f"Cline has no key here: it looks for it in the {source}, which is not set",
        hint=f"set it where Cline is started, or: smartaipi {SPEC.name} --secret inline",
    )


def text(snapshot: Snapshot, slot: str, name: str) -> Origin | None:
    """A setting of a provider that is a text with something in it."""
    target = snapshot.files["target"]
    value = read(target, "providers", slot, "settings", name)
    return Origin(value=value, source=str(target.path)) if isinstance(value, str) and value else None
