"""Every value that competes for one of Claude Code's settings, the strongest first."""

from collections.abc import Iterator
from typing import Final

from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.base import Contender, Snapshot
from smartaipi_cli.tools.claude_code import BASE_URL, KEY_VARIABLE, PINS, RIVALS, TOKEN_VARIABLE, read
from smartaipi_cli.tools.claude_code_effective import (
    CLOUDS,
    LOGIN_VARIABLE,
    find_account,
    find_console_key,
    reason_to_ignore,
    resolve,
)

ROLES: Final = ("managed", "local", "project", "user")
SECRETS: Final = frozenset({TOKEN_VARIABLE, KEY_VARIABLE, LOGIN_VARIABLE})
HELPER: Final = "apiKeyHelper"
ENVIRONMENT: Final = "environment"
SUBJECTS: Final = {
    **dict.fromkeys(CLOUDS, "cloud"),
    BASE_URL: "address",
    **dict.fromkeys((TOKEN_VARIABLE, KEY_VARIABLE, HELPER), "key"),
    **dict.fromkeys(("ANTHROPIC_MODEL", "model"), "model"),
    **{variable: family for family, variable in PINS.items()},
    "ANTHROPIC_SMALL_FAST_MODEL": "haiku",
    "CLAUDE_CODE_SUBAGENT_MODEL": "subagents",
}
"""Setting to what it decides; a family of models is what its alias stands for."""

VARIABLES: Final = (*CLOUDS, BASE_URL, TOKEN_VARIABLE, KEY_VARIABLE)
MODELS: Final = (*PINS.values(), *(name for name in RIVALS if name not in {*CLOUDS, "ANTHROPIC_MODEL"}))


def contenders(snapshot: Snapshot) -> tuple[Contender, ...]:
    """See `Tool`. Managed, local, project and user settings, then the environment; then the login."""
    return (
        *(one for name in VARIABLES for one in of_variable(snapshot, name)),
        *of_setting(snapshot, HELPER),
        *of_console(snapshot),
        *of_login(snapshot),
        *of_variable(snapshot, "ANTHROPIC_MODEL"),
        *of_setting(snapshot, "model"),
        *(one for name in MODELS for one in of_variable(snapshot, name)),
    )


def of_variable(snapshot: Snapshot, name: str) -> tuple[Contender, ...]:
    """The values of a variable; one that stands in a file alone needs no reason."""
    found = tuple(walk_variable(snapshot, name))
    is_alone = len(found) == 1 and found[0].wins and found[0].source != ENVIRONMENT
    return (found[0]._replace(reason=""),) if is_alone else found


def walk_variable(snapshot: Snapshot, name: str) -> Iterator[Contender]:
    """The values of a variable; settings beat exports, and an empty text is no value but ends the search."""
    subject, verdict = SUBJECTS[name], ""
    for role in ROLES:
        file = snapshot.files[role]
        value = read(file, "env", name)
        if not isinstance(value, str):
            continue
        ignored = reason_to_ignore(file)
        if value:
            reason = (
                f"the file is ignored: {ignored}" if ignored else verdict or f"{role} settings beat the rest"
            )
            wins = not (ignored or verdict)
            yield Contender(
                name, shown(name, value), str(file.path), wins=wins, reason=reason, subject=subject
            )
        if not ignored:
            verdict = verdict or (f"{role} settings win" if value else f"{role} settings empty it")
    if exported := snapshot.place.environment.get(name, ""):
        reason = verdict or "no settings file has it"
        wins = not verdict
        yield Contender(name, shown(name, exported), ENVIRONMENT, wins=wins, reason=reason, subject=subject)


def of_setting(snapshot: Snapshot, name: str) -> Iterator[Contender]:
    """The values of a setting outside `env`; for the model, the variable beats them all."""
    beaten = name == "model" and any(one.wins for one in of_variable(snapshot, "ANTHROPIC_MODEL"))
    winner = "ANTHROPIC_MODEL" if beaten else ""
    for role in ROLES:
        value = read(snapshot.files[role], name)
        if not isinstance(value, str):
            continue
        if ignored := reason_to_ignore(snapshot.files[role]):
            reason = f"the file is ignored: {ignored}"
        else:
            reason = f"{winner} wins" if winner else use_of(snapshot, name)
        wins = not (ignored or winner)
        path = str(snapshot.files[role].path)
        yield Contender(name, value, path, wins=wins, reason=reason, subject=SUBJECTS[name])
        winner = winner or ("" if ignored else f"{role} settings")


def use_of(snapshot: Snapshot, name: str) -> str:
    """What the winning setting leads to."""
    if name != "model":
        return "its key fills each header that no variable fills"
    model = resolve(snapshot).model
    return f"asks for {model.value}" if model else "the client's own choice"


def of_console(snapshot: Snapshot) -> Iterator[Contender]:
    """The key that the client itself got from the vendor's console."""
    console = find_console_key(snapshot)
    if console is None:
        return
    effective = resolve(snapshot)
    used = {effective.key_source, *(companion.source for companion in effective.companions)}
    wins = console.source in used
    yield Contender(
        "primaryApiKey",
        redact(Secret(console.value)),
        console.source,
        wins=wins,
        reason="no variable and no helper fills `x-api-key`"
        if wins
        else "a variable, a helper or a login wins",
        subject="key",
    )


def of_login(snapshot: Snapshot) -> Iterator[Contender]:
    """The vendor's login, which is used only where no key is."""
    account = find_account(snapshot)
    if not account:
        return
    used = bool(resolve(snapshot).account)
    reason = "nothing else gives a key" if used else "a key or a helper is set: the login stays unused"
    yield Contender("login", "••••", account, wins=used, reason=reason, subject="key")


def shown(name: str, value: str) -> str:
    """The value as it may be printed."""
    return redact(Secret(value)) if name in SECRETS else value
