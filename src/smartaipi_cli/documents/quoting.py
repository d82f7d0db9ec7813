"""Values as literal words of a shell, whatever characters they hold.

Read back unchanged through bash 5.2, dash, zsh 5.9 and fish 3.6 in November 2026, and wherever the tests run.
PowerShell was not run: `quote_powershell` follows its language reference.
"""

import re
from typing import Final

from smartaipi_cli.documents.refusal import DocumentRefused

# PowerShell takes these typographic quotes for the plain one, also inside a quoted string.
_POWERSHELL_QUOTES: Final = re.compile("['\u2018\u2019\u201a\u201b]")


def quote_posix(value: str) -> str:
    """A word for sh, bash, dash and zsh: in single quotes, a quote among them escaped outside.

    Raises:
        DocumentRefused: the value holds a NUL or a line break.
    """
    _refuse_breaks(value)
    return "'" + value.replace("'", "'\\''") + "'"


def quote_fish(value: str) -> str:
    """A word for fish, where a backslash means something inside single quotes, too.

    Raises:
        DocumentRefused: the value holds a NUL or a line break.
    """
    _refuse_breaks(value)
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def quote_powershell(value: str) -> str:
    """A word for PowerShell: in single quotes, with every kind of single quote doubled.

    Raises:
        DocumentRefused: the value holds a NUL or a line break.
    """
    _refuse_breaks(value)
    return "'" + _POWERSHELL_QUOTES.sub(lambda match: match[0] * 2, value) + "'"


def _refuse_breaks(value: str) -> None:
    if any(character in value for character in "\0\n\r"):
        raise DocumentRefused("a value for the shell holds a line break or a NUL")
