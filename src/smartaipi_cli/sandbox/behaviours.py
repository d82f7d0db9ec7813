"""What a model of the sandbox says."""

from dataclasses import dataclass


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


Behaviour = Echo | Lorem | Think | Scripted
