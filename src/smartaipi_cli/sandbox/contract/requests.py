"""Schemas of what a caller may send."""

from typing import Final

from smartaipi_cli.sandbox.budgets import Period
from smartaipi_cli.sandbox.contract.forms import asked, listed, moment, one_of, optional, text, whole
from smartaipi_cli.sandbox.keys import RATE_LIMITS
from smartaipi_cli.sandbox.management.key_fields import (
    LONGEST_NAME,
    MODEL_PATTERN,
    MOST_METADATA,
    VISIBLE,
)
from smartaipi_cli.sandbox.management.keys import LONGEST_GRACE_S
from smartaipi_cli.sandbox.problems import Json

PERIODS: Final = [period.value for period in Period]

_NAME: Final = text(minLength=1, maxLength=LONGEST_NAME, pattern=VISIBLE)
_OCTET: Final = r"(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4: Final = rf"^{_OCTET}(\.{_OCTET}){{3}}(/(3[0-2]|[12]?[0-9]))?$"
_LIMITS: Final = {
    "limit_micros": whole("micro-US-dollars that may be spent in the window"),
    "soft_limit_micros": optional(whole("where a warning is due; nothing is refused")),
}
_BUDGET: Final = asked(
    ("period", "limit_micros"),
    period={"enum": PERIODS, "description": "UTC; weeks begin on Monday"},
    **_LIMITS,
)
_MEMBERS: Final = {
    "name": {**_NAME, "description": "need not be unique"},
    "expires_at": optional(moment("Unix seconds by the server's clock; null: never")),
    "models": optional(
        listed(
            text(minLength=1, pattern=MODEL_PATTERN),
            description="null: every model; []: none; `*` at the end of a pattern matches the rest",
        )
    ),
    "group": optional(_NAME),
    "ip_allowlist": optional(
        listed(
            one_of(text(pattern=_IPV4), text("an IPv6 network may follow as /PREFIX", format="ipv6")),
            description="addresses and networks; empty: from everywhere",
        )
    ),
    "rate_limits": optional(asked(**{name: optional(whole()) for name in RATE_LIMITS})),
    "budgets": optional(
        listed(
            _BUDGET,
            maxItems=len(PERIODS),
            description="replaces all; one for a period at most",
            allOf=[
                {
                    "contains": {"properties": {"period": {"const": period}}},
                    "minContains": 0,
                    "maxContains": 1,
                }
                for period in PERIODS
            ],
        )
    ),
}


def _metadata(values: Json) -> Json:
    pairs = {"type": "object", "maxProperties": MOST_METADATA, "additionalProperties": values}
    return optional({**pairs, "description": "texts of your own"})


REQUESTS: Final[dict[str, Json]] = {
    "KeyWish": asked(**_MEMBERS, metadata=_metadata(text())),
    "KeyPatch": {
        **asked(**_MEMBERS, metadata=_metadata(optional(text()))),
        "description": "JSON merge patch (RFC 7396): what is not named stays; null clears, in inner objects too",
    },
    "Rotation": asked(grace_seconds=whole("how long the value before still works", high=LONGEST_GRACE_S)),
    "BudgetWish": asked(("limit_micros",), **_LIMITS),
}
"""Name to schema."""
