"""Blocks as plain text: tables tab-separated and whole, nothing coloured, nothing cut."""

from collections.abc import Iterator

from smartaipi_cli.results import Block, Chart, Diff, Fields, Line, Picture, Table


def plain_lines(block: Block) -> Iterator[str]:
    """The lines of a block for a pipe or a file."""
    match block:
        case Table():
            yield "\t".join(column.heading for column in block.columns)
            for row in block.rows:
                yield "\t".join(map(printable, row))
        case Fields():
            for name, value in block.pairs:
                yield f"{name}\t{printable(value)}"
        case Line():
            yield printable(block.text)
        case Diff():
            yield from map(printable_line, block.lines)
        case Chart() | Picture():
            return


def printable_line(text: str) -> str:
    """As `printable`, but tabs stay: a file's own indentation is shown as it is."""
    return "\t".join(map(printable, text.split("\t")))


def printable(text: str) -> str:
    """The text with control characters replaced: a name from a server must not steer the terminal.

    Bidirectional and other invisible format characters count as such too.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else escaped(character) for character in text)


def escaped(character: str) -> str:
    """How a character that must not be printed is shown."""
    return character.encode("unicode_escape").decode()
