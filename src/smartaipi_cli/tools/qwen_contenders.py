"""Every value that competes for one of Qwen Code's settings, the strongest first."""

from collections.abc import Iterable, Iterator
from typing import Final

from smartaipi_cli.documents.missing import find, show_path
from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.base import Contender, Snapshot
from smartaipi_cli.tools.qwen_effective import VENDOR, broken_files
from smartaipi_cli.tools.qwen_layers import dotenv, dotenv_roles, expand, lookup, lookup_text, owners, read
from smartaipi_cli.tools.qwen_models import PROTOCOLS, Entry, chosen, entries_in

ENVIRONMENT: Final = "environment"
MODELS: Final = {
    "openai": ("OPENAI_MODEL", "QWEN_MODEL"),
    "openai-responses": ("OPENAI_MODEL",),
    "anthropic": ("ANTHROPIC_MODEL",),
}
"""The client's name of a protocol to the variables that name a model where the settings do not."""


def contenders(snapshot: Snapshot) -> tuple[Contender, ...]:
    """See `Tool`. The login, the model, its address, and its key; none where the client does not start."""
    stopped = any(finding.stops for finding in broken_files(snapshot))
    verdict = "Qwen Code does not start with its broken settings" if stopped else ""
    login, entry, _ = chosen(snapshot)
    vendor = VENDOR[PROTOCOLS[login]] if login in PROTOCOLS else ""
    return (
        *decide(of_setting(snapshot, "provider", "security", "auth", "selectedType"), verdict),
        *decide(of_model(snapshot, login), verdict),
        *decide(of_address(snapshot, entry, vendor), verdict),
        *decide(of_key(snapshot, entry, vendor), verdict),
    )


def decide(values: Iterable[Contender], verdict: str) -> Iterator[Contender]:
    """The values in their order, of which the first that still can wins; `verdict` keeps all of them from it."""
    found = tuple(values)
    winner: Contender | None = None
    for one in found:
        if verdict:
            yield one._replace(wins=False, reason=verdict)
        elif not one.wins:
            yield one
        elif winner is None:
            winner = one
            yield one._replace(reason="it is asked first" if len(found) > 1 else "")
        else:
            yield one._replace(wins=False, reason=f"{place_of(winner, one)} wins")


def place_of(winner: Contender, loser: Contender) -> str:
    """What tells a winner from a loser in the fewest words."""
    if winner.setting != loser.setting:
        return f"`{winner.setting}`"
    return "the exported value" if winner.source == ENVIRONMENT else "the file before"


def of_setting(snapshot: Snapshot, subject: str, *path: str) -> Iterator[Contender]:
    """The values of a setting; one of a stronger owner counts even where it is empty."""
    strongest = lookup(snapshot, *path)
    for owner in owners(snapshot):
        file = snapshot.files[owner]
        value = find(read(file), path)
        if strongest is None or not isinstance(value, str) or not value.strip():
            continue
        wins = owner == strongest.owner
        reason = "" if wins else f"{strongest.owner} settings win"
        shown = show(subject, expand(snapshot, value))
        yield Contender(".".join(path), shown, str(file.path), wins=wins, reason=reason, subject=subject)


def of_model(snapshot: Snapshot, login: str) -> Iterator[Contender]:
    """The model of the settings, which keeps the variables out."""
    named = tuple(of_setting(snapshot, "model", "model", "name"))
    yield from named
    for name in MODELS.get(login, ()) if any(one.wins for one in named) else ():
        yield from of_variable(snapshot, "model", name)


def of_address(snapshot: Snapshot, entry: Entry | None, vendor: str) -> Iterator[Contender]:
    """The addresses of the model's entries, then the variable's, then the login's."""
    if vendor:
        yield from of_entries(snapshot, entry)
        yield from of_variable(snapshot, "address", f"{vendor}_BASE_URL")
        yield from of_setting(snapshot, "address", "security", "auth", "baseUrl")


def of_entries(snapshot: Snapshot, chosen_entry: Entry | None) -> Iterator[Contender]:
    """The entries of the chosen model: the strongest owner's list replaces all others as a whole."""
    model, strongest = lookup_text(snapshot, "model", "name"), lookup(snapshot, "modelProviders")
    if model is None or strongest is None:
        return
    for owner in owners(snapshot):
        file = snapshot.files[owner]
        for one in entries_in(read(file)):
            address = expand(snapshot, one.text("baseUrl").strip())
            if one.text("id") != model.value or not address:
                continue
            is_strongest = owner == strongest.owner
            wins = is_strongest and chosen_entry is not None and one.path == chosen_entry.path
            reason = (
                "another entry counts"
                if is_strongest
                else f"{strongest.owner} settings replace the whole list"
            )
            setting = show_path((*one.path, "baseUrl"))
            yield Contender(
                setting, address, str(file.path), wins=wins, reason="" if wins else reason, subject="address"
            )


def of_key(snapshot: Snapshot, entry: Entry | None, vendor: str) -> Iterator[Contender]:
    """The variable that the entry names, then the vendor's, then the login's key."""
    if not vendor:
        return
    named = entry.text("envKey") if entry else ""
    for name in dict.fromkeys(filter(None, (named, f"{vendor}_API_KEY"))):
        yield from of_variable(snapshot, "key", name)
    yield from of_setting(snapshot, "key", "security", "auth", "apiKey")


def of_variable(snapshot: Snapshot, subject: str, name: str) -> Iterator[Contender]:
    """The values of a variable: exported, in dotenv files, in the settings; of a project's one file is read."""
    if value := snapshot.place.environment.get(name):
        yield Contender(name, show(subject, value), ENVIRONMENT, wins=True, reason="", subject=subject)
    asked = tuple(dotenv_roles(snapshot))
    unread = (role for role in snapshot.files if role.startswith("dotenv ") and role not in asked)
    for role in (*asked, *unread):
        if value := dotenv(snapshot, role).get(name):
            wins, source = role in asked, str(snapshot.files[role].path)
            reason = "" if wins else "a nearer `.env` is read in its place"
            yield Contender(name, show(subject, value), source, wins=wins, reason=reason, subject=subject)
    yield from (one._replace(setting=name) for one in of_setting(snapshot, subject, "env", name))


def show(subject: str, value: str) -> str:
    """The value as it may be printed."""
    return redact(Secret(value)) if subject == "key" else value
