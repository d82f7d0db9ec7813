"""The command table as the writers of the scripts see it: commands with their options and arguments."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from completion_scripts.values import TEXT, Value, value_of
from smartaipi_cli.app import COMMANDS, PROGRAM, Deferred, build_root

NO_LIMIT = -1


class Option(NamedTuple):
    """One option in all its spellings; without a value it is a flag."""

    flags: tuple[str, ...]
    help: str
    value: Value | None = None
    metavar: str = ""
    repeats: bool = False


class Argument(NamedTuple):
    """One argument; the last one may stand many times."""

    metavar: str
    value: Value
    repeats: bool = False


class Command(NamedTuple):
    """A command or a group, by its words behind the program's name; `PROGRAM` itself has none."""

    words: tuple[str, ...]
    summary: str
    options: tuple[Option, ...]
    arguments: tuple[Argument, ...] = ()
    commands: tuple["Command", ...] = ()

    @property
    def name(self) -> str:
        """Its last word."""
        return self.words[-1] if self.words else PROGRAM


def read_table() -> Command:
    """The program with every command that is not hidden."""
    root = build_root()
    commands = tuple(
        read_command((entry.name,), Deferred(entry).load(), entry.summary)
        for entry in COMMANDS
        if not entry.hidden
    )
    return Command((), first_line(root.help), tuple(read_options("", root)), (), commands)


def read_command(words: tuple[str, ...], command: Any, summary: str = "") -> Command:
    """One command as the framework has it, with those in it."""
    path = " ".join(words)
    inner = getattr(command, "commands", {})
    return Command(
        words=words,
        summary=summary or first_line(command.help),
        options=tuple(read_options(path, command)),
        arguments=tuple(
            Argument(
                metavar=str(parameter.metavar or parameter.name.upper()),
                value=value_of(path, parameter) or TEXT,
                repeats=parameter.nargs == NO_LIMIT,
            )
            for parameter in command.params
            if parameter.param_type_name == "argument"
        ),
        commands=tuple(read_command((*words, name), part) for name, part in inner.items() if not part.hidden),
    )


def read_options(path: str, command: Any) -> Iterator[Option]:
    """The options of a command, `--help` last; the two halves of an either-or are two flags."""
    for parameter in command.params:
        if parameter.param_type_name != "option" or parameter.hidden:
            continue
        text = " ".join((parameter.help or "").split())
        if parameter.is_flag:
            yield Option(tuple(sorted(parameter.opts, key=len, reverse=True)), text)
            if parameter.secondary_opts:
                yield Option(tuple(parameter.secondary_opts), f"The contrary of {parameter.opts[0]}.")
            continue
        yield Option(
            flags=tuple(sorted(parameter.opts, key=len, reverse=True)),
            help=text,
            value=value_of(path, parameter) or TEXT,
            metavar=str(parameter.metavar or "TEXT"),
            repeats=parameter.multiple,
        )
    yield Option(("--help", "-h"), "Show the help and exit.")


def shared_options(root: Command) -> tuple[Option, ...]:
    """The options that more than half of all commands have alike: each script has them once."""
    commands = tuple(walk(root))
    counts = Counter(option for command in commands for option in command.options)
    return tuple(option for option, count in counts.items() if 2 * count > len(commands))


def own_options(command: Command, shared: tuple[Option, ...]) -> tuple[tuple[Option, ...], bool]:
    """(the options that are to be named, whether the command has all the shared ones besides)."""
    if not set(shared) <= set(command.options):
        return command.options, False
    return tuple(option for option in command.options if option not in shared), True


def walk(command: Command) -> Iterator[Command]:
    """The command and all below it."""
    yield command
    for inner in command.commands:
        yield from walk(inner)


def first_line(text: str | None) -> str:
    """The first paragraph of a help, on one line, without its final period."""
    return " ".join((text or "").partition("\n\n")[0].split()).removesuffix(".")
