"""What Codex will really use: files that lie over each other, and some keys that keep it from starting."""

import json
from collections.abc import Iterator

from smartaipi_cli.documents import MISSING, DocumentRefused, toml_values
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Effective, Finding, Origin, ReadFile, Snapshot
from smartaipi_cli.tools.codex import (
    read,
)


def resolve(snapshot: Snapshot) -> Effective:
    """See `Tool`. Managed settings beat the profile file that was chosen, that the project's, those `config.toml`.

    A provider's key comes from its command, else from its variable, else from its token, else, where it asks for
    that, from the client's login; a variable that is not set ends the run (observed with 0.169.0).
    """
    layers = layers_of(snapshot)
    findings = tuple(problems(layers))
    provider = first(layers, "model_provider")
    model = first(model_layers(snapshot), "model")
    if any(finding.code == "client-cannot-start" for finding in findings):
        return Effective(model=model, findings=findings)
    if provider is None or provider.value == "openai":
        return resolve_login(snapshot, Effective(base_url=first(layers, "openai_base_url"), model=model))
    return resolve_provider(snapshot, layers, provider, model)


def resolve_provider(
    snapshot: Snapshot, layers: list[ReadFile], provider: Origin, model: Origin | None
) -> Effective:
    """What a provider's table says."""
    table = ("model_providers", provider.value)
    parts = Effective(base_url=first(layers, *table, "base_url"), model=model)
    command = merged(layers, *table, "auth", "command")
    if isinstance(command, str):
        arguments = merged(layers, *table, "auth", "args")
        words = map(str, arguments if isinstance(arguments, list) else ())
        return parts._replace(mode="helper", command=(command, *words), key_source=provider.source)
    if variable := first(layers, *table, "env_key"):
        return resolve_variable(snapshot, parts, variable.value)
    if token := first(layers, *table, "experimental_bearer_token"):
        return parts._replace(mode="inline", secret=Secret(token.value), key_source=token.source)
    if merged(layers, *table, "requires_openai_auth") is True:
        return resolve_login(snapshot, parts)
    return parts


def layers_of(snapshot: Snapshot) -> list[ReadFile]:
    """The files that may choose a provider, the strongest first; a project's may not."""
    is_profile = snapshot.files["target"].path == snapshot.files["profile"].path
    roles = ("managed", *(("profile",) if is_profile else ()), "config", "system")
    return [snapshot.files[role] for role in roles]


def model_layers(snapshot: Snapshot) -> list[ReadFile]:
    """The files that may choose a model: a project's may, if the folder is trusted."""
    managed, *others = layers_of(snapshot)
    folder = str(snapshot.place.working_folder)
    is_trusted = read(snapshot.files["config"], "projects", folder, "trust_level") == "trusted"
    return [managed, *((snapshot.files["project"],) if is_trusted else ()), *others]


def resolve_variable(snapshot: Snapshot, parts: Effective, name: str) -> Effective:
    """A provider whose key stands in a variable."""
    source = f"environment variable {name}"
    value = snapshot.place.environment.get(name)
    if value:
        return parts._replace(mode="env", secret=Secret(value), key_source=source)
    missing = Finding(
        code="key-missing",
        message=f"Codex has no key here: it looks for it in the {source}, which is not set",
        hint="smartaipi codex (needs no variable), or set it where Codex is started",
        stops=True,
    )
    return parts._replace(mode="env", key_source=source, findings=(missing,))


def resolve_login(snapshot: Snapshot, parts: Effective) -> Effective:
    """What the client has of its own: `CODEX_API_KEY`, else the key or the ChatGPT account in `auth.json`."""
    if value := snapshot.place.environment.get("CODEX_API_KEY"):
        source = "environment variable CODEX_API_KEY"
        return parts._replace(mode="env", secret=Secret(value), key_source=source)
    login = snapshot.files["login"]
    source_bytes = bytes_of(login.state)
    try:
        data: object = json.loads(source_bytes.decode()) if source_bytes else {}
    except ValueError as problem:
        return parts._replace(findings=(unreadable_login(login, problem),))
    if not isinstance(data, dict):
        return parts
    key, mode = data.get("OPENAI_API_KEY"), data.get("auth_mode")
    if isinstance(key, str) and key and mode in {"apikey", None}:
        return parts._replace(mode="inline", secret=Secret(key), key_source=str(login.path))
    return parts._replace(account=str(login.path)) if data.get("tokens") and mode != "apikey" else parts


def unreadable_login(login: ReadFile, problem: ValueError) -> Finding:
    """The finding about a login file that is no strict JSON in UTF-8."""
    place = f", line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else ""
    return Finding(
        code="client-ignores-file",
        message=f"Codex cannot read `{login.path}`{place}: it is no strict JSON",
        hint="correct it with an editor",
    )


def problems(layers: list[ReadFile]) -> Iterator[Finding]:
    """What keeps this client from starting, or sends its requests elsewhere."""
    for file in layers:
        source = bytes_of(file.state)
        if source is None:
            continue
        try:
            data = toml_values.parse(source)
        except DocumentRefused as problem:
            yield Finding(
                code="client-cannot-start",
                message=f"Codex cannot start: `{file.path}`, line {problem.line}, is no valid TOML",
                hint=f"correct line {problem.line} with an editor",
            )
            continue
        yield from (finding(file, name) for name in ("profile",) if name in data)
        providers = data.get("model_providers", {})
        for name, table in providers.items() if isinstance(providers, dict) else ():
            if isinstance(table, dict) and table.get("wire_api", "responses") != "responses":
                yield Finding(
                    code="client-cannot-start",
                    message=f"Codex cannot start: provider `{name}` in `{file.path}` has "
                    f'`wire_api = "{table["wire_api"]}"`, and only `responses` is left',
                    hint=f"remove that line, or the table [model_providers.{name}], with an editor",
                )


def finding(file: ReadFile, name: str) -> Finding:
    """The finding about a key of older versions that stops this client."""
    return Finding(
        code="client-cannot-start",
        message=f"Codex cannot start: `{file.path}` has a top-level `{name}`, which newer versions refuse",
        hint=f"remove the line `{name} = …` from the file; its table becomes a file NAME.config.toml, used by "
        "`codex -p NAME`",
    )


def first(layers: list[ReadFile], *path: str) -> Origin | None:
    """The text at `path` in the uppermost layer that has one."""
    for file in layers:
        value = read(file, *path)
        if isinstance(value, str) and value:
            return Origin(value=value, source=str(file.path))
    return None


def merged(layers: list[ReadFile], *path: str) -> object:
    """The value at `path` in the uppermost layer that has one, of any type."""
    return next((value for file in layers if (value := read(file, *path)) is not MISSING), MISSING)
