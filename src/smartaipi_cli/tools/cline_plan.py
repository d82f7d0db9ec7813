"""What a set-up writes into Cline's files, and what `--remove` takes out."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final
from urllib.parse import urlsplit

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.documents.json_scan import scan
from smartaipi_cli.documents.json_text import decode
from smartaipi_cli.documents.refusal import position_of
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, Operation, SetValue, Value
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Content, bytes_of
from smartaipi_cli.tools.base import ReadFile, Snapshot, Variable, Wish, literal
from smartaipi_cli.tools.cline import SLOTS, SPEC, address_of, has_extension, known_addresses, read, timestamp
from smartaipi_cli.tools.cline_extension import LEGACY, extension_changes, removal_changes
from smartaipi_cli.tools.cline_faults import Fault, find_fault
from smartaipi_cli.tools.cline_schema import VERSION

OWN_SETTINGS: Final = frozenset({"provider", "apiKey", "model", "baseUrl"})
RIVAL_SETTINGS: Final = frozenset({"auth", "protocol", "client", "routingProviderId", "region", "apiLine"})
"""Settings that would send another credential or speak another protocol than ours."""


def plan_connect(snapshot: Snapshot, wish: Wish) -> Plan:
    """See `Tool`. Errors: `document-refused`, `client-slot-taken`."""
    target, slot = snapshot.files["target"], SLOTS[wish.protocol]
    refuse_faults(target)
    taken = find_taken(snapshot, wish)
    if taken and not wish.replace:
        raise UserError(
            "client-slot-taken",
            f"Cline's one place for `{slot}` holds another gateway or account: {taken}",
            reason="the client has a single one for this protocol, so a set-up takes it over",
            hint=f"smartaipi {SPEC.name} --replace (undo brings the old one back)",
        )
    entry = ("providers", slot)
    providers = change_file(
        target.path,
        Format.JSON,
        tuple(connect_operations(target, wish)),
        target.state,
        f"send Cline's requests to {wish.profile.label}",
        witnesses=((*entry, "settings", "baseUrl"), (*entry, "settings", "apiKey")),
    )
    return Plan(
        title=f"connect Cline to {wish.profile.label}",
        command=SPEC.name,
        tool=SPEC.name,
        changes=(*extension_changes(snapshot, wish), providers),
        notes=tuple(notes_about(snapshot, wish, taken)),
        labels={**wish.labels, "provider": slot},
    )


def refuse_faults(target: ReadFile) -> None:
    """Errors: `document-refused` for a file that the client would drop, with the place of the first fault."""
    source = bytes_of(target.state) or b""
    if fault := find_fault(source):
        line, column = (fault.line, fault.column) if fault.line else place_of(source, fault)
        raise DocumentRefused(
            f"Cline takes the whole file for empty, and the next write would drop your providers: {fault.reason}",
            line=line,
            column=column,
            name=str(target.path),
        )


def place_of(source: bytes, fault: Fault) -> tuple[int, int]:
    """Line and column of the value that is at fault."""
    text = decode(source).text
    found = scan(text, fault.path)
    offset = found.start
    for container in found.containers[: len(fault.path)]:
        if container.asked is not None:
            offset = container.member(container.asked).value
    return position_of(text, offset)


def find_taken(snapshot: Snapshot, wish: Wish) -> str:
    """Whose the client's one place for the protocol is, in words, when it is not this gateway's; else empty."""
    target, address = snapshot.files["target"], address_of(wish.profile, wish.protocol)
    settings = read(target, "providers", SLOTS[wish.protocol], "settings")
    if isinstance(settings, dict) and (settings.get("baseUrl") or settings.get("apiKey")):
        old = str(settings.get("baseUrl") or "")
        if old.rstrip("/") != address.rstrip("/"):
            return shown(old) if old else "the vendor's own address"
    fields = LEGACY.get(wish.protocol)
    other = read(snapshot.files["state"], fields.address) if fields and has_extension(snapshot) else ""
    is_other = isinstance(other, str) and other and other.rstrip("/") != address.rstrip("/")
    return shown(str(other)) if is_other else ""


def shown(address: str) -> str:
    """An address without what may be secret in it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def connect_operations(target: ReadFile, wish: Wish) -> Iterator[Operation]:
    """The whole entry, credential and address in one, then what selects it."""
    slot = SLOTS[wish.protocol]
    old = read(target, "providers", slot)
    old = old if isinstance(old, dict) else {}
    settings = settings_of(old.get("settings"), wish)
    source = old.get("tokenSource", "manual")
    is_same = old.get("settings") == revealed(settings) and source == "manual"
    yield SetValue(("version",), VERSION, only_if_absent=True)
    yield SetValue(("modes",), {}, only_if_absent=True)
    if not is_same:
        entry: dict[str, Value] = {
            "settings": settings,
            "updatedAt": timestamp(wish.now),
            "tokenSource": "manual",
        }
        yield SetValue(("providers", slot), entry)
    yield SetValue(("lastUsedProvider",), slot)


