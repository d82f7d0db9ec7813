"""What `--fields` asks for, by the names that a command's schema has."""

from difflib import get_close_matches

from smartaipi_cli.errors import UserError
from smartaipi_cli.render.fields import Path
from smartaipi_cli.stored_schemas import field_paths, schema_of


def read_fields(command: str, text: str) -> tuple[Path, ...]:
    """The paths of the members; the name of the list that they stand in may be left out.

    Errors: `usage` for a member that the command's document has not, with all that it has.
    """
    known = field_paths(schema_of(command))
    if not known:
        raise UserError("usage", f"the document of `{command}` has no members")
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    return tuple(path_of(command, name, known) for name in wanted)


def path_of(command: str, name: str, known: tuple[str, ...]) -> Path:
    """The one member that a name means: itself, or the highest one that ends in it."""
    meant = name if name in known else highest(name, known)
    if not meant:
        close = get_close_matches(name, [*known, *(path.rpartition(".")[2] for path in known)], n=1)
        raise UserError(
            "usage",
            f"the document of `{command}` has no member `{name}`",
            reason=f"it has {', '.join(known)}",
            hint=f"smartaipi {command} --fields {close[0] if close else known[0]}",
        )
    return tuple(meant.split("."))


def highest(name: str, known: tuple[str, ...]) -> str:
    """The least deep member whose path ends in `name`; empty when none or several do."""
    ending = [path for path in known if path.endswith(f".{name}")]
    depth = min((path.count(".") for path in ending), default=0)
    found = [path for path in ending if path.count(".") == depth]
    return found[0] if len(found) == 1 else ""
