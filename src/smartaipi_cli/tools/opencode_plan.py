"""What a set-up writes into the files of OpenCode and its fork, and what `--remove` takes out."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from smartaipi_cli.documents import MISSING
from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.change import PRIVATE_MODE, FileChange, change_file
from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.operations import Operation, SetValue
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.tools.base import ReadFile, Snapshot, WireProtocol, Wish
from smartaipi_cli.tools.opencode import FORK, PACKAGES, provider_of
from smartaipi_cli.tools.opencode_key import reference_to
from smartaipi_cli.tools.opencode_layers import Layer, read_layers
from smartaipi_cli.tools.opencode_models import (
    DEFAULT_EFFORT,
    entry_of,
    list_models,
    model_of,
    small_model_of,
    takes_effort,
    without,
)
from smartaipi_cli.tools.opencode_providers import choose_provider, choose_target, parse
from smartaipi_cli.tools.opencode_removal import plan_fork_removal
from smartaipi_cli.tools.opencode_sources import Fork

PUBLIC_MODE: Final = 0o644
"""The mode of a new file in a project: it holds no key, and others work with it."""


def plan_connect(snapshot: Snapshot, wish: Wish) -> Plan:
    """See `Tool`. Errors: `document-refused`, `key-malformed`, `usage` for a key in a project's file."""
    return plan_fork(FORK, snapshot, wish)


def plan_remove(snapshot: Snapshot, urls: AbstractSet[str]) -> Plan:
    """See `Tool`."""
    return plan_fork_removal(FORK, snapshot, urls)


def plan_fork(fork: Fork, snapshot: Snapshot, wish: Wish, first: tuple[FileChange, ...] = ()) -> Plan:
    """The set-up of one fork; `first` are changes that must be there before it. Errors: as `plan_connect`."""
    target = choose_target(snapshot)
    layers, _ = read_layers(fork, snapshot)
    key = reference_to(wish, snapshot.place)
    plain = key.reveal() if isinstance(key, Secret) else key
    provider = choose_provider(target, layers, wish.profile, plain, provider_of(wish.profile))
    entry = ("provider", provider)
    settings = change_file(
        target.path,
        Format.JSON,
        tuple(connect_operations(fork, target, entry, wish, key)),
        target.state,
        f"send {fork.label}'s requests to {wish.profile.label}",
        bound=((*entry, "options", "baseURL"), (*entry, "options", "apiKey")),
        new_file_mode=PUBLIC_MODE if wish.scope == "project" else PRIVATE_MODE,
    )
    return Plan(
        title=f"connect {fork.label} to {wish.profile.label}",
        command=fork.name,
        tool=fork.name,
        changes=(*first, settings),
        notes=tuple(notes_about(fork, target, layers, provider)),
        labels={**wish.labels, "provider": provider},
    )


def connect_operations(
    fork: Fork, target: ReadFile, entry: KeyPath, wish: Wish, key: str | Secret
) -> Iterator[Operation]:
    """The provider with its key and models first, then what selects it."""
    document, provider = parse(target), str(entry[-1])
    yield SetValue(("$schema",), fork.schema, only_if_absent=True)
    yield SetValue((*entry, "npm"), PACKAGES[wish.protocol])
    yield SetValue((*entry, "name"), wish.profile.label, only_if_absent=True)
    yield SetValue((*entry, "options", "baseURL"), address_of(wish.profile, wish.protocol))
    yield SetValue((*entry, "options", "apiKey"), key)
    yield from model_operations(document, (*entry, "models"), wish)
    yield from admit(document, provider)
    yield SetValue(("model",), f"{provider}/{model_of(wish)}")
    if small := small_model_of(wish):
        yield SetValue(("small_model",), f"{provider}/{small}")


def model_operations(document: object, models: KeyPath, wish: Wish) -> Iterator[Operation]:
    """The models; what the user chose for one that is there stays, unless another effort is asked for."""
    for model in list_models(wish):
        path = (*models, model.id)
        if find(document, path) is MISSING:
            yield SetValue(path, entry_of(model, wish.protocol, wish.reasoning_effort))
        elif takes_effort(model.id, wish.protocol):
            effort = wish.reasoning_effort or DEFAULT_EFFORT
            is_asked = bool(wish.reasoning_effort)
            yield SetValue((*path, "options", "reasoningEffort"), effort, only_if_absent=not is_asked)


def admit(document: object, provider: str) -> Iterator[Operation]:
    """Corrections of the user's lists of providers, where they would hide this one."""
    enabled, disabled = find(document, ("enabled_providers",)), find(document, ("disabled_providers",))
    if isinstance(enabled, list) and provider not in enabled:
        yield SetValue(("enabled_providers",), [*without(enabled, provider), provider])
    if isinstance(disabled, list) and provider in disabled:
        yield SetValue(("disabled_providers",), without(disabled, provider))


def address_of(profile: Profile, protocol: WireProtocol) -> str:
    """The address as the packages want it: they add `/chat/completions`, `/responses` or `/messages`."""
    return f"{profile.anthropic_url}/v1" if protocol == "messages" else profile.openai_url


def notes_about(fork: Fork, target: ReadFile, layers: tuple[Layer, ...], provider: str) -> Iterator[str]:
    """What the user should know about this plan."""
    path = ("provider", provider, "options", "apiKey")
    for layer in layers:
        key = find(layer.data, path)
        if (
            layer.source != str(target.path)
            and layer.owner == "user"
            and isinstance(key, str)
            and "{" not in key
        ):
            yield f"another key of `{provider}` stands in `{layer.source}`; {fork.label} will not use it"
    yield f"{fork.label} reads its configuration at its start: begin it anew"