def settings_of(old: object, wish: Wish) -> dict[str, Value]:
    """Our settings; what the user set for the same gateway stays, what was for another goes with it."""
    address = address_of(wish.profile, wish.protocol)
    kept: dict[str, Value] = {}
    if isinstance(old, dict) and str(old.get("baseUrl")).rstrip("/") == address.rstrip("/"):
        kept = {name: value for name, value in old.items() if name not in OWN_SETTINGS | RIVAL_SETTINGS}
    key: dict[str, Value] = {} if isinstance(wish.key, Variable) else {"apiKey": literal(wish.key)}
    effort: dict[str, Value] = {}
    if wish.reasoning_effort:
        effort = {"reasoning": {"enabled": True, "effort": wish.reasoning_effort}}
    model = wish.model or wish.models.codex
    return {"provider": SLOTS[wish.protocol], **key, "model": model, "baseUrl": address, **kept, **effort}


def revealed(settings: Mapping[str, Value]) -> dict[str, Value]:
    """The settings with the secret as the file has it."""
    return {name: value.reveal() if isinstance(value, Secret) else value for name, value in settings.items()}


def notes_about(snapshot: Snapshot, wish: Wish, taken: str) -> Iterator[str]:
    """What the user should know about this plan."""
    target = snapshot.files["target"]
    if taken:
        yield f"takes the place of {taken}, which undo brings back"
    if isinstance(target.state, Content) and target.state.mode & 0o077 and not isinstance(wish.key, Variable):
        yield f"others may read `{target.path}` until Cline runs once: chmod 600 {target.path}"
    if isinstance(wish.key, Variable):
        yield "a Cline that runs in the background keeps the variables that it was started with: end it first"
    if not has_extension(snapshot):
        return
    if isinstance(wish.key, Variable) or wish.protocol not in LEGACY:
        yield "the editor's extension is left as it is: it cannot be given this key or protocol with its address"
    elif wish.editor:
        yield (
            f"{wish.editor} is running and would write the old values back: close it now, or reload its window "
            "at once afterwards (command `Developer: Reload Window`)"
        )
    else:
        yield "the editor's extension takes this at its next start"


def plan_remove(snapshot: Snapshot, urls: AbstractSet[str]) -> Plan:
    """See `Tool`. Errors: `document-refused` for a file that the client would drop."""
    target = snapshot.files["target"]
    refuse_faults(target)
    known = known_addresses(urls)
    operations = tuple(remove_operations(target, known))
    extension = tuple(removal_changes(snapshot, known))
    why = "take the gateway out of Cline's providers"
    providers = change_file(target.path, Format.JSON, operations, target.state, why)
    return Plan(
        title="disconnect Cline",
        command=f"{SPEC.name} --remove",
        tool=SPEC.name,
        changes=(*extension, providers),
        notes=("an editor with the extension must be closed, or its window reloaded",) if extension else (),
        labels={"action": "remove"},
    )


def remove_operations(target: ReadFile, urls: AbstractSet[str]) -> Iterator[Operation]:
    """Deletions of the entries that point to a gateway that we know; `providers` itself the client demands."""
    for slot in SLOTS.values():
        address = read(target, "providers", slot, "settings", "baseUrl")
        if not isinstance(address, str) or address.rstrip("/") not in urls:
            continue
        if read(target, "lastUsedProvider") == slot:
            yield DeleteValue(("lastUsedProvider",))
        yield DeleteValue(("providers", slot))
