"""What a gateway is documented not to do, said before a request is sent rather than by its refusal.

*Source:* the guides that Smart AIPI publishes for its users, as of November 2026; the service itself was not asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from smartaipi_cli.probe.wish import Wish

EFFORTS: Final = ("none", "minimal", "low", "medium", "high", "xhigh")
TIERS: Final = ("auto", "default", "flex", "priority")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One thing that cannot be asked: when it is, and why not."""

    name: str
    protocols: tuple[str, ...]
    is_broken_by: Callable[[Wish], bool]
    reason: str


_RESPONSES: Final = ("responses", "websocket", "realtime")

EVERYWHERE: Final = (
    Limit(
        name="effort",
        protocols=(),
        is_broken_by=lambda wish: wish.effort not in {"", *EFFORTS},
        reason=f"the effort must be one of {', '.join(EFFORTS)}",
    ),
    Limit(
        name="tier",
        protocols=(),
        is_broken_by=lambda wish: wish.tier not in {"", *TIERS},
        reason=f"the service tier must be one of {', '.join(TIERS)}",
    ),
)

_SMARTAIPI: Final = (
    Limit(
        name="store",
        protocols=_RESPONSES,
        is_broken_by=lambda wish: wish.extra_body.get("store") is True,
        reason="responses are not stored: `store` must be false",
    ),
    Limit(
        name="nano",
        protocols=_RESPONSES,
        is_broken_by=lambda wish: "nano" in wish.model and wish.effort not in {"", "none"},
        reason="nano models reason only on chat completions",
    ),
    Limit(
        name="single-image",
        protocols=("image-edits",),
        is_broken_by=lambda wish: wish.images != 1,
        reason="one image at a time can be edited",
    ),
    Limit(
        name="mask",
        protocols=("image-edits",),
        is_broken_by=lambda wish: bool(wish.mask or wish.extra_body.get("mask")),
        reason="masks are not supported",
    ),
    Limit(
        name="variations",
        protocols=("image-variations",),
        is_broken_by=lambda _: True,
        reason="there are no variations of images; edits take a prompt",
    ),
)

LIMITS: Final[Mapping[str, tuple[Limit, ...]]] = MappingProxyType(
    {"smartaipi": _SMARTAIPI, "sandbox": _SMARTAIPI}
)
"""Preset of a gateway to its own limits; the sandbox copies those of the default gateway."""


def broken_limits(gateway: str, protocol: str, wish: Wish) -> tuple[Limit, ...]:
    """The limits that a wish breaks, by the name of the gateway's preset and of the protocol."""
    return tuple(
        limit
        for limit in (*EVERYWHERE, *LIMITS.get(gateway, ()))
        if (not limit.protocols or protocol in limit.protocols) and limit.is_broken_by(wish)
    )
