"""A value that must not be seen: an API key or an account token."""

from typing import Final

MASK: Final = "••••"
"""Stands in every output where a secret would be."""


class Secret:
    """A key or token that shows itself only through `reveal()`.

    `str()`, `repr()` and formatting give a mask, so that a log line, a traceback or an f-string cannot leak
    it. It cannot be pickled or copied into JSON by accident.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The plain value. Every call is a place where the secret leaves the program: keep them few."""
        return self._value

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __format__(self, specification: str) -> str:
        return format(MASK, specification)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> str:
        message = "a secret is never serialised"
        raise TypeError(message)
