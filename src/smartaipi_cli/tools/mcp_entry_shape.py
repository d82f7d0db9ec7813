"""How clients spell an MCP server that they start themselves: writing one of ours, and knowing it again."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType
from typing import Final, NamedTuple

from smartaipi_cli.documents.missing import find
from smartaipi_cli.plan.formats import KeyPath
from smartaipi_cli.plan.operations import Value
from smartaipi_cli.tools.own_helper import NAMES

COMMAND: Final = ("mcp", "serve")
PROFILE_OPTIONS: Final = ("--profile", "-p")
WRITE_OPTION: Final = "--allow-write"
OWN_VARIABLES: Final = (
    "SMARTAIPI_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
)
"""What moves our own folders: the server would not find the profile without those that are set."""

TRANSPORT: Final = "transport"
"""The member in which Cline's own command puts program and arguments; it reads them without it as well."""


class Shape(NamedTuple):
    """The form of an entry.

    `fixed` are members that are always the same. `words_in_one` tells that the program and its arguments are one
    list, `is_listed` that the servers are a list whose items have their name inside; `variables` is the member with
    the environment.
    """

    fixed: Mapping[str, str] = MappingProxyType({})
    words_in_one: bool = False
    variables: str = "env"
    is_listed: bool = False


class Server(NamedTuple):
    """A server to register: its name, the program with its arguments, the variables that it needs."""

    name: str
    command: tuple[str, ...]
    variables: Mapping[str, str] = MappingProxyType({})


class Serving(NamedTuple):
    """A command that starts our server: what comes before `mcp serve`, and what its options say.

    `profile` is empty when they name none; `others` are the options that a registration has no say in.
    """

    program: tuple[str, ...] = ()
    profile: str = ""
    allows_writing: bool = False
    others: tuple[str, ...] = ()


class Found(NamedTuple):
    """A server that stands in a document: `path` leads to its entry, `body` to the part with the program.

    `serving` is empty where it is somebody else's.
    """

    name: str
    path: KeyPath
    body: KeyPath
    command: tuple[str, ...]
    serving: Serving
    entry: object

    @property
    def is_own(self) -> bool:
        """Whether it starts our server, whichever installation of ours it names."""
        return bool(self.serving.program)

    @property
    def is_off(self) -> bool:
        """Whether the user has switched it off in the file."""
        return find(self.entry, ("disabled",)) is True or find(self.entry, ("enabled",)) is False


def serve_command(program: Sequence[str], profile: str, *, allow_write: bool) -> tuple[str, ...]:
    """The command that starts our server; nothing in it is secret."""
    return (*program, *COMMAND, PROFILE_OPTIONS[0], profile, *((WRITE_OPTION,) if allow_write else ()))


def entry_of(shape: Shape, server: Server) -> dict[str, Value]:
    """The whole entry of a server."""
    program, *arguments = server.command
    name: dict[str, Value] = {"name": server.name} if shape.is_listed else {}
    words: dict[str, Value] = (
        {"command": list(server.command)}
        if shape.words_in_one
        else {"command": program, "args": list(arguments)}
    )
    variables: dict[str, Value] = {shape.variables: dict(server.variables)} if server.variables else {}
    return {**name, **shape.fixed, **words, **variables}


def find_servers(shape: Shape, table: KeyPath, document: object) -> Iterator[Found]:
    """Every server in a document, anybody's; none where the place of the servers is something else."""
    servers = find(document, table)
    if shape.is_listed and isinstance(servers, list):
        for number, entry in enumerate(servers):
            name = find(entry, ("name",))
            yield found_at((*table, number), name if isinstance(name, str) else "", entry)
    elif not shape.is_listed and isinstance(servers, dict):
        for name, entry in servers.items():
            yield found_at((*table, name), name, entry)


def found_at(path: KeyPath, name: str, entry: object) -> Found:
    """One server, read."""
    inner: KeyPath = (TRANSPORT,) if isinstance(find(entry, (TRANSPORT,)), dict) else ()
    body = find(entry, inner)
    command, arguments = find(body, ("command",)), find(body, ("args",))
    words = [*(command if isinstance(command, list) else [command])]
    words += arguments if isinstance(arguments, list) else []
    texts = tuple(word for word in words if isinstance(word, str))
    return Found(
        name=name,
        path=path,
        body=(*path, *inner),
        command=texts,
        serving=read_command(texts),
        entry=entry,
    )


def read_command(command: Sequence[str]) -> Serving:
    """How a command starts our server; empty when it starts something else."""
    words = tuple(command)
    for place in range(1, len(words)):
        end = place + len(COMMAND)
        if words[place:end] == COMMAND and PurePath(words[place - 1]).stem in NAMES:
            return read_options(words[:place], words[end:])
    return Serving()


def read_options(program: tuple[str, ...], options: Sequence[str]) -> Serving:
    """What the options of our server say."""
    profile, others = "", []
    words = iter(options)
    for word in words:
        if word in PROFILE_OPTIONS:
            profile = next(words, "")
        elif word.startswith(f"{PROFILE_OPTIONS[0]}="):
            profile = word.partition("=")[2]
        else:
            others.append(word)
    return Serving(
        program=program,
        profile=profile,
        allows_writing=WRITE_OPTION in others,
        others=tuple(word for word in others if word != WRITE_OPTION),
    )
