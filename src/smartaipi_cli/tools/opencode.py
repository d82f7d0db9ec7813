"""OpenCode: a provider and the choice of its models, in `opencode.jsonc`, `opencode.json` or `config.json`.

Documented at https://opencode.ai/docs/config and observed with 1.18.33 (all rules below), November 2026, on Linux.

What decides the recipe:
- The files are merged and the later one wins, so the uppermost one that exists is edited.
- A file without `$schema` is rewritten by the client at its start; `{file:…}` keeps the key out of it.
- A variable that `{env:…}` names and that is not set means requests without a key, and no error.
- Without `options.reasoningEffort` the client asks for `medium`; without `small_model` it writes titles with the
  large model; a `small_model` must be listed like any other.
- The address ends in `/v1` for all three protocols, Anthropic's included.
- A project's file may give another address to a provider whose key is the user's: the key then goes there.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.tools.base import Place, Scope, Snapshot, ToolSpec, WireProtocol, Wish
from smartaipi_cli.tools.opencode_layers import find_references, read_layers, role_of_reference
from smartaipi_cli.tools.opencode_sources import (
    Fork,
    data_folder,
    global_folder,
    list_candidates,
    list_sources,
)

KEYS_WRITTEN: Final = (
    "$schema",
    "provider.NAME.*",
    "model",
    "small_model",
    "enabled_providers",
    "disabled_providers",
)

SPEC = ToolSpec(
    name="opencode",
    label="OpenCode",
    binary="opencode",
    protocols=("chat", "responses", "messages"),
    ways=("file", "env", "inline"),
    tested=("1.18.33",),
    files_written=(
        "~/.config/opencode/opencode.json",
        "~/.config/opencode/opencode.jsonc",
        "~/.config/opencode/config.json",
        "opencode.json",
    ),
    keys_written=KEYS_WRITTEN,
    vendor_host="opencode.ai",
    not_run="macOS, Windows, an administrator's configuration",
)

FORK = Fork(
    name="opencode",
    label="OpenCode",
    schema="https://opencode.ai/config.json",
    global_names=("config.json", "opencode.json", "opencode.jsonc"),
    first_name="opencode.json",
    project_names=(("opencode.json", "opencode.jsonc"),),
    folder_names=("opencode.json", "opencode.jsonc"),
    folders=(".opencode",),
)

PACKAGES: Final[Mapping[WireProtocol, str]] = {
    "chat": "@ai-sdk/openai-compatible",
    "responses": "@ai-sdk/openai",
    "messages": "@ai-sdk/anthropic",
}
"""Protocol to the package that speaks it; all three are built into the client."""

OWN_NAMES: Final = {"smartaipi": "smart-aipi"}
"""Gateway to the provider's id in the vendor's own instructions."""

BUILT_IN: Final = frozenset({"anthropic", "openai", "openrouter"})
"""Gateways that the client has a provider of its own for, with logins and variables of its own."""


def locate(place: Place, scope: Scope, provider: str) -> Mapping[str, Path]:  # noqa: ARG001 - one signature for all tools
    """See `Tool`."""
    return locate_fork(FORK, place, scope)


def find_login(snapshot: Snapshot) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`. A provider of ours stands beside those that the user is logged in to."""
    return ""


def find_more(snapshot: Snapshot) -> Mapping[str, Path]:
    """See `Tool`."""
    return find_more_of_fork(FORK, snapshot)


def start_command(wish: Wish) -> str:  # noqa: ARG001 - one signature for all tools
    """See `Tool`."""
    return SPEC.binary


def provider_of(profile: Profile) -> str:
    """The id of a new provider."""
    name = profile.provider_id
    return f"{name}-gateway" if name in BUILT_IN else OWN_NAMES.get(name, name)


def locate_fork(fork: Fork, place: Place, scope: Scope) -> Mapping[str, Path]:
    """Roles: `target` is the file that is made where no `candidate` exists; `source`s are all that is read."""
    candidates = list_candidates(fork, place, scope)
    folder = place.working_folder if scope == "project" else global_folder(fork, place)
    marker = {"marker": global_folder(fork, place) / fork.marker} if fork.marker else {}
    return {
        "target": folder / fork.first_name,
        **{f"candidate {path.name}": path for path in candidates},
        **{source.role: source.path for source in list_sources(fork, place)},
        "login": data_folder(fork, place) / "auth.json",
        **marker,
    }


def find_more_of_fork(fork: Fork, snapshot: Snapshot) -> Mapping[str, Path]:
    """The files that configurations refer to, keys among them."""
    layers, _ = read_layers(fork, snapshot)
    return {
        role_of_reference(path): path
        for layer in layers
        for _, path in find_references(layer, snapshot.place.home)
    }
