"""What a set-up writes for Roo Code, and what `--remove` takes out."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, Operation, RemoveFile, SetValue, Value
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.tools.base import ReadFile, Snapshot, Wish, literal
from smartaipi_cli.tools.opencode_models import limits_of
from smartaipi_cli.tools.roo import (
    IMPORT_FILE,
    SETTING,
    SPEC,
    import_file,
    named_file,
    profile_name,
    read,
)
from smartaipi_cli.tools.vscode import PUBLIC_MODE

PROFILES: Final = ("providerProfiles", "apiConfigs")
SELECTED: Final = ("providerProfiles", "currentApiConfigName")
USUAL_LIMITS: Final = (128_000, 8_192)
"""Context and output in tokens of a model about which nothing is known: the extension must be told some."""


def plan_connect(snapshot: Snapshot, wish: Wish) -> Plan:
    """See `Tool`. The import file first, the setting that names it last. Errors: `document-refused`."""
    file = import_file(snapshot)
    name = find_profile(file, {wish.profile.openai_url}) or profile_name(wish.profile)
    entry = (*PROFILES, name)
    profile = change_file(
        file.path,
        Format.JSON,
        tuple(connect_operations(entry, wish)),
        file.state,
        f"a profile of {wish.profile.label} for Roo Code to import",
        bound=((*entry, "openAiBaseUrl"), (*entry, "openAiApiKey")),
    )
    return Plan(
        title=f"connect Roo Code to {wish.profile.label}",
        command=SPEC.name,
        tool=SPEC.name,
        changes=(profile, *setting_change(snapshot)),
        notes=tuple(notes_about(snapshot, wish, name)),
        labels={**wish.labels, "provider": name},
    )


def connect_operations(entry: tuple[str, ...], wish: Wish) -> Iterator[Operation]:
    """The whole profile, and that the import selects it."""
    name = wish.model or wish.models.codex
    model = next((one for one in wish.offered if one.id == name), Model(id=name))
    yield SetValue((*entry, "id"), f"smartaipi-{entry[-1]}", only_if_absent=True)
    yield SetValue((*entry, "apiProvider"), "openai")
    yield SetValue((*entry, "openAiBaseUrl"), wish.profile.openai_url)
    yield SetValue((*entry, "openAiApiKey"), literal(wish.key))
    yield SetValue((*entry, "openAiModelId"), name)
    yield SetValue((*entry, "openAiCustomModelInfo"), facts_of(model, wish.reasoning_effort))
    if wish.reasoning_effort:
        yield SetValue((*entry, "enableReasoningEffort"), value=True)
    yield SetValue(SELECTED, entry[-1])


def facts_of(model: Model, effort: str) -> Value:
    """What the extension is told about a model: it cannot ask the gateway."""
    known = limits_of(model)
    context, output = known or USUAL_LIMITS
    facts: dict[str, Value] = {
        "maxTokens": output,
        "contextWindow": context,
        "supportsImages": known is not None,
        "supportsPromptCache": True,
    }
    return {**facts, "reasoningEffort": effort} if effort else facts


def setting_change(snapshot: Snapshot) -> tuple[FileChange, ...]:
    """The setting, where none is there: a file that the user has named is imported as it is."""
    if named_file(snapshot) is not None:
        return ()
    settings = snapshot.files["settings"]
    return (
        change_file(
            settings.path,
            Format.JSON,
            (SetValue((SETTING,), f"~/{IMPORT_FILE}"),),
            settings.state,
            "let Roo Code import the profile",
            new_file_mode=PUBLIC_MODE,
        ),
    )


def notes_about(snapshot: Snapshot, wish: Wish, name: str) -> Iterator[str]:
    """What the user should know about this plan."""
    yield f"the key itself stands in `{import_file(snapshot).path}`, which only you can read"
    if "import" in snapshot.files:
        yield f"your own import file gets the profile `{name}` and selects it; the setting stays as it is"
    elif wish.keep_import:
        yield f"every start of VS Code selects the profile `{name}` again"
    else:
        yield "once VS Code has imported it: smartaipi roo --remove (the profile stays in Roo Code, the copy goes)"


def plan_remove(snapshot: Snapshot, urls: AbstractSet[str]) -> Plan:
    """See `Tool`. The setting first; what the extension has imported stays in it."""
    changes: list[FileChange] = []
    settings, own = snapshot.files["settings"], snapshot.files["target"]
    if named_file(snapshot) == own.path:
        changes.append(
            change_file(
                settings.path,
                Format.JSON,
                (DeleteValue((SETTING,)),),
                settings.state,
                "let Roo Code import nothing of ours any more",
            )
        )
    for file in dict.fromkeys((import_file(snapshot), own)):
        operations = tuple(remove_operations(file, urls))
        if operations and file == own and not has_more(file, urls):
            operations = (RemoveFile(),)
        if operations:
            format_ = Format.WHOLE if operations == (RemoveFile(),) else Format.JSON
            why = "take the profile and its key out of the import file"
            changes.append(change_file(file.path, format_, operations, file.state, why))
    return Plan(
        title="disconnect Roo Code",
        command=f"{SPEC.name} --remove",
        tool=SPEC.name,
        changes=tuple(changes),
        notes=("a profile that was imported stays in Roo Code: delete it there, in its settings",)
        if changes
        else (),
        labels={"action": "remove"},
    )


def remove_operations(file: ReadFile, urls: AbstractSet[str]) -> Iterator[Operation]:
    """Deletions of our profiles; the import then selects the first of the others, as it must select one."""
    profiles = profiles_in(file)
    ours = [name for name, entry in profiles.items() if is_ours(entry, urls)]
    others = [name for name in profiles if name not in ours]
    if read(file, *SELECTED) in ours:
        yield SetValue(SELECTED, others[0]) if others else DeleteValue(SELECTED)
    yield from (DeleteValue((*PROFILES, name)) for name in ours)


def has_more(file: ReadFile, urls: AbstractSet[str]) -> bool:
    """Whether something of the user's stands in our import file."""
    document, section = read(file), read(file, PROFILES[0])
    foreign = [name for name, entry in profiles_in(file).items() if not is_ours(entry, urls)]
    if foreign or not isinstance(document, dict) or not isinstance(section, dict):
        return True
    return {*document, *section} != {*PROFILES, SELECTED[1]}


def find_profile(file: ReadFile, urls: AbstractSet[str]) -> str:
    """The name of a profile that has the gateway's address already, else an empty text."""
    return next((name for name, entry in profiles_in(file).items() if is_ours(entry, urls)), "")


def profiles_in(file: ReadFile) -> dict[str, object]:
    """Name to profile."""
    profiles = read(file, *PROFILES)
    return profiles if isinstance(profiles, dict) else {}


def is_ours(entry: object, urls: AbstractSet[str]) -> bool:
    """Whether a profile has the address of a gateway that we know."""
    url = find(entry, ("openAiBaseUrl",))
    return find(entry, ("apiProvider",)) == "openai" and isinstance(url, str) and url.rstrip("/") in urls
