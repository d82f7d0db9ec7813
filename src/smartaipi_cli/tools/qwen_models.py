"""The entries of Qwen Code's `modelProviders`, and which of them the client chooses."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from smartaipi_cli.documents import MISSING
from smartaipi_cli.documents.missing import find
from smartaipi_cli.plan.formats import KeyPath
from smartaipi_cli.tools.base import Snapshot, WireProtocol
from smartaipi_cli.tools.qwen_layers import lookup, lookup_text

PROTOCOLS: Final[Mapping[str, WireProtocol]] = {
    "openai": "chat",
    "openai-responses": "responses",
    "anthropic": "messages",
}
"""The client's name of a protocol to ours."""

WIRE: Final = {"chat-completions": "openai", "responses": "openai-responses"}
OPENAI: Final = frozenset(WIRE.values())


class Entry(NamedTuple):
    """A model that is configured: its place in a file, its data, and the client's name of its protocol."""

    path: KeyPath
    data: Mapping[str, Any]
    protocol: str

    def text(self, name: str) -> str:
        """A member that is a text, else an empty one."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""


def entries_in(data: object) -> Iterator[Entry]:
    """Every model of the settings of one file, in the client's order."""
    providers, mapped = find(data, ("modelProviders",)), find(data, ("providerProtocol",))
    for name, models in providers.items() if isinstance(providers, dict) else ():
        declared = str(mapped[name]) if isinstance(mapped, dict) and name in mapped else name
        for place, model in enumerate(models if isinstance(models, list) else ()):
            if isinstance(model, dict):
                protocol = WIRE.get(str(model.get("wireApi")), declared) if declared in OPENAI else declared
                yield Entry(("modelProviders", name, place), model, protocol)


def chosen(snapshot: Snapshot) -> tuple[str, Entry | None, str]:
    """(the client's name of the protocol, the entry that counts, the file that it stands in).

    A login with OpenAI's protocol finds entries for Responses as well.
    """
    login = lookup_text(snapshot, "security", "auth", "selectedType")
    name = lookup_text(snapshot, "model", "name")
    if login is None or name is None:
        return login.value if login else "", None, ""
    providers = lookup(snapshot, "modelProviders")
    mapped = lookup(snapshot, "providerProtocol")
    merged = {
        "modelProviders": providers.value if providers else {},
        "providerProtocol": mapped.value if mapped else {},
    }
    wanted = OPENAI if login.value in OPENAI else {login.value}
    found = [one for one in entries_in(merged) if one.text("id") == name.value and one.protocol in wanted]
    address = lookup_text(snapshot, "model", "baseUrl")
    exact = [one for one in found if address and one.text("baseUrl") == address.value]
    entry = min(exact or found, key=lambda one: one.protocol != login.value, default=None)
    return entry.protocol if entry else login.value, entry, providers.source if providers else ""


def is_ambiguous(data: object, entry_path: KeyPath, name: str) -> bool:
    """Whether another entry has the same id, so that the address must tell which one is meant."""
    return any(one.text("id") == name and one.path != entry_path for one in entries_in(data))


def list_length(data: object, provider: str) -> int:
    """How many models a provider has."""
    models = find(data, ("modelProviders", provider))
    return len(models) if models is not MISSING and isinstance(models, list) else 0
