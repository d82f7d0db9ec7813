"""What the made-up callers are like: their names, their models, their hours, how long they speak."""

from typing import Final

from smartaipi_cli.sandbox.catalogue import Model, find_model

KEY_NAMES: Final = (
    "laptop",
    "ci",
    "nightly-evals",
    "editor",
    "review-bot",
    "docs-search",
    "support-chat",
    "data-import",
    "staging",
    "workshop",
    "old-laptop",
    "intern",
)
"""The first has the most requests; further keys are named after their number."""

GROUPS: Final = ("team", "automation", None)
MODELS: Final[tuple[Model, ...]] = tuple(
    model
    for name in (
        "gpt-5.4-mini",
        "claude-sonnet-4-5-20250929",
        "gpt-5.4",
        "gpt-5.3-codex",
        "claude-haiku-4-5-20251001",
        "gpt-5.4-nano",
        "claude-opus-4-6",
        "gpt-5.5",
    )
    if (model := find_model(name))
)
"""The most used first."""

ENDPOINTS: Final = ("/v1/chat/completions", "/v1/responses")
CLAUDE_ENDPOINT: Final = "/v1/messages"

HOURS: Final = (1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 20, 19, 15, 17, 20, 20, 18, 15, 11, 8, 7, 6, 4, 2)
"""How busy each hour of a UTC day is, in proportion."""

WEEKEND: Final = 0.35
"""How busy a Saturday or Sunday is beside another day."""

GROWTH: Final = 2.0
"""How much busier the last day is than the first."""

OUTCOMES: Final = (("ok", None), ("error", "client_disconnected"), ("blocked", "rate_limit_exceeded"))
OUTCOME_WEIGHTS: Final = (965, 20, 15)
TYPICAL_INPUT: Final = 2_400
TYPICAL_OUTPUT: Final = 320
CACHED_SHARES: Final = (0.0, 0.0, 0.5, 0.8, 0.95)
PRIORITY_IN: Final = 25
"""One request of so many is in the priority tier."""
