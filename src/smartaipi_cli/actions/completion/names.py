"""The names that TAB offers: one text file a kind in our cache folder, one name a line, the newest first.

Commands that learn names anyway leave them here when their result is shown (`LESSONS`); the scripts of the shells
read them, so that TAB starts no program. Ids of changes are not in here: they are the names of the history's own
folders, which the scripts list.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from smartaipi_cli.actions.concealment import KEY_LIKE
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.own_files import write_own_file

FOLDER: Final = "names"
MOST_NAMES: Final = 1000
LONGEST: Final = 200

NameKind: TypeAlias = Literal["profiles", "keys", "stored-keys", "models"]
Way: TypeAlias = Literal["all", "more", "gone"]


class Lesson(NamedTuple):
    """What a command's data teach: the member (dots lead inwards and through lists) holds names of a kind.

    They are all that there are, more of them, or gone. `prefix` is what stands before the names that count; an empty
    name behind it is none.
    """

    kind: NameKind
    member: str
    way: Way = "more"
    prefix: str = ""


NEW_KEY: Final = (Lesson("keys", "key.name"), Lesson("stored-keys", "kept_as", prefix="key."))
LESSONS: Final[Mapping[str, Sequence[Lesson]]] = {
    "profiles list": (Lesson("profiles", "profiles.name", "all"),),
    "profiles add": (Lesson("profiles", "profile.name"),),
    "profiles show": (Lesson("profiles", "profile.name"),),
    "profiles use": (Lesson("profiles", "default"),),
    "profiles remove": (Lesson("profiles", "removed", "gone"),),
    "whoami": (Lesson("profiles", "profile"),),
    "login": (Lesson("profiles", "profile"), Lesson("stored-keys", "kept", prefix="key.")),
    "logout": (Lesson("stored-keys", "forgotten", "gone", prefix="key."),),
    "keys list": (Lesson("keys", "keys.name", "all"),),
    "keys create": NEW_KEY,
    "keys rotate": NEW_KEY,
    "keys import": NEW_KEY,
    "keys reveal": NEW_KEY,
    "keys show": (Lesson("keys", "key.name"),),
    "keys update": (Lesson("keys", "key.name"),),
    "keys revoke": (Lesson("keys", "name", "gone"),),
    "models list": (Lesson("models", "models.id"),),
    "models show": (Lesson("models", "model.id"),),
}
"""Command to what its data teach. A list of models may be a part of them, so it takes none away."""


def learn_names(machine: Machine, command: str, data: Mapping[str, object]) -> None:
    """Keep the names in a command's data; names that cannot be kept are no failure."""
    for lesson in LESSONS.get(command, ()):
        found = tuple(names_at(data, lesson.member.split("."), lesson.prefix))
        known = read_names(machine, lesson.kind)
        names = tuple(filter(is_safe, updated(known, found, lesson.way)))[:MOST_NAMES]
        if names != known:
            with suppress(UserError):
                text = "".join(f"{name}\n" for name in names)
                write_own_file(machine.files, names_file(machine, lesson.kind), text.encode())


def names_file(machine: Machine, kind: NameKind) -> Path:
    """Where the names of a kind are."""
    return machine.paths.cache / FOLDER / kind


def read_names(machine: Machine, kind: NameKind) -> tuple[str, ...]:
    """The names of a kind, as far as they are known."""
    path = names_file(machine, kind)
    with suppress(OSError, UnicodeDecodeError):
        if machine.files.look(path).kind is Kind.FILE:
            return tuple(machine.files.read(path).decode().splitlines())
    return ()


def updated(known: Sequence[str], found: Iterable[str], way: Way) -> tuple[str, ...]:
    """The names after a lesson, each once."""
    names = dict.fromkeys(found)
    match way:
        case "all":
            return tuple(names)
        case "more":
            # A name that is known keeps its place, so that a command that tells it again writes nothing.
            new = tuple(name for name in names if name not in known)
            return (*new, *known)
        case "gone":
            return tuple(name for name in known if name not in names)


def names_at(data: object, path: Sequence[str], prefix: str) -> Iterator[str]:
    """The texts at a path of member names; lists on the way are gone through."""
    if isinstance(data, list | tuple):
        for item in data:
            yield from names_at(item, path, prefix)
    elif path:
        if isinstance(data, Mapping):
            yield from names_at(data.get(path[0]), path[1:], prefix)
    elif isinstance(data, str) and data.startswith(prefix):
        yield data.removeprefix(prefix)


def is_safe(name: str) -> bool:
    """Whether a name may stand in the file and on the screen of a shell: one line, no option, no key."""
    return (
        0 < len(name) <= LONGEST
        and name.isprintable()
        and name == name.strip()
        and not name.startswith("-")
        and not KEY_LIKE.search(name)
    )
