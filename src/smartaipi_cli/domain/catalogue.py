"""Models that a gateway offers, and what they cost there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from smartaipi_cli.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model as the gateway lists it; None and empty where it does not say. Lengths are in tokens."""

    id: str
    owner: str = ""
    context_window: int | None = None
    max_output: int | None = None
    endpoints: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    alias_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model costs its caller, fees and group ratio included.

    `input`, `cached_input`, `cache_write` and `output` are per million tokens; `request` is per call and stands
    alone where calls have a fixed price. None means not told. `tiers` are factors on all of them (`priority`
    1.5). `list_input` and `list_output` are the prices before the gateway's fee, `fee_rate` that fee (0.2 is a
    fifth). `formula` is a pricing rule that only the gateway can compute: shown, never evaluated.
    """

    model: str
    input: Money | None = None
    cached_input: Money | None = None
    cache_write: Money | None = None
    output: Money | None = None
    request: Money | None = None
    group: str = ""
    group_ratio: Decimal | None = None
    tiers: Mapping[str, Decimal] = field(default_factory=dict)
    list_input: Money | None = None
    list_output: Money | None = None
    fee_rate: Decimal | None = None
    formula: str = ""
