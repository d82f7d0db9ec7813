"""A made-up program every text of which would like to be something else to a shell."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "scripts"))

from completion_scripts.pages import WRITERS
from completion_scripts.table import Argument, Command, Option
from completion_scripts.values import Value, choice

__all__ = ["HOSTILE", "WRITERS", "hostile_table"]

HOSTILE = (
    "it's",
    'say "so"',
    "`touch injected`",
    "$(touch injected)",
    "[in] brackets ]",
    "a: b: c",
    "100 % \\ off \\",
    "@TABLE@",
    "‘typographic’ “quotes”",
    "# no comment; | & < > * ? { } ~ !",
)


def hostile_table() -> Command:
    """The program."""
    options = tuple(Option((f"--option-{number}",), text) for number, text in enumerate(HOSTILE))
    taking = tuple(
        Option((f"--value-{number}", f"-{number}"), text, choice("a", "b"), "'NAME: VALUE'")
        for number, text in enumerate(HOSTILE)
    )
    inner = tuple(
        Command((f"command-{number}",), text, (*options, *taking), (Argument("[A: b]", Value("text")),))
        for number, text in enumerate(HOSTILE)
    )
    return Command((), "Made up", (), (), inner)
