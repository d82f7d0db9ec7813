"""Every value that competes for one of Codex's settings, the strongest first."""

from collections.abc import Iterator
from typing import Final

from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import Contender, Effective, ReadFile, Snapshot
from smartaipi_cli.tools.codex import find_login, read
from smartaipi_cli.tools.codex_effective import first, layers_of, model_layers, resolve

IGNORED: Final = {
    "OPENAI_BASE_URL": "ignored since 0.120.0",
    "OPENAI_API_KEY": "ignored; only a provider's `env_key` would name it",
}
KEY_SETTINGS: Final = ("auth.command", "env_key", "experimental_bearer_token", "requires_openai_auth")


def contenders(snapshot: Snapshot) -> tuple[Contender, ...]:
    """See `Tool`. Provider and its address, the key, the model, and the variables that people export."""
    effective = resolve(snapshot)
    layers = layers_of(snapshot)
    provider = first(layers, "model_provider")
    table = f"model_providers.{provider.value}" if provider else ""
    return (
        *of_setting(layers, "model_provider", "provider"),
        *of_project(snapshot, "model_provider"),
        *of_setting(layers, f"{table}.base_url" if table else "openai_base_url", "address"),
        *of_key(layers, table),
        *of_variables(snapshot, effective, table, layers),
        *of_login(snapshot, effective),
        *of_server(snapshot, effective),
        *of_model(snapshot),
    )


def of_setting(layers: list[ReadFile], name: str, subject: str) -> Iterator[Contender]:
    """The values of a setting in the files, of which the first wins; one that stands alone needs no reason."""
    values = [(file.path, read(file, *name.split("."))) for file in layers]
    found = [(path, value) for path, value in values if isinstance(value, str | bool)]
    for number, (path, value) in enumerate(found):
        shown = redact(Secret(str(value))) if name.endswith("bearer_token") else str(value)
        usual = "the first file that has it" if len(found) > 1 else ""
        reason = f"`{found[0][0].name}` wins" if number else usual
        yield Contender(name, shown, str(path), wins=number == 0, reason=reason, subject=subject)


def of_key(layers: list[ReadFile], table: str) -> Iterator[Contender]:
    """The ways in which a provider's table gives a key; the first of them that is there wins."""
    winner = ""
    for name in KEY_SETTINGS if table else ():
        found = tuple(of_setting(layers, f"{table}.{name}", "key"))
        for one in found:
            reason = f"`{winner}` wins" if winner else one.reason
            yield one._replace(wins=one.wins and not winner, reason=reason)
        winner = winner or (name if found else "")


def of_variables(
    snapshot: Snapshot, effective: Effective, table: str, layers: list[ReadFile]
) -> Iterator[Contender]:
    """The variables that are exported."""
    named = first(layers, *f"{table}.env_key".split(".")) if table else None
    for name in dict.fromkeys((*((named.value,) if named else ()), "CODEX_API_KEY", *IGNORED)):
        value = snapshot.place.environment.get(name)
        if not value:
            continue
        wins = effective.key_source == f"environment variable {name}"
        reason = "the key that is sent" if wins else IGNORED.get(name, "the provider has a key of its own")
        is_address = name == "OPENAI_BASE_URL"
        shown = value if is_address else redact(Secret(value))
        subject = "address" if is_address else "key"
        yield Contender(name, shown, "environment", wins=wins, reason=reason, subject=subject)


def of_login(snapshot: Snapshot, effective: Effective) -> Iterator[Contender]:
    """What `auth.json` holds; used only where no provider has a key of its own."""
    login = snapshot.files["login"]
    if isinstance(login.state, Absent):
        return
    wins = str(login.path) in {effective.account, effective.key_source}
    reason = (
        "no provider with a key of its own is selected" if wins else "unused: the key comes from elsewhere"
    )
    shown = "ChatGPT login ••••" if find_login(snapshot) else "API key ••••"
    if wins and effective.secret:
        shown = redact(effective.secret)
    yield Contender("login", shown, str(login.path), wins=wins, reason=reason, subject="key")


def of_server(snapshot: Snapshot, effective: Effective) -> Iterator[Contender]:
    """What the background server was started with, which counts only where the key comes from a variable."""
    server = snapshot.files["server"]
    if isinstance(server.state, Absent):
        return
    wins = effective.mode == "env"
    reason = (
        "it keeps what it was started with, and `codex` asks it; `codex exec` does not"
        if wins
        else "the key does not come from a variable, and files are read anew for each session"
    )
    yield Contender(
        "background server", "its environment", str(server.path), wins=wins, reason=reason, subject="key"
    )


def of_project(snapshot: Snapshot, name: str) -> Iterator[Contender]:
    """What a project's file says and may not say."""
    file = snapshot.files["project"]
    value = read(file, name)
    if isinstance(value, str):
        reason = "a project cannot choose a provider"
        yield Contender(name, value, str(file.path), wins=False, reason=reason, subject="provider")


def of_model(snapshot: Snapshot) -> Iterator[Contender]:
    """The model: managed settings, then the project's in a trusted folder, then the user's."""
    layers = model_layers(snapshot)
    yield from of_setting(layers, "model", "model")
    file = snapshot.files["project"]
    if file not in layers and isinstance(value := read(file, "model"), str):
        yield Contender("model", value, str(file.path), wins=False, reason="the folder is not trusted")
