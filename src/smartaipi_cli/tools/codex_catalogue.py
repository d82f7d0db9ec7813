"""Codex's model catalogue for models that its own one does not know, such as `gpt-5.4`.

Without an entry the client warns, leaves `apply_patch` out and drops the service tier (observed with 0.169.0).
The catalogue replaces the built-in list, so its picker shows the gateway's models alone.
"""

import copy
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from smartaipi_cli.errors import UserError

PATTERNS: Final = ("gpt-5.5", "gpt-5.6-sol")
"""Entries of the client's own list that a gateway's models are modelled on, the best first."""

CLEARED: Final = ("upgrade", "availability_nux")
"""Members that advertise other models."""


def build_catalogue(bundled: str, models: Sequence[str]) -> bytes:
    """The catalogue file for `models`, from what `codex debug models --bundled` prints.

    Errors: `client-too-old` when that is no catalogue.
    """
    known = read_bundled(bundled)
    pattern = next((known[name] for name in PATTERNS if name in known), None) or next(
        (entry for entry in known.values() if entry.get("visibility") == "list"), None
    )
    if pattern is None:
        raise UserError(
            "client-too-old",
            "the installed Codex does not print its model catalogue",
            reason="`codex debug models --bundled` gave no list of models",
            hint="leave out --fast and --catalog, or update Codex",
        )
    entries = [
        entry_for(name, known.get(name, pattern), rank) for rank, name in enumerate(dict.fromkeys(models))
    ]
    return (json.dumps({"models": entries}, indent=2) + "\n").encode()


def read_bundled(text: str) -> Mapping[str, dict[str, Any]]:
    """Slug to entry of the client's own catalogue; nothing when the text is something else."""
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    entries = data.get("models") if isinstance(data, dict) else None
    return {
        entry["slug"]: entry
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict) and isinstance(entry.get("slug"), str)
    }


def entry_for(name: str, pattern: Mapping[str, Any], rank: int) -> dict[str, Any]:
    """The entry of one model: everything as in the pattern but what names it."""
    entry = copy.deepcopy(dict(pattern))
    entry.update(slug=name, display_name=name, priority=rank)
    if name != pattern.get("slug"):
        entry["description"] = "Served by the gateway."
    entry.update((member, None) for member in CLEARED if member in entry)
    return entry
