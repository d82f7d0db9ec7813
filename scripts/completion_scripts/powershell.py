"""The script for PowerShell 7: one walk over the words, with the table as a hash table.

*Source:* https://learn.microsoft.com/powershell (Register-ArgumentCompleter), November 2026. It was not run.
"""

from collections.abc import Iterable, Iterator

from completion_scripts.frames import framed
from completion_scripts.spelling import argument_word, option_words
from completion_scripts.table import Command, Option, own_options, shared_options, walk
from smartaipi_cli.documents.quoting import quote_powershell


def powershell_script(root: Command) -> str:
    """The whole script."""
    shared = shared_options(root)
    table = "\n".join(line for command in walk(root) for line in entry_of(command, shared))
    return framed("frame.ps1", table, "\n".join(rows(option_rows(shared))))


def entry_of(command: Command, shared: tuple[Option, ...]) -> Iterator[str]:
    """The facts about one command."""
    own, has_shared = own_options(command, shared)
    yield f"        {quote_powershell(' '.join(command.words))} = @{{"
    yield "            Commands = @("
    yield from rows((inner.name, inner.summary) for inner in command.commands)
    yield "            )"
    yield "            Options = @("
    yield from rows(option_rows(own))
    yield f"            ){' + $shared' if has_shared else ''}"
    arguments = (quote_powershell(argument_word(one)) for one in command.arguments)
    yield f"            Arguments = @({', '.join(arguments)})"
    yield "        }"


def option_rows(options: Iterable[Option]) -> Iterator[tuple[str, str]]:
    """Each spelling of each option, with its description."""
    for option in options:
        for word in option_words(option):
            yield word, option.help


def rows(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lines of (word, description); the comma before each keeps a single one from being taken apart."""
    for word, text in pairs:
        yield f"                , @({quote_powershell(word)}, {quote_powershell(text or word)})"
