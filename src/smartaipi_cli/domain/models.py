"""Which model a client should ask for, and how to choose one from a gateway's list."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

Role = Literal["codex", "opus", "sonnet", "haiku", "fable"]

FAMILY_PATTERNS = {
    "opus": re.compile(r"claude.*opus"),
    "sonnet": re.compile(r"claude.*sonnet"),
    "haiku": re.compile(r"claude.*haiku"),
    "codex": re.compile(r"(^|/)gpt-\d"),
}
"""How the ids of each family look, with or without a vendor before a slash."""

SPECIAL = re.compile(r"mini|nano|audio|image|realtime|transcribe|tts|search|oss")
"""Variants that are no general coding model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """A model id for each role; empty where none is known.

    The roles are Codex and the four families that Claude Code has aliases for. `fable` follows `opus` when it
    is not given: a gateway that maps Claude names has no fourth one.
    """

    codex: str = ""
    opus: str = ""
    sonnet: str = ""
    haiku: str = ""
    fable: str = ""

    def filled_from(self, other: "ModelChoice") -> "ModelChoice":
        """This choice, with `other`'s where this has none."""
        return ModelChoice(
            **{field.name: getattr(self, field.name) or getattr(other, field.name) for field in fields(self)}
        )


def choose_models(ids: Iterable[str]) -> ModelChoice:
    """The newest general model of each family in a gateway's model list.

    Newest is the one with the greatest version numbers. A gateway without a smaller Claude model gets the
    larger one in its place, so that no family is left to an id that the gateway does not have.
    """
    known = sorted(set(ids))
    chosen = {role: newest(filter(pattern.search, known), role) for role, pattern in FAMILY_PATTERNS.items()}
    opus = chosen["opus"] or chosen["sonnet"] or chosen["haiku"]
    sonnet = chosen["sonnet"] or opus
    return ModelChoice(
        codex=chosen["codex"], opus=opus, sonnet=sonnet, haiku=chosen["haiku"] or sonnet, fable=opus
    )


def is_coding_model(name: str) -> bool:
    """Whether a coding agent of OpenAI's protocol may want this model."""
    return bool(FAMILY_PATTERNS["codex"].search(name))


def newest(ids: Iterable[str], role: str) -> str:
    """The id with the greatest version, general models before special ones; empty when there is none."""
    return max(
        ids, key=lambda name: (role != "codex" or not SPECIAL.search(name), version_of(name)), default=""
    )


def version_of(name: str) -> tuple[int, ...]:
    """The version numbers of a model id; dates (eight digits) count last, so `4-6` beats `4-5-20250929`."""
    numbers = [int(digits) for digits in re.findall(r"\d+", name)]
    return (*[number for number in numbers if number < 10_000_000], 0, max(numbers, default=0))
