"""Every value that competes for one of Continue's settings, the strongest first, as `cn` sees them."""

from collections.abc import Iterator

from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import Contender, Snapshot
from smartaipi_cli.tools.continue_dev import (
    SELECTED,
    address_in,
    is_chat_model,
    models_in,
    read,
    reference_in,
)
from smartaipi_cli.tools.continue_dev_effective import chosen_model, places_of


def contenders(snapshot: Snapshot) -> tuple[Contender, ...]:
    """See `Tool`."""
    return (*of_models(snapshot), *of_key(snapshot), *of_old_file(snapshot))


def of_models(snapshot: Snapshot) -> Iterator[Contender]:
    """The models that the client can start with, and their addresses; that of the last choice wins."""
    source = str(snapshot.files["target"].path)
    chosen = chosen_model(snapshot)
    selected = find(read(snapshot, "selection"), SELECTED)
    models = [entry for entry in models_in(read(snapshot, "target")) if is_chat_model(entry)]
    for entry in sorted(models, key=lambda one: one != chosen):
        wins = entry == chosen
        if not wins:
            reason = "another model is chosen, or stands before it"
        elif entry.get("name") == selected:
            reason = "it was chosen last"
        else:
            reason = "it is the first for chats"
        yield Contender("model", str(find(entry, ("model",))), source, wins=wins, reason=reason)
        if address_in(entry):
            yield Contender("address", address_in(entry), source, wins=wins, reason=reason)


def of_key(snapshot: Snapshot) -> Iterator[Contender]:
    """The places where `cn` looks for the secret of its model, or the key that stands with the model."""
    entry = chosen_model(snapshot)
    key, name = find(entry, ("apiKey",)), reference_in(entry)
    if isinstance(key, str) and key and not name:
        source = str(snapshot.files["target"].path)
        yield Contender("key", redact(Secret(key)), source, wins=True, reason="it stands with the model")
    winner = ""
    for _, value, source in places_of(snapshot, name) if name else ():
        if value:
            reason = f"`{winner}` is asked before" if winner else f"the first place that has `{name}`"
            yield Contender("key", redact(Secret(value)), source, wins=not winner, reason=reason)
            winner = winner or source


def of_old_file(snapshot: Snapshot) -> Iterator[Contender]:
    """The models of the older configuration, which counts for nothing beside the newer."""
    old = snapshot.files["old"]
    for entry in models_in(read(snapshot, "old")) if not isinstance(old.state, Absent) else ():
        model = find(entry, ("model",))
        if isinstance(model, str):
            reason = "`cn` ignores this file, and the extensions do beside a `config.yaml`"
            yield Contender("model", model, str(old.path), wins=False, reason=reason)
