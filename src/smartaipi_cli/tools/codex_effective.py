"""What Codex will really use: a profile file lies over `config.toml`, and some keys keep it from starting."""

import json
from collections.abc import Iterator

from smartaipi_cli.documents import MISSING, DocumentRefused, toml_values
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Effective, Finding, Origin, ReadFile, SecretMode, Snapshot
from smartaipi_cli.tools.codex import (
    read,
)


def resolve(snapshot: Snapshot) -> Effective:
    """See `Tool`. The file that was chosen (a profile file lies over `config.toml`) decides."""
    layers = [snapshot.files["config"]]
    if snapshot.files["target"].path == snapshot.files["profile"].path:
        layers.insert(0, snapshot.files["profile"])
    findings = tuple(problems(layers))
    provider = first(layers, "model_provider")
    if any(finding.code == "client-cannot-start" for finding in findings):
        return Effective(model=first(layers, "model"), findings=findings)
    if provider is None:
        return resolve_built_in(snapshot, layers)
    table = ("model_providers", provider.value)
    command = merged(layers, *table, "auth", "command")
    arguments = merged(layers, *table, "auth", "args")
    token = first(layers, *table, "experimental_bearer_token")
    variable = first(layers, *table, "env_key")
    mode: SecretMode = "none"
    secret: Secret | None = None
    source = ""
    if isinstance(command, str):
        mode, source = "helper", provider.source
    elif token:
        mode, secret, source = "inline", Secret(token.value), token.source
    elif variable and (value := snapshot.place.environment.get(variable.value)):
        mode, secret, source = "inline", Secret(value), f"environment variable {variable.value}"
    return Effective(
        base_url=first(layers, *table, "base_url"),
        model=first(layers, "model"),
        mode=mode,
        command=(command, *map(str, arguments if isinstance(arguments, list) else ()))
        if isinstance(command, str)
        else (),
        secret=secret,
        key_source=source,
        findings=findings,
    )


def resolve_built_in(snapshot: Snapshot, layers: list[ReadFile]) -> Effective:
    """What the built-in provider uses: `openai_base_url` and the key in `auth.json` (the documented recipe)."""
    login = snapshot.files["login"]
    source = bytes_of(login.state)
    findings: tuple[Finding, ...] = ()
    data: object = {}
    try:
        data = json.loads(source.decode()) if source else {}
    except ValueError as problem:
        findings = (unreadable_login(login, problem),)
    has_key = isinstance(data, dict) and data.get("auth_mode") in {"apikey", None}
    key = data.get("OPENAI_API_KEY") if isinstance(data, dict) and has_key else None
    secret = Secret(key) if isinstance(key, str) and key else None
    return Effective(
        base_url=first(layers, "openai_base_url"),
        model=first(layers, "model"),
        mode="inline" if secret else "none",
        secret=secret,
        key_source=str(login.path) if secret else "",
        findings=findings,
    )


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
