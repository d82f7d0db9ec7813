"""The models that the sandbox offers, what they answer with and what they cost.

The named models are those of the default gateway; all of them echo. The `sandbox/` families exist for tests
and demonstrations: some say something of their own, the others say it badly (`faults`). The prices are the
sandbox's own and follow no vendor's list.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from smartaipi_cli.sandbox.behaviours import Behaviour, Echo
from smartaipi_cli.sandbox.families import find_family
from smartaipi_cli.sandbox.faults import NO_FAULT, Fault
from smartaipi_cli.sandbox.scripts import SCRIPTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a million tokens cost, in micro-US-dollars."""

    input_micros: int
    cached_input_micros: int
    output_micros: int


class Kind(Enum):
    """What a model is for. The `sandbox/` families are for everything."""

    TEXT = "text"
    EMBEDDING = "embedding"
    IMAGE = "image"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A name that can be asked for, and what stands behind it."""

    id: str
    actual: str
    owner: str
    price: Price
    behaviour: Behaviour
    display_name: str
    kind: Kind = Kind.TEXT
    fault: Fault = NO_FAULT
    dimensions: int = 256
    context_window: int = 400_000

    def serves(self, kind: Kind) -> bool:
        """Whether it can be called for that."""
        return self.kind in {kind, Kind.ANY}


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
_EMBEDDINGS: Final = {
    "text-embedding-3-small": (1_536, 20_000),
    "text-embedding-3-large": (3_072, 130_000),
}
"""Name to the length of a vector and the price of a million tokens."""

_IMAGE_PRICES: Final = {
    "gpt-image-1": Price(input_micros=5_000_000, cached_input_micros=1_250_000, output_micros=40_000_000),
}
_SANDBOX_PRICE: Final = Price(input_micros=1_000_000, cached_input_micros=100_000, output_micros=4_000_000)


def listed_models(*kinds: Kind) -> tuple[Model, ...]:
    """Every model that a list shows, or those of some kinds; the `sandbox/` families by one example each."""
    examples = ("sandbox/echo", "sandbox/reason", "sandbox/lorem-100", "sandbox/slow-500-50")
    scripts = tuple(f"sandbox/script:{name}" for name in SCRIPTS)
    names = (*_PRICES, *_CLAUDE_NAMES, *examples, *scripts, *_EMBEDDINGS, *_IMAGE_PRICES)
    found = tuple(model for name in names if (model := find_model(name)))
    return tuple(model for model in found if not kinds or any(map(model.serves, kinds)))


def find_model(name: str) -> Model | None:
    """The model of that name, or None: `sandbox/lorem-7` exists though no list shows it."""
    if name in _PRICES:
        return _gateway_model(name, _PRICES[name], name.replace("gpt", "GPT", 1))
    if name in _CLAUDE_NAMES:
        actual, display_name = _CLAUDE_NAMES[name]
        return replace(_gateway_model(name, _PRICES[actual], display_name), actual=actual)
    if name in _EMBEDDINGS:
        dimensions, micros = _EMBEDDINGS[name]
        price = Price(input_micros=micros, cached_input_micros=micros, output_micros=0)
        return replace(_gateway_model(name, price, name), kind=Kind.EMBEDDING, dimensions=dimensions)
    if name in _IMAGE_PRICES:
        return replace(_gateway_model(name, _IMAGE_PRICES[name], name), kind=Kind.IMAGE)
    found = find_family(name)
    if found is None:
        return None
    behaviour, fault = found
    return Model(
        id=name,
        actual=name,
        owner="sandbox",
        price=_SANDBOX_PRICE,
        behaviour=behaviour,
        display_name=name.removeprefix("sandbox/").capitalize(),
        kind=Kind.ANY,
        fault=fault,
    )


def _gateway_model(name: str, price: Price, display_name: str) -> Model:
    return Model(
        id=name,
        actual=name,
        owner="smart-aipi",
        price=price,
        behaviour=Echo(),
        display_name=display_name,
    )
