"""What OpenCode, or its fork, will really use: the merged configuration, its references resolved, the logins."""

import json
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from smartaipi_cli.documents import MISSING
from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent, bytes_of
from smartaipi_cli.tools.base import Effective, Finding, Origin, SecretMode, Snapshot, WireProtocol
from smartaipi_cli.tools.opencode import FORK, PACKAGES
from smartaipi_cli.tools.opencode_layers import (
    Broken,
    Layer,
    find_references,
    first,
    first_text,
    read_layers,
    resolve_text,
    role_of_reference,
)
from smartaipi_cli.tools.opencode_providers import providers_in
from smartaipi_cli.tools.opencode_sources import Fork

PROTOCOLS: Final[Mapping[str, WireProtocol]] = {package: protocol for protocol, package in PACKAGES.items()}


def resolve(snapshot: Snapshot) -> Effective:
    """See `Tool`."""
    return resolve_fork(FORK, snapshot)


def resolve_fork(fork: Fork, snapshot: Snapshot) -> Effective:
    """What the client uses: the provider that `model` names, its address, and its key.

    A key in the configuration beats one in the client's login file, and that one the variables that the provider
    names. Without `model` the client asks a model of its vendor's.
    """
    layers, broken = read_layers(fork, snapshot)
    findings = [*broken_findings(fork, broken), *missing_files(fork, snapshot, layers)]
    model = first_text(layers, snapshot, "model")
    provider, _, name = model.value.partition("/") if model else ("", "", "")
    url = first_text(layers, snapshot, "provider", provider, "options", "baseURL")
    findings += redirections(fork, snapshot, layers)
    if broken or model is None or url is None:
        return Effective(findings=tuple(findings))
    protocol = protocol_of(layers, snapshot, provider)
    mode, secret, source = find_key(fork, snapshot, layers, provider)
    findings += hidden_provider(fork, layers, provider)
    if mode == "env" and secret is None:
        findings.append(unset_variable(fork, source))
    asked = first_text(layers, snapshot, "provider", provider, "models", name, "id")
    return Effective(
        base_url=url,
        root=url.value.rstrip("/").removesuffix("/v1") if protocol == "messages" else "",
        protocol=protocol,
        model=Origin(value=asked.value if asked else name, source=model.source),
        mode=mode,
        secret=secret,
        key_source=source,
        headers=("x-api-key",) if protocol == "messages" else ("bearer",),
        findings=tuple(findings),
    )


def protocol_of(layers: tuple[Layer, ...], snapshot: Snapshot, provider: str) -> WireProtocol:
    """What the provider's package speaks; without one the client takes that for chat completions."""
    package = first_text(layers, snapshot, "provider", provider, "npm")
    return PROTOCOLS.get(package.value if package else "", "chat")


def find_key(
    fork: Fork, snapshot: Snapshot, layers: tuple[Layer, ...], provider: str
) -> tuple[SecretMode, Secret | None, str]:
    """(how the client gets the key, the key where it is known, its source)."""
    path = ("provider", provider, "options", "apiKey")
    layer = first(layers, *path)
    if layer is not None:
        text = str(find(layer.data, path))
        value = resolve_text(text, layer, snapshot)
        secret = Secret(value) if value else None
        if "{file:" in text:
            return "file", secret, text[text.index("{file:") + 6 : text.rindex("}")]
        if "{env:" in text:
            return "env", secret, f"environment variable {text[text.index('{env:') + 5 : text.rindex('}')]}"
        return ("inline" if secret else "none"), secret, layer.source
    if login := find_login_key(fork, snapshot, provider):
        return "inline", login, str(snapshot.files["login"].path)
    names = first(layers, "provider", provider, "env")
    listed = find(names.data, ("provider", provider, "env")) if names else []
    for name in listed if isinstance(listed, list) else ():
        if value := snapshot.place.environment.get(str(name)):
            return "env", Secret(value), f"environment variable {name}"
    return "none", None, ""


