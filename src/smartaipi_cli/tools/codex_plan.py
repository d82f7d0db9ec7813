"""What a set-up writes into Codex's files, and what `--remove` takes out."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from smartaipi_cli.documents import MISSING
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, Operation, PruneEmpty, RemoveFile, SetValue, WriteWhole
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import Helper, ReadFile, Snapshot, Wish, literal
from smartaipi_cli.tools.codex import (
    CATALOGUE_NAME,
    HELPER_LIFETIME_MS,
    HELPER_TIMEOUT_MS,
    OWN_PROVIDER_KEYS,
    RIVAL_KEYS,
    SPEC,
    provider_of,
    read,
)
from smartaipi_cli.tools.own_helper import is_own_helper


def plan_connect(snapshot: Snapshot, wish: Wish) -> Plan:
    """See `Tool`. Errors: `document-refused`."""
    target = snapshot.files["target"]
    settings = change_file(
        target.path,
        Format.TOML,
        tuple(connect_operations(snapshot, wish)),
        target.state,
        f"send Codex's requests to {wish.profile.label}",
        bound=bound_keys(("model_providers", provider_of(wish.profile))),
    )
    return Plan(
        title=f"connect Codex to {wish.profile.label}",
        command=SPEC.name,
        tool=SPEC.name,
        changes=(*catalogue_change(snapshot, wish), settings),
        notes=tuple(notes_about(snapshot, wish)),
        labels={**wish.labels, "provider": provider_of(wish.profile)},
    )


def connect_operations(snapshot: Snapshot, wish: Wish) -> Iterator[Operation]:
    """The provider first, its selection last."""
    target = snapshot.files["target"]
    table = ("model_providers", provider_of(wish.profile))
    yield SetValue((*table, "name"), wish.profile.label)
    yield SetValue((*table, "base_url"), wish.profile.openai_url)
    yield SetValue((*table, "wire_api"), "responses")
    yield from (
        DeleteValue((*table, name)) for name in RIVAL_KEYS if read(target, *table, name) is not MISSING
    )
    if wish.websocket:
        yield SetValue((*table, "supports_websockets"), value=True)
    elif read(target, *table, "supports_websockets") is not MISSING:
        yield DeleteValue((*table, "supports_websockets"))
    if isinstance(wish.key, Helper):
        if read(target, *table, "experimental_bearer_token") is not MISSING:
            yield DeleteValue((*table, "experimental_bearer_token"))
        program, *arguments = wish.key.command
        yield SetValue((*table, "auth", "command"), program)
        yield SetValue((*table, "auth", "args"), arguments)
        yield SetValue((*table, "auth", "timeout_ms"), HELPER_TIMEOUT_MS)
        yield SetValue((*table, "auth", "refresh_interval_ms"), HELPER_LIFETIME_MS)
    else:
        if read(target, *table, "auth") is not MISSING:
            yield DeleteValue((*table, "auth"))
        yield SetValue((*table, "experimental_bearer_token"), literal(wish.key))
    yield SetValue(("model",), wish.model or wish.models.codex)
    yield SetValue(("model_reasoning_effort",), wish.reasoning_effort or "high")
    if wish.fast:
        yield SetValue(("service_tier",), "fast")
    if wish.catalogue:
        yield SetValue(("model_catalog_json",), CATALOGUE_NAME)
    yield SetValue(("model_provider",), provider_of(wish.profile))


def bound_keys(table: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The address of a provider and every credential that would be sent to it."""
    return (
        (*table, "base_url"),
        (*table, "experimental_bearer_token"),
        (*table, "auth", "command"),
        (*table, "auth", "args"),
    )


def catalogue_change(snapshot: Snapshot, wish: Wish) -> tuple[FileChange, ...]:
    """The model catalogue, written before the key that names it: without the file the client cannot start."""
    if not wish.catalogue:
        return ()
    file = snapshot.files["catalogue"]
    return (
        change_file(
            file.path,
            Format.WHOLE,
            (WriteWhole(wish.catalogue),),
            file.state,
            "tell Codex about the gateway's models",
        ),
    )


def notes_about(snapshot: Snapshot, wish: Wish) -> Iterator[str]:
    """What the user should know about this plan."""
    if snapshot.files["target"].path == snapshot.files["profile"].path:
        yield f"start it with: codex -p {provider_of(wish.profile)}"
    elif not isinstance(snapshot.files["server"].state, Absent):
        yield "a Codex session that is open keeps its old gateway until /new; sessions that begin now use this one"
    for name, role in (("OPENAI_BASE_URL", "ignores it"), ("OPENAI_API_KEY", "does not need it")):
        if snapshot.place.environment.get(name):
            yield f"{name} is exported; this Codex {role}"


def plan_remove(snapshot: Snapshot, urls: AbstractSet[str]) -> Plan:
    """See `Tool`. In one file the selection goes with the table; the catalogue goes after the key that names it."""
    target, catalogue = snapshot.files["target"], snapshot.files["catalogue"]
    operations = tuple(remove_operations(target, urls))
    changes = []
    if operations:
        changes.append(
            change_file(
                target.path,
                Format.TOML,
                operations,
                target.state,
                "take the gateway out of Codex's configuration",
            )
        )
    if DeleteValue(("model_catalog_json",)) in operations and not isinstance(catalogue.state, Absent):
        changes.append(
            change_file(
                catalogue.path, Format.WHOLE, (RemoveFile(),), catalogue.state, "remove our model catalogue"
            )
        )
    return Plan(
        title="disconnect Codex",
        command=f"{SPEC.name} --remove",
        tool=SPEC.name,
        changes=tuple(changes),
        notes=("sessions begun with this provider can no longer be resumed",) if operations else (),
        labels={"action": "remove"},
    )


def remove_operations(target: ReadFile, urls: AbstractSet[str]) -> Iterator[Operation]:
    """Deletions of what a set-up writes; keys of others in a table of ours stay, and the table with them."""
    tables = read(target, "model_providers")
    for provider, table in tables.items() if isinstance(tables, dict) else ():
        if not isinstance(table, dict) or not is_ours(table, urls):
            continue
        if read(target, "model_provider") == provider:
            yield from selection_operations(target)
        if set(table) <= set(OWN_PROVIDER_KEYS):
            yield DeleteValue(("model_providers", provider))
        else:
            for name in OWN_PROVIDER_KEYS:
                if name in table:
                    yield DeleteValue(("model_providers", provider, name))
        yield PruneEmpty(("model_providers",))


def selection_operations(target: ReadFile) -> Iterator[Operation]:
    """Deletions of what selects the provider and its model."""
    yield DeleteValue(("model_provider",))
    yield from model_operations(target)
    if read(target, "service_tier") == "fast":
        yield DeleteValue(("service_tier",))
    if read(target, "model_catalog_json") == CATALOGUE_NAME:
        yield DeleteValue(("model_catalog_json",))


def model_operations(target: ReadFile) -> Iterator[Operation]:
    """Deletions of the model and its effort, which mean nothing without the gateway."""
    return (
        DeleteValue((name,))
        for name in ("model", "model_reasoning_effort")
        if read(target, name) is not MISSING
    )


def is_ours(table: Mapping[str, object], urls: AbstractSet[str]) -> bool:
    """Whether a provider table is a set-up of ours: our helper, or the address of a gateway that we know."""
    auth = table.get("auth")
    if isinstance(auth, dict) and isinstance(arguments := auth.get("args"), list):
        return is_own_helper([str(auth.get("command", "")), *map(str, arguments)])
    return table.get("base_url") in urls
