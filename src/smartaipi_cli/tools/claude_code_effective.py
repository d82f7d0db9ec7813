"""What Claude Code will really use: managed settings beat local, project and user ones, all beat the environment."""

import json
from codecs import BOM_UTF16_LE
from collections.abc import Iterator
from typing import Final

from smartaipi_cli.documents import MISSING
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Companion, Effective, Finding, Origin, ReadFile, Snapshot
from smartaipi_cli.tools.claude_code import (
    BASE_URL,
    KEY_VARIABLE,
    PINS,
    RIVALS,
    SPEC,
    TOKEN_VARIABLE,
    read,
)

CLOUDS: Final = tuple(name for name in RIVALS if name.startswith("CLAUDE_CODE_USE_"))
ON: Final = frozenset({"1", "true", "yes", "on"})
SAME_PIN: Final = {"best": "opus", "opusplan": "sonnet"}
"""Aliases that go by another's pin; `opusplan` asks for Opus only while it plans."""

LOGIN_VARIABLE: Final = "CLAUDE_CODE_OAUTH_TOKEN"


def resolve(snapshot: Snapshot) -> Effective:
    """See `Tool`. Managed settings beat local, project and user settings; all of them beat the environment.

    The token goes out as `Bearer`, the API key as `x-api-key`; a helper's key fills whichever is free, and a console
    key that the client stores goes beside a token. Only with neither token, helper nor key is the login used,
    whatever the address is, and the console key only without a login (observed with 2.1.329).
    """
    helper = setting(snapshot, "apiKeyHelper")
    token = variable(snapshot, TOKEN_VARIABLE)
    key = variable(snapshot, KEY_VARIABLE)
    clouds = tuple(other_clouds(snapshot))
    parts = Effective(
        base_url=None if clouds else variable(snapshot, BASE_URL),
        model=resolve_model(snapshot),
        through_shell=True,
        elsewhere=clouds[0] if clouds else "",
        findings=(*ignored_files(snapshot), *(cloud_finding(snapshot, name) for name in clouds)),
    )
    console = find_console_key(snapshot)
    of_key = (Companion("x-api-key", Secret(key.value), key.source),) if key else ()
    if token:
        of_helper = (Companion("x-api-key", None, helper.source),) if helper else ()
        of_console = (Companion("x-api-key", Secret(console.value), console.source),) if console else ()
        return parts._replace(
            mode="inline",
            secret=Secret(token.value),
            key_source=token.source,
            companions=of_key or of_helper or of_console,
        )
    if helper:
        return parts._replace(
            mode="helper",
            command=(helper.value,),
            key_source=helper.source,
            headers=("bearer",) if key else ("bearer", "x-api-key"),
            companions=of_key,
        )
    account = find_account(snapshot)
    if last := key or (None if account else console):
        return parts._replace(
            mode="inline", secret=Secret(last.value), key_source=last.source, headers=("x-api-key",)
        )
    return parts._replace(account=account)


def resolve_model(snapshot: Snapshot) -> Origin | None:
    """The model that is asked for; without any setting the client takes its Opus, and so the pin of that."""
    asked = variable(snapshot, "ANTHROPIC_MODEL") or setting(snapshot, "model")
    if asked is None:
        return variable(snapshot, PINS["opus"])
    return Origin(value=resolve_alias(snapshot, asked.value), source=asked.source)


def find_account(snapshot: Snapshot) -> str:
    """Where the login is that the client would use, else an empty text."""
    login = snapshot.files["login"]
    if snapshot.place.environment.get(LOGIN_VARIABLE):
        return f"environment variable {LOGIN_VARIABLE}"
    if read(login, "claudeAiOauth", "accessToken") not in (MISSING, None, ""):
        return str(login.path)
    return ""


def find_console_key(snapshot: Snapshot) -> Origin | None:
    """The key that the client itself got from Anthropic's console."""
    state = snapshot.files["state"]
    key = read(state, "primaryApiKey")
    return Origin(value=key, source=str(state.path)) if isinstance(key, str) and key else None


def other_clouds(snapshot: Snapshot) -> Iterator[str]:
    """The switches to another cloud that are on; no address stands against them."""
    for name in CLOUDS:
        switch = variable(snapshot, name)
        if switch and switch.value.strip().lower() in ON:
            yield name


def cloud_finding(snapshot: Snapshot, name: str) -> Finding:
    """The finding about such a switch."""
    switch = variable(snapshot, name)
    return Finding(
        code="wrong-destination",
        message=f"Claude Code does not use the gateway: `{name}` ({switch.source if switch else ''}) "
        "sends it to another cloud",
        hint=f"smartaipi {SPEC.name} (neutralises it in the settings), or remove it there",
    )


def resolve_alias(snapshot: Snapshot, model: str) -> str:
    """The id that the client asks for: an alias goes to its pin."""
    name = model.partition("[")[0]
    family = SAME_PIN.get(name, name)
    pin = variable(snapshot, PINS[family]) if family in PINS else None
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
