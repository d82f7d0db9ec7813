"""Which model a small request of ours asks, when nobody named one."""

from collections.abc import Callable, Sequence

from smartaipi_cli.domain.models import choose_models
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError

ANTHROPIC = frozenset({"messages", "count-tokens"})
KINDS = {"embeddings": "embedding", "images": "image", "image-edits": "image"}
"""Protocols of special models to the word by which those are known in a gateway's list."""


def choose_asked_model(
    profile: Profile, protocol: str, list_ids: Callable[[], Sequence[str]], command: str
) -> str:
    """The profile's model, else a fitting one of the gateway's list, which is asked for only then.

    `command` is what the user can repeat with a model. Errors: `model-needed`, and those of `list_ids`.
    """
    models, word = profile.models, KINDS.get(protocol, "")
    known = (models.haiku or models.sonnet or models.opus) if protocol in ANTHROPIC else models.codex
    if known and not word:
        return known
    ids = list_ids()
    listed = choose_models(ids)
    general = listed.haiku if protocol in ANTHROPIC else listed.codex or (ids[0] if ids else "")
    found = next((name for name in ids if word in name), "") if word else general
    if found:
        return found
    raise UserError(
        "model-needed",
        f"no model of {profile.label} is known for `{protocol}`",
        reason="neither the profile nor the gateway's model list names one",
        hint=f"{command} --model MODEL",
    )
