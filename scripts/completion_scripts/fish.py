"""The script for fish: one walk over the words, with the table as a `switch`.

fish quotes what is inserted, and takes descriptions behind a tab.
"""

from collections.abc import Iterable, Iterator

from completion_scripts.frames import framed
from completion_scripts.spelling import argument_word, option_words
from completion_scripts.table import Command, Option, own_options, shared_options, walk
from smartaipi_cli.documents.quoting import quote_fish


def fish_script(root: Command) -> str:
    """The whole script."""
    shared = shared_options(root)
    table = "\n".join(line for command in walk(root) for line in case_of(command, shared))
    return framed("frame.fish", table, "\n".join(option_lines(shared, "    ", "shared")))


def case_of(command: Command, shared: tuple[Option, ...]) -> Iterator[str]:
    """The facts about one command."""
    yield f"        case {quote_fish(' '.join(command.words))}"
    for inner in command.commands:
        yield f"            set -a commands {inner.name}\\t{quote_fish(inner.summary)}"
    for argument in command.arguments:
        yield f"            set -a arguments {argument_word(argument)}"
    own, has_shared = own_options(command, shared)
    yield from option_lines(own, "            ", "options")
    if has_shared:
        yield "            set -a options $shared"


def option_lines(options: Iterable[Option], indent: str, name: str) -> Iterator[str]:
    """The options as members of a variable."""
    for option in options:
        for word in option_words(option):
            yield f"{indent}set -a {name} {word}\\t{quote_fish(option.help)}"
