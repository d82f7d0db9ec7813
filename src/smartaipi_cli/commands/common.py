"""The options that every command takes: in one place, so that none can miss them or have them differently."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import typer
from typer.core import TyperOption

from smartaipi_cli.outcome import Invocation

PROGRAM = "smartaipi"

WITHOUT_DOCUMENT = frozenset({"credential", "sandbox serve", "sandbox demo", "mcp serve", "run"})
"""Commands whose standard output is not theirs to shape: a server's, a child's."""


def add_common_options(command: Any, path: str) -> Any:
    """The command, or each command of the group, with the common options behind its own."""
    inner = getattr(command, "commands", None)
    if inner is None or getattr(command, "invoke_without_command", False):
        command.params.extend(common_options(path))
    for name, part in (inner or {}).items():
        part.short_help = part.short_help or first_sentence(part.help or "")
        add_common_options(part, f"{path} {name}")
    return command


def first_sentence(text: str) -> str:
    """What the group's help says of a command; whole, where the framework would cut it after some words."""
    return " ".join(text.partition("\n\n")[0].split()).partition(". ")[0].rstrip(".")


def common_options(path: str) -> Iterator[TyperOption]:
    """The options for the command with these words."""
    if path not in WITHOUT_DOCUMENT:
        yield option(
            "--json", note_document, is_flag=True, help="Print one JSON document (schema smartaipi/1)."
        )
        yield option(
            "--fields",
            note_fields,
            metavar="LIST",
            help="Only these members of the document; a wrong one lists all.",
        )
    yield option("--quiet", note("quiet"), "-q", is_flag=True, help="Print the data alone, no advice.")
    yield option("--no-color", note("no_color"), is_flag=True, help="No colour, as NO_COLOR has it.")
    yield option(
        "--verbose",
        note("verbose"),
        "-v",
        is_flag=True,
        help="Tell each request to a gateway, without its secrets.",
    )


def option(name: str, callback: Callable[..., object], *short: str, **settings: Any) -> TyperOption:
    """An option that is noted in the invocation and handed to no command."""
    return TyperOption(
        param_decls=[name, *short],
        type=bool if settings.get("is_flag") else str,
        default=False if settings.get("is_flag") else "",
        callback=callback,
        expose_value=False,
        show_default=False,
        **settings,
    )


def note(member: str) -> Callable[[typer.Context, object, Any], None]:
    """Put the value of an option into the member of the invocation."""

    def put(context: typer.Context, _: object, value: Any) -> None:
        if value:
            setattr(context.obj, member, value)

    return put


def note_document(context: typer.Context, _: object, value: bool) -> None:
    """One document was asked for, or none: the word `--json` may have been the value of another option."""
    invocation = cast("Invocation", context.obj)
    invocation.json = value or bool(invocation.fields)


def note_fields(context: typer.Context, _: object, value: str) -> None:
    """Members were asked for, and with them the document. Errors: `usage` for one that the command has not."""
    if value:
        from smartaipi_cli.commands.fields import read_fields

        invocation = cast("Invocation", context.obj)
        invocation.command = words_of(context)
        invocation.fields = read_fields(invocation.command, value)
        invocation.json = True


def words_of(context: typer.Context) -> str:
    """The command's words, without the program's name."""
    return context.command_path.removeprefix(f"{PROGRAM} ")