def find_login_key(fork: Fork, snapshot: Snapshot, provider: str) -> Secret | None:
    """The key that the client's own login command keeps for a provider."""
    content = fork.variable("AUTH_CONTENT", snapshot.place).encode()
    source = content or bytes_of(snapshot.files["login"].state)
    try:
        data: object = json.loads(source.decode()) if source else {}
    except ValueError:
        return None
    key = find(data, (provider, "key"))
    return Secret(key) if isinstance(key, str) and key else None


def broken_findings(fork: Fork, broken: tuple[Broken, ...]) -> Iterator[Finding]:
    """Files that are no JSON: the client ends with a message that shows the whole file, keys included."""
    for source, reason in broken:
        yield Finding(
            code="document-refused",
            message=f"{fork.label} cannot start: `{source}`, line {reason.line}, is no valid JSON",
            hint=f"correct line {reason.line} with an editor",
        )


def missing_files(fork: Fork, snapshot: Snapshot, layers: tuple[Layer, ...]) -> Iterator[Finding]:
    """References to files that are not there; a file that nobody has looked for is not among them."""
    for layer in layers:
        for text, path in find_references(layer, snapshot.place.home):
            file = snapshot.files.get(role_of_reference(path))
            if file is None or not isinstance(file.state, Absent):
                continue
            is_key = text in keys_in(layer)
            yield Finding(
                code="key-missing" if is_key else "client-cannot-start",
                message=f"{fork.label} cannot start: `{path}`, which `{layer.source}` refers to, does not exist",
                hint="smartaipi login" if is_key else f"remove `{text}` with an editor",
                stops=True,
            )


def keys_in(layer: Layer) -> set[str]:
    """What stands in the place of a key in one layer."""
    return {str(find(entry, ("options", "apiKey"))) for entry in providers_in(layer.data).values()}


def redirections(fork: Fork, snapshot: Snapshot, layers: tuple[Layer, ...]) -> Iterator[Finding]:
    """Files of a project that send a key of the user's to another host than the user does."""
    own = tuple(layer for layer in layers if layer.owner != "project")
    usual: dict[str, set[str]] = {}
    for name in provider_names(own):
        if url := first_text(own, snapshot, "provider", name, "options", "baseURL"):
            usual.setdefault(key_mark(fork, snapshot, own, name), set()).add(urlsplit(url.value).netloc)
    for name in provider_names(layers):
        url = first_text(layers, snapshot, "provider", name, "options", "baseURL")
        hosts = usual.get(key_mark(fork, snapshot, layers, name) or "-")
        if url and hosts and (host := urlsplit(url.value).netloc) not in hosts:
            yield Finding(
                code="wrong-destination",
                message=f"`{url.source}` sends your key of `{name}` to `{host}`, not to `{min(hosts)}`",
                hint=f"remove `provider.{name}` there before you start {fork.label} in this folder",
            )


def provider_names(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    """The ids of all providers that are configured, each once."""
    return tuple(dict.fromkeys(name for layer in layers for name in providers_in(layer.data)))


def key_mark(fork: Fork, snapshot: Snapshot, layers: tuple[Layer, ...], provider: str) -> str:
    """What tells a provider's key from others: the key, or where it will come from; empty without one."""
    mode, secret, source = find_key(fork, snapshot, layers, provider)
    return secret.reveal() if secret else source if mode != "none" else ""


def hidden_provider(fork: Fork, layers: tuple[Layer, ...], provider: str) -> Iterator[Finding]:
    """Lists that keep the client from using the provider that its model names."""
    for member, is_hidden_by in (("enabled_providers", False), ("disabled_providers", True)):
        layer = first(layers, member)
        listed = find(layer.data, (member,)) if layer else MISSING
        if layer and isinstance(listed, list) and (provider in listed) is is_hidden_by:
            yield Finding(
                code="not-connected",
                message=f"{fork.label} does not use `{provider}`: `{member}` in `{layer.source}` hides it",
                hint=f"correct `{member}` with an editor",
            )


def unset_variable(fork: Fork, source: str) -> Finding:
    """The finding about a reference to a variable that is not set."""
    return Finding(
        code="key-missing",
        message=f"{fork.label} has no key here: it looks for it in the {source}, which is not set",
        hint="set it where the client is started, or use a key file: --secret file",
    )
