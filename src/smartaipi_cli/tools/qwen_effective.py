"""What Qwen Code will really use: the chosen entry of the merged settings, and the first variable with a key."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.base import Effective, Finding, Origin, SecretMode, Snapshot
from smartaipi_cli.tools.qwen import SPEC
from smartaipi_cli.tools.qwen_layers import expand, lookup_text, owners, parse, read, variable
from smartaipi_cli.tools.qwen_models import PROTOCOLS, Entry, chosen, entries_in

VENDOR: Final = {"chat": "OPENAI", "responses": "OPENAI", "messages": "ANTHROPIC"}
"""Protocol to how the variables begin that the client looks into at last."""


def resolve(snapshot: Snapshot) -> Effective:
    """See `Tool`."""
    findings = [*broken_files(snapshot), *redirections(snapshot)]
    login, entry, source = chosen(snapshot)
    protocol = PROTOCOLS.get(login)
    address = address_in(snapshot, entry, source, VENDOR[protocol]) if protocol else None
    if protocol is None or address is None or any(finding.stops for finding in findings):
        return Effective(findings=tuple(findings))
    named = entry.text("envKey") if entry else ""
    mode, key = find_key(snapshot, named, VENDOR[protocol])
    return Effective(
        base_url=address,
        root=f"{address.value.rstrip('/')}" if protocol == "messages" else "",
        protocol=protocol,
        model=lookup_text(snapshot, "model", "name"),
        mode=mode,
        secret=Secret(key.value) if key else None,
        key_source=key.source if key else f"environment variable {named}",
        findings=(*findings, *key_findings(snapshot, named, key, VENDOR[protocol])),
    )


def address_in(snapshot: Snapshot, entry: Entry | None, source: str, vendor: str) -> Origin | None:
    """The address of the entry, else the one of the variables, else the login's."""
    if entry and (address := entry.text("baseUrl").strip()):
        return Origin(value=expand(snapshot, address), source=source)
    return variable(snapshot, f"{vendor}_BASE_URL") or lookup_text(snapshot, "security", "auth", "baseUrl")


def find_key(snapshot: Snapshot, named: str, vendor: str) -> tuple[SecretMode, Origin | None]:
    """(how the client gets the key, the key and where it stands)."""
    found = variable(snapshot, named) if named else None
    found = found or variable(snapshot, f"{vendor}_API_KEY")
    found = found or lookup_text(snapshot, "security", "auth", "apiKey")
    if found is None:
        return "env" if named else "none", None
    return "env" if found.source.startswith("environment") else "inline", found


def key_findings(snapshot: Snapshot, named: str, key: Origin | None, vendor: str) -> Iterator[Finding]:
    """A variable of the entry that is nowhere set: the client then sends another key."""
    if not named or variable(snapshot, named):
        return
    if key is None:
        yield Finding(
            code="key-missing",
            message=f"Qwen Code has no key here: {named} stands neither in its environment nor in a `.env` file",
            hint=f"smartaipi {SPEC.name} --secret inline (puts it into the `.env` of the client's folder)",
        )
        return
    yield Finding(
        code="wrong-credential",
        message=f"{named} is not set, so Qwen Code sends the key of {vendor}_API_KEY or of its login "
        f"({key.source}) to the gateway",
        hint=f"smartaipi {SPEC.name} --secret inline (puts the right one into the `.env` of the client's folder)",
    )


def broken_files(snapshot: Snapshot) -> Iterator[Finding]:
    """Settings that the client cannot read: it does not start, or empties a project's file."""
    for owner in owners(snapshot):
        file = snapshot.files[owner]
        try:
            parse(file)
        except DocumentRefused as problem:
            is_project = owner == "project"
            outcome = "Qwen Code would empty" if is_project else "Qwen Code cannot start with"
            yield Finding(
                code="client-ignores-file" if is_project else "document-refused",
                message=f"{outcome} `{file.path}`, line {problem.line}: {problem.reason}",
                hint=f"correct line {problem.line} with an editor",
                stops=not is_project,
            )


def redirections(snapshot: Snapshot) -> Iterator[Finding]:
    """A project's file that sends a key of the user's to another host than the user does."""
    if "project" not in owners(snapshot):
        return
    usual: dict[str, set[str]] = {}
    for entry in entries_in(read(snapshot.files["user"])):
        if host := urlsplit(expand(snapshot, entry.text("baseUrl"))).netloc:
            usual.setdefault(entry.text("envKey"), set()).add(host)
    project = snapshot.files["project"]
    for entry in entries_in(read(project)):
        named, host = entry.text("envKey"), urlsplit(expand(snapshot, entry.text("baseUrl"))).netloc
        if host and named in usual and host not in usual[named]:
            yield Finding(
                code="wrong-destination",
                message=f"`{project.path}` sends your key in {named} to `{host}`, "
                f"not to `{min(usual[named])}`",
                hint=f"remove `modelProviders` there before you start {SPEC.label} in this folder",
            )
