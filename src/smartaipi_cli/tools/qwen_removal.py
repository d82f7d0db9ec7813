"""What `--remove` takes out of Qwen Code's files."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from smartaipi_cli.documents import MISSING
from smartaipi_cli.documents.missing import find
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.operations import DeleteValue, Operation, PruneEmpty, RemoveFile
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import ReadFile, Snapshot
from smartaipi_cli.tools.qwen import SPEC
from smartaipi_cli.tools.qwen_layers import parse, read
from smartaipi_cli.tools.qwen_models import Entry, entries_in

LOGIN: Final = ("security", "auth", "selectedType")
VENDOR_VARIABLES: Final = frozenset({"", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"})
"""Variables that other programs look into as well: never ours to set or to delete."""


def plan_removal(snapshot: Snapshot, urls: AbstractSet[str]) -> Plan:
    """The removal of every entry with one of these addresses, then of the keys that only they named."""
    target, user = snapshot.files["target"], snapshot.files["user"]
    data = parse(target)
    ours = [one for one in entries_in(data) if is_ours(one, urls)]
    changes: list[FileChange] = []
    if ours:
        why = "take the gateway out of Qwen Code's models"
        operations = tuple(remove_operations(data, ours))
        changes.append(change_file(target.path, Format.JSON, operations, target.state, why))
        kept = {one.text("envKey") for one in entries_in(data) if one not in ours}
        if user.path != target.path:
            kept |= {one.text("envKey") for one in entries_in(read(user))}
        changes += forget_secrets(snapshot.files["secrets"], {one.text("envKey") for one in ours} - kept)
    return Plan(
        title="disconnect Qwen Code",
        command=f"{SPEC.name} --remove",
        tool=SPEC.name,
        changes=tuple(changes),
        labels={"action": "remove"},
    )


def is_ours(entry: Entry, urls: AbstractSet[str]) -> bool:
    """Whether an entry has the address of a gateway that we know."""
    return entry.text("baseUrl").rstrip("/") in urls


def remove_operations(data: object, ours: list[Entry]) -> Iterator[Operation]:
    """What selects one of our entries, then the entries, the last first, and what is empty without them."""
    name, address = find(data, ("model", "name")), find(data, ("model", "baseUrl"))
    others = {one.text("id") for one in entries_in(data) if one not in ours}
    is_named = name in {one.text("id") for one in ours}
    if is_named and address in {one.text("baseUrl") for one in ours}:
        selection: tuple[KeyPath, ...] = (("model", "baseUrl"), ("model", "name"), LOGIN)
    elif is_named and address is MISSING and name not in others:
        selection = (("model", "name"), LOGIN)
    else:
        selection = ()
    yield from map(DeleteValue, selection)
    for entry in reversed(ours):
        yield DeleteValue(entry.path)
    for provider in dict.fromkeys(str(entry.path[1]) for entry in ours):
        yield PruneEmpty(("modelProviders", provider))
    for path in (("modelProviders",), ("security", "auth"), ("security",), ("model",)):
        yield PruneEmpty(path)


def forget_secrets(file: ReadFile, names: AbstractSet[str]) -> tuple[FileChange, ...]:
    """The removal of lines from the dotenv file, and of the file when nothing else was in it."""
    source = bytes_of(file.state) or b""
    gone = tuple(DeleteValue((name,)) for name in sorted(names - VENDOR_VARIABLES) if name.encode() in source)
    if not gone:
        return ()
    why = "forget the key"
    change = change_file(file.path, Format.DOTENV, gone, file.state, why)
    if bytes_of(change.after) == b"":
        change = change_file(file.path, Format.DOTENV, (*gone, RemoveFile()), file.state, why)
    return () if change.is_noop else (change,)
