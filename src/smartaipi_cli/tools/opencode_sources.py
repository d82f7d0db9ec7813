"""Which configuration files OpenCode and its fork read, in which order.

The order was read in the programs and observed with OpenCode 1.18.33 and Kilo Code 7.7.7 (November 2026): every
source got a value of its own, the winner was removed, and the next one looked at, until none was left.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from smartaipi_cli.tools.base import Place, Scope

Owner = Literal["user", "project", "administrator"]


class Fork(NamedTuple):
    """What tells OpenCode and its forks apart. Names of files go from the lowest precedence to the highest.

    `first_name` is the file that is made where there is none; `folders` are those of a project; `marker` is a file
    whose absence makes the client change its configuration. A fork that does not trust projects ignores their
    files when these refer to variables, or to files outside.
    """

    name: str
    label: str
    schema: str
    global_names: tuple[str, ...]
    first_name: str
    project_names: tuple[tuple[str, ...], ...]
    folder_names: tuple[str, ...]
    folders: tuple[str, ...]
    marker: str = ""
    trusts_projects: bool = True

    def variable(self, name: str, place: Place) -> str:
        """The value of one of the client's own variables, such as `OPENCODE_CONFIG`."""
        return place.environment.get(f"{self.name.upper()}_{name}", "")


class Source(NamedTuple):
    """A file that the client reads, if it is there."""

    role: str
    path: Path
    owner: Owner


def global_folder(fork: Fork, place: Place) -> Path:
    """Where the user's configuration is, on every system."""
    chosen = place.environment.get("XDG_CONFIG_HOME")
    return (Path(chosen) if chosen else place.home / ".config") / fork.name


def data_folder(fork: Fork, place: Place) -> Path:
    """Where the client keeps its logins."""
    chosen = place.environment.get("XDG_DATA_HOME")
    return (Path(chosen) if chosen else place.home / ".local" / "share") / fork.name


def managed_folder(fork: Fork, place: Place) -> Path:
    """Where an administrator's configuration is (read in the program, not run but on Linux)."""
    program_data = place.environment.get("ProgramData") or r"C:\ProgramData"
    return {
        "darwin": Path("/Library/Application Support") / fork.name,
        "win32": Path(program_data) / fork.name,
    }.get(place.platform, Path("/etc") / fork.name)


def list_candidates(fork: Fork, place: Place, scope: Scope) -> tuple[Path, ...]:
    """The files that a set-up may be written to, the lowest precedence first."""
    if scope == "project":
        return tuple(place.working_folder / name for name in fork.project_names[0])
    return tuple(global_folder(fork, place) / name for name in fork.global_names)


def list_sources(fork: Fork, place: Place) -> tuple[Source, ...]:
    """Every file that the client reads here, the lowest precedence first."""
    found: dict[Path, Owner] = {}
    for path, owner in _walk_sources(fork, place):
        found.setdefault(path, owner)
    return tuple(Source(f"source {path}", path, owner) for path, owner in found.items())


def owner_of(folder: Path, place: Place) -> Owner:
    """Whose configuration stands in a folder: the home is the user's own, also above a working folder."""
    return "user" if folder == place.home else "project"


def _walk_sources(fork: Fork, place: Place) -> Iterator[tuple[Path, Owner]]:
    for name in fork.global_names:
        yield global_folder(fork, place) / name, "user"
    if chosen := fork.variable("CONFIG", place):
        yield place.working_folder / chosen, "user"
    ancestors = list(_walk_up(place))
    is_blind = fork.variable("DISABLE_PROJECT_CONFIG", place).lower() in {"1", "true"}
    if not is_blind:
        for names in fork.project_names:
            for folder in reversed(ancestors):
                yield from ((folder / name, owner_of(folder, place)) for name in names)
    # Of the folders the outermost one wins, other than of the files (observed).
    folders: list[tuple[Path, Owner]] = []
    if not is_blind:
        folders += [(above / name, owner_of(above, place)) for above in ancestors for name in fork.folders]
    folders += [(place.home / name, "user") for name in fork.folders]
    if chosen := fork.variable("CONFIG_DIR", place):
        folders.append((place.working_folder / chosen, "user"))
    for folder, owner in folders:
        yield from ((folder / name, owner) for name in fork.folder_names)
    for name in fork.folder_names:
        yield managed_folder(fork, place) / name, "administrator"


def _walk_up(place: Place) -> Iterator[Path]:
    """The working folder and what lies above it, up to the root of its Git repository where it is in one."""
    for folder in (place.working_folder, *place.working_folder.parents):
        yield folder
        if folder == place.repository:
            return
