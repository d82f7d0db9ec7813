"""The providers in the files that a set-up may write, and which of them is the gateway's."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final
from urllib.parse import urlsplit

from smartaipi_cli.documents import DocumentRefused, json_values
from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.plan.states import Absent, bytes_of
from smartaipi_cli.tools.base import ReadFile, Snapshot
from smartaipi_cli.tools.opencode_layers import Layer

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def choose_target(snapshot: Snapshot) -> ReadFile:
    """The file to write: of those that exist the one that wins, else a new one."""
    existing = [file for file in candidates(snapshot) if not isinstance(file.state, Absent)]
    return existing[-1] if existing else snapshot.files["target"]


def candidates(snapshot: Snapshot) -> tuple[ReadFile, ...]:
    """The files that a set-up may have written, the lowest precedence first."""
    return tuple(file for role, file in snapshot.files.items() if role.startswith("candidate "))


def choose_provider(
    target: ReadFile, layers: tuple[Layer, ...], profile: Profile, key: str, usual: str
) -> str:
    """The id to write: of a provider that has the gateway's address, else the usual one where it is free.

    It is free where its address is a local one, which moves with its port, or its key is this one; what else
    stands there is another provider of the user's.
    """
    if found := find_provider(target, layers, profile):
        return found
    documents = (parse(target), *(layer.data for layer in layers if layer.owner == "user"))
    entries = (find(document, ("provider", usual)) for document in documents)
    is_free = all(is_replaceable(entry, key) for entry in entries)
    return usual if is_free else f"{usual}-gateway"


def is_replaceable(entry: object, key: str) -> bool:
    """Whether a provider of this id may get another address."""
    url = find(entry, ("options", "baseURL"))
    host = urlsplit(url).hostname if isinstance(url, str) else None
    return host is None or host in LOOPBACK or find(entry, ("options", "apiKey")) == key


def find_provider(target: ReadFile, layers: tuple[Layer, ...], profile: Profile) -> str:
    """The id of a provider that has the gateway's address already, else an empty text."""
    urls = {profile.openai_url, profile.anthropic_url} - {""}
    own = [providers_in(layer.data) for layer in layers if layer.owner == "user"]
    for providers in (providers_in(parse(target)), *reversed(own)):
        for name, entry in providers.items():
            if is_ours(entry, urls):
                return name
    return ""


def is_ours(entry: Mapping[str, object], urls: AbstractSet[str]) -> bool:
    """Whether a provider has the address of a gateway that we know, in either of its forms."""
    url = find(entry, ("options", "baseURL"))
    known = {form for one in urls for form in (one.rstrip("/"), f"{one.rstrip('/')}/v1")}
    return isinstance(url, str) and url.rstrip("/") in known


def providers_in(document: object) -> dict[str, dict[str, object]]:
    """Id to provider, of those that are objects."""
    providers = find(document, ("provider",))
    entries = providers.items() if isinstance(providers, dict) else ()
    return {name: entry for name, entry in entries if isinstance(entry, dict)}


def parse(file: ReadFile) -> object:
    """The data of a file; an empty object where it is none, which the edit itself then refuses."""
    try:
        return json_values.parse(bytes_of(file.state) or b"")
    except DocumentRefused:
        return {}
