"""The script for zsh: one function a command, each a call of `_arguments`.

zsh quotes what is inserted, and takes descriptions. The file is a function to be loaded when it is first needed; read
as a script, it registers itself.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from completion_scripts.frames import framed
from completion_scripts.table import Argument, Command, Option, own_options, shared_options, walk
from completion_scripts.values import Value
from smartaipi_cli.documents.quoting import quote_posix

ROOT: Final = "_smartaipi"


def zsh_script(root: Command) -> str:
    """The whole script."""
    shared = shared_options(root)
    functions = "\n\n".join("\n".join(function_of(command, shared)) for command in walk(root))
    return framed("frame.zsh", functions, quoted(option_specs(shared)))


def function_of(command: Command, shared: tuple[Option, ...]) -> Iterator[str]:
    """The function that completes one command."""
    own, has_shared = own_options(command, shared)
    yield f"{function_name(command)}() {{"
    if has_shared:
        yield "  local -a shared"
        yield "  _smartaipi_shared"
    shared_specs = ' "$shared[@]"' if has_shared else ""
    if not command.commands:
        yield f"  _arguments -s -S{shared_specs} {quoted((*option_specs(own), *map(argument_spec, command.arguments)))}"
    else:
        yield "  local curcontext=$curcontext context state state_descr line"
        yield "  local -A opt_args"
        specs = (*option_specs(own), ": :->command", "*:: :->rest")
        yield f"  _arguments -s -S -C{shared_specs} {quoted(specs)} && return"
        yield from dispatch(command)
    yield "}"


def dispatch(command: Command) -> Iterator[str]:
    """What a group does: offers its commands, or hands over to the one that was typed, or to somebody else's."""
    takes_command = any(argument.value.kind == "command" for argument in command.arguments)
    yield "  case $state in"
    yield "    command)"
    # Not `commands`: that is zsh's own table of programs.
    yield "      local -a subcommands"
    yield "      subcommands=("
    for inner in command.commands:
        yield f"        {quote_posix(f'{colons(inner.name)}:{colons(inner.summary)}')}"
    yield "      )"
    if takes_command:
        # `_arguments` leaves the words as they were for a first argument.
        yield "      (( $words[(I)--] )) || _describe -t commands command subcommands"
        yield "      _command_names -e"
    else:
        yield "      _describe -t commands command subcommands"
    yield "      ;;"
    yield "    rest)"
    yield "      case $words[1] in"
    for inner in command.commands:
        yield f"        {inner.name}) {function_name(inner)} ;;"
    if takes_command:
        yield "        *) _normal ;;"
    yield "      esac"
    yield "      ;;"
    yield "  esac"


def option_specs(options: Iterable[Option]) -> Iterator[str]:
    """The options as `_arguments` takes them; the spellings of one exclude each other, and itself."""
    for option in options:
        excluded = "*" if option.repeats else f"({' '.join(option.flags)})"
        for flag in option.flags:
            yield f"{excluded}{flag}{taking(flag, option)}[{brackets(option.help)}]{valued(option)}"


def taking(flag: str, option: Option) -> str:
    """How an option may stand with its value: `--name=value`, `-nvalue`, or as two words."""
    if option.value is None:
        return ""
    return "=" if flag.startswith("--") else "+"


def valued(option: Option) -> str:
    """What stands behind an option."""
    return f":{colons(option.metavar)}:{action(option.value)}" if option.value else ""


def argument_spec(argument: Argument) -> str:
    """One argument as `_arguments` takes it; the command of somebody else takes everything behind it."""
    if argument.value.kind == "command":
        return "(-)*::: :_normal"
    star = "*" if argument.repeats else ""
    return f"{star}:{colons(argument.metavar)}:{action(argument.value)}"


def action(value: Value) -> str:
    """How a value is completed; a space alone says that it cannot be."""
    match value.kind:
        case "choice":
            return f"({' '.join(value.words)})"
        case "names":
            return f"_smartaipi_names {value.words[0]}"
        case "changes":
            return "_smartaipi_changes"
        case "file":
            return "_files"
        case "folder":
            return "_files -/"
        case _:
            return " "


def quoted(specs: Iterable[str]) -> str:
    """The specifications, one a line."""
    return "".join(f" \\\n    {quote_posix(spec)}" for spec in specs).lstrip(" ")


def function_name(command: Command) -> str:
    """The function of a command."""
    return "_".join((ROOT, *(word.replace("-", "_") for word in command.words)))


def brackets(text: str) -> str:
    """A text for between brackets."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def colons(text: str) -> str:
    """A text for between colons."""
    return text.replace("\\", "\\\\").replace(":", "\\:")
