"""The older fields from which Cline's VS Code extension takes its provider before it looks into `providers.json`.

Read in the source of the extension 4.1.13, and checked with the command line 3.0.65, which copies them.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from smartaipi_cli.documents import MISSING
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, Operation, SetValue
from smartaipi_cli.tools.base import Inline, ReadFile, Snapshot, WireProtocol, Wish
from smartaipi_cli.tools.cline import address_of, has_extension, read

MODES: Final = ("act", "plan")


class Fields(NamedTuple):
    """How the extension names a provider, and where its address, model, headers and key stand."""

    provider: str
    address: str
    model: str
    key: str
    headers: str = ""


LEGACY: Final[Mapping[WireProtocol, Fields]] = {
    "chat": Fields(
        provider="openai",
        address="openAiBaseUrl",
        model="ModeOpenAiModelId",
        key="openAiApiKey",
        headers="openAiHeaders",
    ),
    "messages": Fields(
        provider="anthropic", address="anthropicBaseUrl", model="ModeApiModelId", key="apiKey"
    ),
}
"""Protocol to its fields. For Responses there is no address among them: the key would go to OpenAI."""


def extension_changes(snapshot: Snapshot, wish: Wish) -> Iterator[FileChange]:
    """The key, then the address beside it; none where there is no extension, or it could not be given both."""
    fields = LEGACY.get(wish.protocol)
    if fields is None or not isinstance(wish.key, Inline) or not has_extension(snapshot):
        return
    state, secrets = snapshot.files["state"], snapshot.files["secrets"]
    operations = tuple(connect_operations(state, fields, wish))
    bound = ((fields.address,), *([(fields.headers,)] if fields.headers else []))
    yield change(secrets, (SetValue((fields.key,), wish.key.secret),), "give the extension the key")
    yield change(state, operations, f"send the extension's requests to {wish.profile.label}", bound)


def connect_operations(state: ReadFile, fields: Fields, wish: Wish) -> Iterator[Operation]:
    """Address and model, then the provider of each mode. Headers for another gateway go with its address."""
    address = address_of(wish.profile, wish.protocol)
    if (
        fields.headers
        and read(state, fields.address) != address
        and read(state, fields.headers) is not MISSING
    ):
        yield DeleteValue((fields.headers,))
    yield SetValue((fields.address,), address)
    for mode in MODES:
        yield SetValue((f"{mode}{fields.model}",), wish.model or wish.models.codex)
        yield SetValue((f"{mode}ModeApiProvider",), fields.provider)


def removal_changes(snapshot: Snapshot, urls: AbstractSet[str]) -> Iterator[FileChange]:
    """What a set-up wrote for the extension, the address before the key."""
    state, secrets = snapshot.files["state"], snapshot.files["secrets"]
    ours = [fields for fields in LEGACY.values() if read(state, fields.address) in urls]
    operations = tuple(one for fields in ours for one in remove_operations(state, fields))
    keys = tuple(DeleteValue((fields.key,)) for fields in ours if read(secrets, fields.key) is not MISSING)
    if operations:
        yield change(state, operations, "take the gateway out of the extension's settings")
    if keys:
        yield change(secrets, keys, "take the key out of the extension's secrets")


def remove_operations(state: ReadFile, fields: Fields) -> Iterator[Operation]:
    """Deletions of one provider's fields; a mode that has another provider keeps it."""
    for mode in MODES:
        if read(state, f"{mode}ModeApiProvider") == fields.provider:
            yield DeleteValue((f"{mode}ModeApiProvider",))
        if read(state, f"{mode}{fields.model}") is not MISSING:
            yield DeleteValue((f"{mode}{fields.model}",))
    yield DeleteValue((fields.address,))


def change(
    file: ReadFile, operations: tuple[Operation, ...], why: str, bound: tuple[tuple[str, ...], ...] = ()
) -> FileChange:
    """The change of a file that an open editor writes back. Errors: `document-refused`."""
    return change_file(file.path, Format.JSON, operations, file.state, why, contested=True, bound=bound)
