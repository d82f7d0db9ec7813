"""How files are edited, and how a value in one is named."""

from enum import StrEnum
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""The way to a value: names of members and indices of items, from the outside in."""


class Format(StrEnum):
    """How a file is edited."""

    JSON = "json"
    TOML = "toml"
    YAML = "yaml"
    DOTENV = "dotenv"
    SHELL = "shell"
    WHOLE = "whole"
