"""What `--remove` takes out of Continue's files."""

from collections.abc import Set as AbstractSet
from typing import Any, Final

from smartaipi_cli.documents.missing import find
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, Operation, RemoveFile
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import ReadFile, Snapshot
from smartaipi_cli.tools.continue_dev import SELECTED, SPEC, address_in, models_in, read, reference_in

HEADER: Final = {"name": "Local Config", "version": "1.0.0", "schema": "v1"}
"""What the client wants to see in every configuration."""


def plan_removal(snapshot: Snapshot, urls: AbstractSet[str]) -> Plan:
    """The removal of every model with one of these addresses: what selects our models first, their secrets last."""
    known = {form for url in urls for form in (url.rstrip("/"), f"{url.rstrip('/')}/v1")}
    data = read(snapshot, "target")
    models = models_in(data)
    ours = [place for place, entry in enumerate(models) if address_in(entry) in known]
    changes: list[FileChange] = []
    if ours:
        changes += forget_selection(snapshot, {str(find(models[place], ("name",))) for place in ours})
        changes.append(remove_models(snapshot.files["target"], data, ours))
        kept = {reference_in(entry) for place, entry in enumerate(models) if place not in ours}
        changes += forget_secrets(
            snapshot.files["secrets"], {reference_in(models[place]) for place in ours} - kept
        )
    return Plan(
        title="disconnect Continue",
        command=f"{SPEC.name} --remove",
        tool=SPEC.name,
        changes=tuple(changes),
        labels={"action": "remove"},
    )


def remove_models(file: ReadFile, data: Any, ours: list[int]) -> FileChange:
    """The removal of our entries; of the whole file where nothing but what we have written is left."""
    is_all = len(ours) == len(models_in(data)) and {**data, "models": []} == {**HEADER, "models": []}
    has_comments = b"#" in (bytes_of(file.state) or b"")
    operations: tuple[Operation, ...] = tuple(DeleteValue(("models", place)) for place in reversed(ours))
    if is_all and not has_comments:
        operations = (*operations, RemoveFile())
    return change_file(
        file.path, Format.YAML, operations, file.state, "take the gateway out of Continue's models"
    )


def forget_selection(snapshot: Snapshot, names: AbstractSet[str]) -> tuple[FileChange, ...]:
    """`cn` forgets its last choice where that was one of ours."""
    file = snapshot.files["selection"]
    if find(read(snapshot, "selection"), SELECTED) not in names:
        return ()
    return (
        change_file(
            file.path,
            Format.JSON,
            (DeleteValue(SELECTED),),
            file.state,
            "let `cn` choose again",
            contested=True,
        ),
    )


def forget_secrets(file: ReadFile, names: AbstractSet[str]) -> tuple[FileChange, ...]:
    """The removal of lines from the dotenv file, and of the file when nothing else was in it."""
    source = bytes_of(file.state) or b""
    gone = tuple(DeleteValue((name,)) for name in sorted(names - {""}) if name.encode() in source)
    if not gone:
        return ()
    why = "forget the key"
    change = change_file(file.path, Format.DOTENV, gone, file.state, why)
    if bytes_of(change.after) == b"" and source:
        change = change_file(file.path, Format.DOTENV, (*gone, RemoveFile()), file.state, why)
    return () if change.is_noop else (change,)
