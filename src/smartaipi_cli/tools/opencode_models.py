"""The entries of a gateway's models in the configuration of OpenCode and its fork, which fetch no list themselves.

Lengths that the gateway does not tell are those of its vendor's instructions; a `limit` needs both or the client
refuses the file (observed with OpenCode 1.18.33).
"""

import re
from collections.abc import Sequence
from typing import Final

from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.domain.models import newest
from smartaipi_cli.plan.operations import Value
from smartaipi_cli.tools.base import WireProtocol, Wish

REASONING: Final = re.compile(r"(^|/)(gpt-5|o\d)")
CLAUDE: Final = re.compile(r"(^|/)claude")
NO_CHAT: Final = re.compile(
    r"embed|whisper|audio|realtime|transcribe|tts|image|moderation|dall-e|sora|rerank", re.IGNORECASE
)
"""Models that no coding agent can talk to."""

USUAL_LIMITS: Final = ((REASONING, (400_000, 128_000)), (CLAUDE, (200_000, 64_000)))
"""Kind of model to its context and output in tokens."""

LEAST_OUTPUT: Final = 8_192
MOST_LISTED: Final = 60
"""A gateway of gateways lists hundreds: then the models of the set-up alone are written."""

DEFAULT_EFFORT: Final = "high"


def list_models(wish: Wish) -> tuple[Model, ...]:
    """The models to write, those that are asked for first; each id once."""
    needed = (model_of(wish), small_model_of(wish))
    known = {model.id: model for model in wish.offered}
    wanted = [known.get(name) or Model(id=name) for name in needed if name]
    others = [model for model in wish.offered if not NO_CHAT.search(model.id)]
    listed = [*wanted, *(others if len(others) <= MOST_LISTED else ())]
    return tuple({model.id: model for model in listed}.values())


def model_of(wish: Wish) -> str:
    """The model that is asked for."""
    return wish.model or wish.models.codex


def small_model_of(wish: Wish) -> str:
    """A cheap model for titles, of the same family where there is one; empty when the gateway lists none."""
    ids = [model.id for model in wish.offered if not NO_CHAT.search(model.id)]
    families = ("haiku", "mini") if CLAUDE.search(model_of(wish)) else ("mini", "haiku")
    for family in families:
        # Not `gemini`: the word ends the name of a size, as in `gpt-5.4-mini`.
        pattern = re.compile(rf"(^|[-/.]){family}($|[-:])")
        if found := newest(filter(pattern.search, ids), family):
            return found
    return ""


def entry_of(model: Model, protocol: WireProtocol, effort: str) -> dict[str, Value]:
    """What the client is told about a model."""
    is_reasoning = bool(REASONING.search(model.id))
    entry: dict[str, Value] = {}
    if is_reasoning:
        entry["reasoning"] = True
    if is_reasoning or CLAUDE.search(model.id):
        entry["attachment"] = True
    entry["tool_call"] = True
    if limits := limits_of(model):
        entry["limit"] = dict(zip(("context", "output"), limits, strict=True))
    if takes_effort(model.id, protocol):
        entry["options"] = {"reasoningEffort": effort or DEFAULT_EFFORT}
    return entry


def takes_effort(name: str, protocol: WireProtocol) -> bool:
    """Whether the client sends an effort for this model: Anthropic's protocol has none."""
    return protocol != "messages" and bool(REASONING.search(name))


def limits_of(model: Model) -> tuple[int, int] | None:
    """(context, output) in tokens: the gateway's, else the usual ones of the kind."""
    usual = next((limits for pattern, limits in USUAL_LIMITS if pattern.search(model.id)), None)
    context = model.context_window or (usual[0] if usual else None)
    if context is None:
        return None
    return context, model.max_output or (usual[1] if usual else min(context, LEAST_OUTPUT))


def without(names: Sequence[object], name: str) -> list[Value]:
    """A list of providers without one of them."""
    return [str(one) for one in names if one != name]
