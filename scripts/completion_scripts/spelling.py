"""The words of the table in those scripts that walk over the line themselves.

Behind an option's `=`, and as an argument: choices with commas between them, `@` and a kind of names, or `%` and
another kind; an argument that may stand many times ends in an ellipsis.
"""

import re
from collections.abc import Iterator
from typing import Final

from completion_scripts.table import Argument, Option
from completion_scripts.values import Value

SAFE_WORD: Final = re.compile(r"[\w./+@-]+")
"""What no shell splits or expands."""


def option_words(option: Option) -> Iterator[str]:
    """Each spelling of an option, with what it takes."""
    for flag in option.flags:
        yield flag if option.value is None else f"{flag}={value_word(option.value)}"


def argument_word(argument: Argument) -> str:
    """What an argument can be."""
    return f"{value_word(argument.value)}{'...' if argument.repeats else ''}"


def value_word(value: Value) -> str:
    """What a value can be."""
    match value.kind:
        case "choice":
            if not all(map(SAFE_WORD.fullmatch, value.words)):
                raise ValueError(f"a shell would read more than words in {value.words}")
            return ",".join(value.words)
        case "names":
            return f"@{value.words[0]}"
        case _:
            return f"%{value.kind}"
