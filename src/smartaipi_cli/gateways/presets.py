"""The gateways that we know by name; the data stand in `presets.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, cast

from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.errors import UserError

Protocol = Literal["chat", "responses", "messages"]
WebSocketUse = Literal["auto", "on", "off"]

DEFAULT_PRESET = "smartaipi"
VENDORS = frozenset({"openai", "anthropic"})
"""Presets whose addresses clients have by themselves: standing in a file, they prove no set-up of ours."""

FILE = Path(__file__).with_name("presets.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What is known about a gateway before anything is asked of it.

    URLs are empty where the user must give them. `openai_url` ends in `/v1`, `anthropic_url` does not: the
    clients append `/responses` to the one and `/v1/messages` to the other. `groups` tells which
    models each group of keys reaches, by how their ids begin. `errors` tells what an HTTP status means at this
    gateway, where that is more than the standard says. `pages` are addresses for people (dashboard, keys, chat),
    a path being one of the gateway's own server; the documentation has a field of its own.
    """

    name: str
    label: str
    openai_url: str
    anthropic_url: str
    management_url: str
    dialect: str
    protocols: tuple[Protocol, ...]
    key_prefixes: tuple[str, ...]
    key_variable: str
    documentation_url: str
    websocket: WebSocketUse
    models: ModelChoice
    notes: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[int, str] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)


@cache
def all_presets() -> Mapping[str, Preset]:
    """Every preset by its name, in the order of the file."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: read_preset(name, table) for name, table in tables.items()}


def vendor_urls() -> frozenset[str]:
    """The addresses that a client may have without us."""
    presets = (all_presets()[name] for name in VENDORS)
    return frozenset(url for preset in presets for url in (preset.openai_url, preset.anthropic_url) if url)


def find_preset(name: str) -> Preset:
    """The preset of this name. Errors: `unknown-gateway`."""
    presets = all_presets()
    if name not in presets:
        raise UserError(
            "unknown-gateway",
            f"there is no gateway preset `{name}`",
            reason=f"the presets are {', '.join(presets)}",
            hint="smartaipi profiles add NAME --gateway custom --openai-url URL --anthropic-url URL",
        )
    return presets[name]


def read_preset(name: str, table: Mapping[str, object]) -> Preset:
    """One table of the file; a missing or unknown field is a bug of ours and fails loudly."""
    fields = dict(table)
    models = ModelChoice(**cast("dict[str, str]", fields.pop("models")))
    for name_ in ("protocols", "key_prefixes", "notes"):
        fields[name_] = tuple(cast("list[str]", fields.get(name_, [])))
    errors = cast("dict[str, str]", fields.pop("errors", {}))
    fields["errors"] = {int(status): sentence for status, sentence in errors.items()}
    return Preset(name=name, models=models, **fields)  # type: ignore[arg-type] # the test of all presets checks each field
