"""Every value that competes for one of Roo Code's settings, as far as files tell: the profiles of an import."""

from collections.abc import Iterator
from typing import Final

from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.base import Contender, ReadFile, Snapshot
from smartaipi_cli.tools.roo import SETTING, import_file, named_file, read
from smartaipi_cli.tools.roo_effective import parse, problems

FIELDS: Final = {"address": "openAiBaseUrl", "key": "openAiApiKey", "model": "openAiModelId"}
"""What is decided, to the member of a profile that decides it."""


def contenders(snapshot: Snapshot) -> tuple[Contender, ...]:
    """See `Tool`. The file that the setting names, then ours where that is another."""
    imported, ours = import_file(snapshot), snapshot.files["target"]
    others = () if imported == ours else of_profiles(ours, f"`{SETTING}` names another file")
    return (*of_profiles(imported, reason_to_ignore(snapshot, imported)), *others)


def reason_to_ignore(snapshot: Snapshot, file: ReadFile) -> str:
    """Why the extension does not import a file, empty where it does."""
    if named_file(snapshot) is None:
        return f"no `{SETTING}` names the file"
    return "the file is no strict JSON" if any(problems(file)) else ""


def of_profiles(file: ReadFile, verdict: str) -> Iterator[Contender]:
    """The profiles of a file with the provider that a set-up uses; the selected one counts."""
    data = profiles_in(file)
    profiles, selected = find(data, ("apiConfigs",)), find(data, ("currentApiConfigName",))
    names = [*profiles] if isinstance(profiles, dict) else []
    for name in sorted(names, key=lambda one: one != selected):
        entry = find(profiles, (name,))
        if find(entry, ("apiProvider",)) != "openai":
            continue
        wins = name == selected and not verdict
        usual = "the import selects it" if len(names) > 1 else ""
        reason = verdict or (usual if name == selected else "the import does not select it")
        for subject, member in FIELDS.items():
            value = find(entry, (member,))
            if isinstance(value, str) and value:
                shown = redact(Secret(value)) if subject == "key" else value
                setting = f"apiConfigs.{name}.{member}"
                yield Contender(setting, shown, str(file.path), wins=wins, reason=reason, subject=subject)


def profiles_in(file: ReadFile) -> object:
    """The profiles as the extension reads them, or as they could be read if it were less strict."""
    try:
        return find(parse(file), ("providerProfiles",))
    except ValueError:
        return read(file, "providerProfiles")
