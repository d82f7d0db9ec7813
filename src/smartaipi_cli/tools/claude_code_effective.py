"""What Claude Code will really use: managed settings beat local, project and user ones, all beat the environment."""

import json
from codecs import BOM_UTF16_LE
from collections.abc import Iterator

from smartaipi_cli.documents import MISSING
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Effective, Finding, Origin, ReadFile, SecretMode, Snapshot
from smartaipi_cli.tools.claude_code import (
    BASE_URL,
    KEY_VARIABLE,
    PINS,
    SPEC,
    TOKEN_VARIABLE,
    read,
)


def resolve(snapshot: Snapshot) -> Effective:
    """See `Tool`. Managed settings beat local, project and user settings; all of them beat the environment."""
    findings = tuple(ignored_files(snapshot))
    helper = setting(snapshot, "apiKeyHelper")
    token = variable(snapshot, TOKEN_VARIABLE)
    key = variable(snapshot, KEY_VARIABLE)
    model = variable(snapshot, "ANTHROPIC_MODEL") or setting(snapshot, "model")
    resolved = Origin(value=resolve_alias(snapshot, model.value), source=model.source) if model else None
    mode: SecretMode = "none"
    secret: Secret | None = None
    source = ""
    headers: tuple[str, ...] = ("bearer",)
    if token:
        mode, secret, source = "inline", Secret(token.value), token.source
    elif helper:
        mode, source, headers = "helper", helper.source, ("bearer", "x-api-key")
    elif key:
        mode, secret, source, headers = "inline", Secret(key.value), key.source, ("x-api-key",)
    return Effective(
        base_url=variable(snapshot, BASE_URL),
        model=resolved,
        mode=mode,
        command=(helper.value,) if helper and mode == "helper" else (),
        through_shell=True,
        secret=secret,
        key_source=source,
        headers=headers,
        findings=findings,
    )


def resolve_alias(snapshot: Snapshot, model: str) -> str:
    """The id that the client asks for: an alias goes to its pin."""
    name = model.partition("[")[0]
    pin = variable(snapshot, PINS["opus" if name == "best" else name]) if name in {*PINS, "best"} else None
    return pin.value if pin else model


def variable(snapshot: Snapshot, name: str) -> Origin | None:
    """The effective value of a variable; an empty text is one that is unset."""
    for role in ("managed", "local", "project", "user"):
        value = read_strictly(snapshot.files[role], "env", name)
        if isinstance(value, str):
            return Origin(value=value, source=str(snapshot.files[role].path)) if value else None
    value = snapshot.place.environment.get(name, "")
    return Origin(value=value, source=f"environment variable {name}") if value else None


def setting(snapshot: Snapshot, name: str) -> Origin | None:
    """The effective value of a text setting."""
    for role in ("managed", "local", "project", "user"):
        value = read_strictly(snapshot.files[role], name)
        if isinstance(value, str):
            return Origin(value=value, source=str(snapshot.files[role].path))
    return None


def ignored_files(snapshot: Snapshot) -> Iterator[Finding]:
    """Settings files that the client ignores as a whole, with the place of the reason."""
    for role in ("managed", "local", "project", "user"):
        file = snapshot.files[role]
        if reason := reason_to_ignore(file):
            yield Finding(
                code="client-ignores-file",
                message=f"Claude Code ignores `{file.path}` as a whole: {reason}",
                hint=f"remove it from the file with an editor, then: smartaipi {SPEC.name}",
            )


def reason_to_ignore(file: ReadFile) -> str:
    """Why the client would not read this file, else an empty text.

    It parses strict JSON, in UTF-8 or in UTF-16 with a little-endian BOM, and drops the whole file at the
    first thing that is none, or at one value of a wrong type (observed with 2.1.329).
    """
    source = bytes_of(file.state)
    if source is None or not source.strip():
        return ""
    encoding = "utf-16" if source.startswith(BOM_UTF16_LE) else "utf-8-sig"
    text = source.decode(encoding, "replace")
    try:
        data = json.loads(text, parse_constant=refuse_constant)
    except json.JSONDecodeError as problem:
        return f"line {problem.lineno}, column {problem.colno}: {in_words(problem, text)}"
    except (ValueError, RecursionError) as problem:
        return f"it is no strict JSON ({problem})"
    if isinstance(data, dict):
        if not isinstance(data.get("env", {}), dict):
            return "`env` is no object"
        if not isinstance(data.get("model", ""), str):
            return "`model` is no text"
    return ""


def refuse_constant(name: str) -> None:
    """`NaN` and `Infinity` are no JSON. Errors: `ValueError`."""
    raise ValueError(f"`{name}` is no JSON value")


def in_words(problem: json.JSONDecodeError, text: str) -> str:
    """What stands where the strict reader stopped."""
    if text[problem.pos : problem.pos + 2] in {"//", "/*"}:
        return "a comment, and it reads strict JSON only"
    if text[problem.pos : problem.pos + 1] in {"}", "]"}:
        return "a trailing comma, and it reads strict JSON only"
    return problem.msg


def read_strictly(file: ReadFile, *path: str) -> object:
    """As `read`, but nothing from a file that the client ignores."""
    return MISSING if reason_to_ignore(file) else read(file, *path)
