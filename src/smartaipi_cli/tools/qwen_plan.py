"""What a set-up writes into Qwen Code's files."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from smartaipi_cli.documents import MISSING
from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.operations import DeleteValue, Operation, SetValue
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Content
from smartaipi_cli.tools.base import Snapshot, Variable, Wish, literal
from smartaipi_cli.tools.opencode_models import limits_of, model_of
from smartaipi_cli.tools.qwen import PROVIDERS, SPEC, address_of
from smartaipi_cli.tools.qwen_layers import dotenv, parse, read
from smartaipi_cli.tools.qwen_models import Entry, entries_in, is_ambiguous, list_length
from smartaipi_cli.tools.qwen_removal import VENDOR_VARIABLES, forget_secrets, plan_removal

VERSION: Final = 4
"""Of the settings. The client adds it to a file without one, and writes the whole file anew for that."""


def plan_connect(snapshot: Snapshot, wish: Wish) -> Plan:
    """See `Tool`. The key first, the settings that name its variable then. Errors: `document-refused`."""
    target = snapshot.files["target"]
    data = parse(target)
    entry = find_entry(data, wish)
    name = variable_name(snapshot, data, wish, entry)
    provider = PROVIDERS[wish.protocol]
    path = entry.path if entry else ("modelProviders", provider, list_length(data, provider))
    settings = change_file(
        target.path,
        Format.JSON,
        (
            *version_operations(target.state),
            *connect_operations(data, path, wish, name, is_new=entry is None),
        ),
        target.state,
        f"add {wish.profile.label} to Qwen Code's models",
        bound=[path] if entry is None else [(*path, "baseUrl"), (*path, "envKey")],
    )
    return Plan(
        title=f"connect Qwen Code to {wish.profile.label}",
        command=SPEC.name,
        tool=SPEC.name,
        changes=(*secret_change(snapshot, data, wish, entry, name), settings),
        notes=tuple(notes_about(snapshot, data, wish)),
        labels={**wish.labels, "provider": provider},
    )


def plan_remove(snapshot: Snapshot, urls: AbstractSet[str]) -> Plan:
    """See `Tool`. Errors: `document-refused`."""
    return plan_removal(snapshot, urls)


def find_entry(data: object, wish: Wish) -> Entry | None:
    """The entry of this gateway, protocol and model that is there already."""
    address = address_of(wish.profile, wish.protocol).rstrip("/")
    mine = (
        one
        for one in entries_in(data)
        if one.path[1] == PROVIDERS[wish.protocol]
        and one.text("baseUrl").rstrip("/") == address
        and one.text("id") == model_of(wish)
    )
    return next(mine, None)


def variable_name(snapshot: Snapshot, data: object, wish: Wish, entry: Entry | None) -> str:
    """The name of the key's variable: the entry's own, else a new one that nobody else's key goes by."""
    if isinstance(wish.key, Variable):
        return wish.key.name
    others = {one.text("envKey") for one in entries_in(data) if not has_address(one, wish)}
    others |= VENDOR_VARIABLES
    own = entry.text("envKey") if entry else ""
    if own and own not in others:
        return own
    wanted = wish.profile.key_variable or f"SMARTAIPI_{wish.profile.name.upper().replace('-', '_')}_API_KEY"
    kept = dotenv(snapshot, "secrets")
    if wanted not in others and kept.get(wanted) in {None, literal(wish.key).reveal()}:
        return wanted
    if any(has_address(one, wish) and one.text("envKey") == wanted for one in entries_in(data)):
        return wanted
    taken = {*others, *kept}
    return next(name for number in range(2, 1000) if (name := f"{wanted}_{number}") not in taken)


def has_address(entry: Entry, wish: Wish) -> bool:
    """Whether an entry is the gateway's."""
    forms = {address_of(wish.profile, protocol).rstrip("/") for protocol in SPEC.protocols}
    return entry.text("baseUrl").rstrip("/") in forms


def version_operations(state: object) -> Iterator[Operation]:
    """The version of a new file; an older one's is the client's to raise."""
    if not isinstance(state, Content) or not state.data.strip():
        yield SetValue(("$version",), VERSION)


def connect_operations(
    data: object, path: KeyPath, wish: Wish, variable: str, *, is_new: bool
) -> Iterator[Operation]:
    """The entry, then what selects it."""
    name, address = model_of(wish), address_of(wish.profile, wish.protocol)
    entry: dict[str, str] = {"id": name, "name": f"{wish.profile.label} {name}", "baseUrl": address}
    entry["envKey"] = variable
    if wish.protocol == "responses":
        entry["wireApi"] = "responses"
    model = next((one for one in wish.offered if one.id == name), Model(id=name))
    window = {"contextWindowSize": limits[0]} if (limits := limits_of(model)) else {}
    if is_new:
        yield SetValue(path, {**entry, **({"generationConfig": window} if window else {})})
    else:
        for member, value in entry.items():
            yield SetValue((*path, member), value, only_if_absent=member == "name")
        if wish.protocol == "chat" and find(data, (*path, "wireApi")) == "responses":
            yield DeleteValue((*path, "wireApi"))
    yield SetValue(("security", "auth", "selectedType"), PROVIDERS[wish.protocol])
    yield SetValue(("model", "name"), name)
    if is_ambiguous(data, path, name) or find(data, ("model", "baseUrl")) is not MISSING:
        yield SetValue(("model", "baseUrl"), address)
    if wish.reasoning_effort:
        yield SetValue(("model", "reasoningEffort"), wish.reasoning_effort)


def secret_change(
    snapshot: Snapshot, data: object, wish: Wish, entry: Entry | None, name: str
) -> tuple[FileChange, ...]:
    """The line with the key; gone again where the client shall have it from its environment."""
    file = snapshot.files["secrets"]
    if isinstance(wish.key, Variable):
        others = {one.text("envKey") for one in entries_in(data) if entry is None or one.path != entry.path}
        return forget_secrets(file, {name, entry.text("envKey") if entry else ""} - others)
    line = (SetValue((name,), literal(wish.key)),)
    return (
        change_file(
            file.path, Format.DOTENV, line, file.state, "keep the key for Qwen Code", bound=((name,),)
        ),
    )


def notes_about(snapshot: Snapshot, data: object, wish: Wish) -> Iterator[str]:
    """What the user should know about this plan."""
    secrets = snapshot.files["secrets"]
    if (
        isinstance(secrets.state, Content)
        and secrets.state.mode & 0o077
        and not isinstance(wish.key, Variable)
    ):
        yield f"others can read `{secrets.path}`: chmod 600 {secrets.path}"
    yield "Qwen Code hands its variables to the servers that it starts, this key among them"
    has_more = any(entries_in(read(snapshot.files["user"])))
    if wish.scope == "project" and has_more and find(data, ("modelProviders",)) is MISSING:
        yield "in this folder Qwen Code will not see the models of your own settings: it does not merge them"
