"""The models that the sandbox offers, what they answer with and what they cost.

The named models are those of the default gateway; all of them echo. The `sandbox/` families exist for tests
and demonstrations. The prices are the sandbox's own and follow no vendor's list.
"""

import re
from dataclasses import dataclass
from typing import Final

from smartaipi_cli.sandbox.scripts import SCRIPTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a million tokens cost, in micro-US-dollars."""

    input_micros: int
    cached_input_micros: int
    output_micros: int


@dataclass(frozen=True, slots=True)
class Echo:
    """Gives back the last text of the user."""


@dataclass(frozen=True, slots=True)
class Lorem:
    """Gives a fixed text of so many tokens."""

    tokens: int


@dataclass(frozen=True, slots=True)
class Think:
    """Thinks first, then echoes."""


@dataclass(frozen=True, slots=True)
class Scripted:
    """Plays an agent: calls the tools that the script names, then finishes."""

    script: str


@dataclass(frozen=True, slots=True)
class Slow:
    """Gives a fixed text with a wait before the first token and before each further one."""

    first_ms: int
    gap_ms: int


@dataclass(frozen=True, slots=True)
class Fail:
    """Refuses with an HTTP status."""

    status: int


Behaviour = Echo | Lorem | Think | Scripted | Slow | Fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A name that can be asked for, and what stands behind it."""

    id: str
    actual: str
    owner: str
    price: Price
    behaviour: Behaviour
    display_name: str
    context_window: int = 400_000


PRIORITY_MULTIPLIER: Final = "1.5"
"""What the `priority` service tier multiplies a price with, as a decimal string."""

_PRICES: Final = {
    "gpt-5.5": Price(input_micros=2_000_000, cached_input_micros=200_000, output_micros=15_000_000),
    "gpt-5.4": Price(input_micros=1_250_000, cached_input_micros=125_000, output_micros=10_000_000),
    "gpt-5.4-mini": Price(input_micros=250_000, cached_input_micros=25_000, output_micros=2_000_000),
    "gpt-5.4-nano": Price(input_micros=50_000, cached_input_micros=5_000, output_micros=400_000),
    "gpt-5.3-codex": Price(input_micros=1_250_000, cached_input_micros=125_000, output_micros=10_000_000),
}
_CLAUDE_NAMES: Final = {
    "claude-opus-4-6": ("gpt-5.4", "Claude Opus 4.6"),
    "claude-sonnet-4-5-20250929": ("gpt-5.3-codex", "Claude Sonnet 4.5"),
    "claude-haiku-4-5-20251001": ("gpt-5.4-mini", "Claude Haiku 4.5"),
}
_SANDBOX_PRICE: Final = Price(input_micros=1_000_000, cached_input_micros=100_000, output_micros=4_000_000)
_MAX_LOREM_TOKENS: Final = 100_000
_MAX_WAIT_MS: Final = 60_000


def listed_models() -> tuple[Model, ...]:
    """Every model that a list shows; the `sandbox/` families by one example each."""
    examples = ("sandbox/echo", "sandbox/reason", "sandbox/lorem-100", "sandbox/slow-500-50")
    scripts = tuple(f"sandbox/script:{name}" for name in SCRIPTS)
    names = (*_PRICES, *_CLAUDE_NAMES, *examples, *scripts)
    return tuple(model for name in names if (model := find_model(name)))


def find_model(name: str) -> Model | None:
    """The model of that name, or None: `sandbox/lorem-7` exists though no list shows it."""
    if name in _PRICES:
        return Model(
            id=name,
            actual=name,
            owner="smart-aipi",
            price=_PRICES[name],
            behaviour=Echo(),
            display_name=name.replace("gpt", "GPT", 1),
        )
    if name in _CLAUDE_NAMES:
        actual, display_name = _CLAUDE_NAMES[name]
        return Model(
            id=name,
            actual=actual,
            owner="smart-aipi",
            price=_PRICES[actual],
            behaviour=Echo(),
            display_name=display_name,
        )
    behaviour = _sandbox_behaviour(name)
    if behaviour is None:
        return None
    return Model(
        id=name,
        actual=name,
        owner="sandbox",
        price=_SANDBOX_PRICE,
        behaviour=behaviour,
        display_name=name.removeprefix("sandbox/").capitalize(),
    )


def _sandbox_behaviour(name: str) -> Behaviour | None:
    match name.removeprefix("sandbox/").split(":") if name.startswith("sandbox/") else []:
        case ["echo"]:
            return Echo()
        case ["reason"]:
            return Think()
        case ["script", script] if script in SCRIPTS:
            return Scripted(script)
        case [family]:
            return _numbered_behaviour(family)
        case _:
            return None


def _numbered_behaviour(family: str) -> Behaviour | None:
    if found := re.fullmatch(r"lorem-([0-9]{1,6})", family):
        tokens = int(found[1])
        return Lorem(tokens) if 1 <= tokens <= _MAX_LOREM_TOKENS else None
    if found := re.fullmatch(r"slow-([0-9]{1,5})-([0-9]{1,5})", family):
        first_ms, gap_ms = int(found[1]), int(found[2])
        return Slow(first_ms, gap_ms) if max(first_ms, gap_ms) <= _MAX_WAIT_MS else None
    if found := re.fullmatch(r"error-([45][0-9]{2})", family):
        return Fail(int(found[1]))
    return None
