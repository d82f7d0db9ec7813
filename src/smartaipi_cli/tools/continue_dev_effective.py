"""What `cn` will really use: the model that it starts with, and the first of four places that has its secret."""

from collections.abc import Iterator
from typing import Any

from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import Effective, Finding, Origin, SecretMode, Snapshot, WireProtocol
from smartaipi_cli.tools.continue_dev import (
    FOLDER_VARIABLE,
    RESPONSES_MODEL,
    SELECTED,
    address_in,
    is_chat_model,
    models_in,
    read,
    reference_in,
    refused,
)

REQUIRED = ("name", "provider", "model")


def resolve(snapshot: Snapshot) -> Effective:
    """See `Tool`. The extensions look for the secret in another order: a difference is a finding."""
    target = snapshot.files["target"]
    findings = [*file_findings(snapshot), *moved_folder(snapshot)]
    entry = chosen_model(snapshot)
    if findings or entry is None or not address_in(entry):
        return Effective(findings=tuple(findings))
    protocol = protocol_of(entry)
    mode, secret, source = find_key(snapshot, entry)
    findings += key_findings(snapshot, entry, secret, source)
    address = str(find(entry, ("apiBase",)))
    return Effective(
        base_url=Origin(value=address, source=str(target.path)),
        root=address.rstrip("/").removesuffix("/v1") if protocol == "messages" else "",
        protocol=protocol,
        model=Origin(value=str(find(entry, ("model",))), source=str(target.path)),
        mode=mode,
        secret=secret,
        key_source=source,
        headers=("x-api-key",) if protocol == "messages" else ("bearer",),
        findings=tuple(findings),
    )


def chosen_model(snapshot: Snapshot) -> dict[str, Any] | None:
    """The model that `cn` starts with: the one chosen last while it is there, else the first for chats."""
    models = [entry for entry in models_in(read(snapshot, "target")) if is_chat_model(entry)]
    name = find(read(snapshot, "selection"), SELECTED)
    return next((entry for entry in models if entry.get("name") == name), models[0] if models else None)


def protocol_of(entry: object) -> WireProtocol:
    """What `cn` speaks with a model."""
    if find(entry, ("provider",)) == "anthropic":
        return "messages"
    return "responses" if RESPONSES_MODEL.match(str(find(entry, ("model",)))) else "chat"


def find_key(snapshot: Snapshot, entry: object) -> tuple[SecretMode, Secret | None, str]:
    """(how the client gets the key, the key where it is known, its source)."""
    name = reference_in(entry)
    if not name:
        key = find(entry, ("apiKey",))
        if isinstance(key, str) and key:
            return "inline", Secret(key), str(snapshot.files["target"].path)
        return "none", None, ""
    for mode, value, source in places_of(snapshot, name):
        if value:
            return mode, Secret(value), source
    return "env", None, f"environment variable {name}"


def places_of(snapshot: Snapshot, name: str) -> Iterator[tuple[SecretMode, str, str]]:
    """Every place where `cn` looks for a secret, in its order: (what that is to us, the value, its name)."""
    yield "env", snapshot.place.environment.get(name, ""), f"environment variable {name}"
    for role in ("folder secrets", "secrets", "folder continue secrets"):
        value = find(read(snapshot, role), (name,))
        yield "inline", value if isinstance(value, str) else "", str(snapshot.files[role].path)


def key_findings(snapshot: Snapshot, entry: object, secret: Secret | None, source: str) -> Iterator[Finding]:
    """A key that is nowhere, or another one for `cn` than for the extensions."""
    name = reference_in(entry)
    if not name:
        return
    if secret is None:
        yield Finding(
            code="key-missing",
            message=f"Continue has no key here: `{name}` stands neither in its environment nor in a `.env` file",
            hint="smartaipi continue --secret inline (puts it into the `.env` of the client's folder)",
        )
        return
    own = snapshot.files["secrets"]
    kept = find(read(snapshot, "secrets"), (name,))
    if isinstance(kept, str) and kept and kept != secret.reveal():
        yield Finding(
            code="wrong-credential",
            message=f"`cn` takes `{name}` from the {source}, the extensions from `{own.path}`, and the two differ",
            hint=f"unset {name}" if source.startswith("environment") else f"remove `{name}` from `{source}`",
        )


def file_findings(snapshot: Snapshot) -> Iterator[Finding]:
    """What keeps the client from reading its configuration."""
    target, old = snapshot.files["target"], snapshot.files["old"]
    if isinstance(target.state, Absent):
        if not isinstance(old.state, Absent):
            yield Finding(
                code="client-ignores-file",
                message=f"`cn` ignores `{old.path}`, and so do the extensions once there is a `config.yaml`",
                hint="smartaipi continue --force makes a `config.yaml`; move your models there",
            )
        return
    if problem := refused(target):
        yield Finding(
            code="document-refused",
            message=f"`{target.path}`, line {problem.line}, is not understood: {problem.reason}",
            hint=f"correct line {problem.line} with an editor",
        )
        return
    data = read(snapshot, "target")
    for name in ("name", "version"):
        if data and not isinstance(find(data, (name,)), str):
            yield Finding(
                code="client-ignores-file",
                message=f"Continue refuses `{target.path}`: `{name}` is missing",
                hint="smartaipi continue adds it",
            )
    for place, entry in enumerate(models_in(data)):
        missing = [name for name in REQUIRED if not isinstance(find(entry, (name,)), str)]
        if isinstance(entry, dict) and "uses" not in entry and missing:
            yield Finding(
                code="client-cannot-start",
                message=f"Continue refuses `{target.path}`: model {place + 1} has no {' and no '.join(missing)}",
                hint="correct it with an editor",
            )


def moved_folder(snapshot: Snapshot) -> Iterator[Finding]:
    """A `.env` of the working folder that sends `cn` to other files altogether."""
    moved = find(read(snapshot, "folder secrets"), (FOLDER_VARIABLE,))
    if isinstance(moved, str) and moved and not snapshot.place.environment.get(FOLDER_VARIABLE):
        yield Finding(
            code="wrong-destination",
            message=f"`{snapshot.files['folder secrets'].path}` makes `cn` read `{moved}` here, not your own files",
            hint=f"remove `{FOLDER_VARIABLE}` there before you start `cn` in this folder",
        )
