"""What Roo Code will import when VS Code starts; what it keeps already cannot be seen from outside."""

import json
from collections.abc import Iterator

from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Effective, Finding, Origin, ReadFile, Snapshot
from smartaipi_cli.tools.roo import SPEC, import_file, named_file


def resolve(snapshot: Snapshot) -> Effective:
    """See `Tool`. The profile that the import selects; nothing while no setting names an import file."""
    if named_file(snapshot) is None:
        return Effective()
    file = import_file(snapshot)
    findings = tuple(problems(file))
    profiles = {} if findings else find(parse(file), ("providerProfiles",))
    entry = find(profiles, ("apiConfigs", str(find(profiles, ("currentApiConfigName",)))))
    if find(entry, ("apiProvider",)) != "openai":
        return Effective(findings=findings)
    key = find(entry, ("openAiApiKey",))
    secret = Secret(key) if isinstance(key, str) and key else None
    return Effective(
        base_url=origin(file, entry, "openAiBaseUrl"),
        model=origin(file, entry, "openAiModelId"),
        mode="inline" if secret else "none",
        secret=secret,
        key_source=str(file.path) if secret else "",
        findings=findings,
    )


def problems(file: ReadFile) -> Iterator[Finding]:
    """What keeps the extension from importing the file: it reads strict JSON alone."""
    try:
        parse(file)
    except ValueError as problem:
        place = f", line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else ""
        yield Finding(
            code="client-ignores-file",
            message=f"Roo Code cannot import `{file.path}`{place}: it is no strict JSON",
            hint=f"correct it with an editor, then: smartaipi {SPEC.name}",
        )


def parse(file: ReadFile) -> object:
    """The data of the import file; of one that is not there nothing is imported. Errors: `ValueError`."""
    source = bytes_of(file.state)
    return {} if source is None else json.loads(source.decode())


def origin(file: ReadFile, entry: object, name: str) -> Origin | None:
    """A text of the profile, with its source."""
    value = find(entry, (name,))
    return Origin(value=value, source=str(file.path)) if isinstance(value, str) and value else None
