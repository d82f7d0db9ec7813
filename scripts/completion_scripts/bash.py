"""The script for bash: one walk over the words, with the table as a `case`.

bash gives no descriptions. It cuts words at `=` and `:`, so they are put together first, and what readline will keep
is taken off the answers. Names come from a file and are quoted, never expanded: `compgen -W` would run what stands in
them.
"""

from collections.abc import Iterable, Iterator

from completion_scripts.frames import framed
from completion_scripts.spelling import argument_word, option_words
from completion_scripts.table import Command, Option, own_options, shared_options, walk
from smartaipi_cli.documents.quoting import quote_posix


def bash_script(root: Command) -> str:
    """The whole script."""
    shared = shared_options(root)
    table = "\n".join(line for command in walk(root) for line in case_of(command, shared))
    return framed("frame.bash", table, joined(map_options(shared)))


def case_of(command: Command, shared: tuple[Option, ...]) -> Iterator[str]:
    """The facts about one command."""
    yield f"        {quote_posix(' '.join(command.words))})"
    if command.commands:
        yield f"            commands={joined(inner.name for inner in command.commands)}"
    if command.arguments:
        yield f"            arguments={joined(map(argument_word, command.arguments))}"
    own, has_shared = own_options(command, shared)
    more = '" $shared"' if has_shared else ""
    yield f"            options={joined(map_options(own))}{more}"
    yield "            ;;"


def map_options(options: Iterable[Option]) -> Iterator[str]:
    """The words of all options."""
    for option in options:
        yield from option_words(option)


def joined(words: Iterable[str]) -> str:
    """Words in one quoted text."""
    return quote_posix(" ".join(words))
