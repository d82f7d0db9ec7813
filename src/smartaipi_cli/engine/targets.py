"""Where a path really ends, and whether the file there may be replaced; asked before anything is written."""

import os
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Entry, Files, Kind
from smartaipi_cli.plan.states import Absent, Content, FileState

_MOST_LINKS: Final = 40
"""Linux gives up after as many."""

_WRITE_BITS: Final = 0o222


class Target(NamedTuple):
    """The real end of a path: the links on the way, what stands there, the directories that are missing."""

    path: Path
    real: Path
    links: tuple[Path, ...]
    entry: Entry
    missing_directories: tuple[Path, ...]


def resolve_target(files: Files, path: Path) -> Target:
    """Follows every link of `path`, also one that points to nothing yet.

    *Errors:* `target-refused` for a loop of links, for what is no regular file, and for what cannot be read.
    """
    try:
        target = _follow(files, path)
    except OSError as error:
        raise _refuse(path, os.strerror(error.errno or 0), f"ls -ld {path}") from error
    if target.entry.kind not in {Kind.FILE, Kind.ABSENT}:
        raise _refuse(
            path,
            f"it is a {target.entry.kind.value}, not a regular file",
            f"move it away and run the same command again: mv {target.real} {target.real}.away",
        )
    return target


def read_target(files: Files, target: Target) -> FileState:
    """What the file holds now; *Errors:* `target-refused` when it cannot be read."""
    if target.entry.kind is Kind.ABSENT:
        return Absent()
    try:
        return Content(files.read(target.real), target.entry.mode)
    except FileNotFoundError:
        return Absent()
    except OSError as error:
        raise _refuse(target.path, os.strerror(error.errno or 0), f"ls -l {target.real}") from error


def check_replaceable(files: Files, target: Target) -> None:
    """Refuses a file that cannot be replaced without losing something; *Errors:* `target-refused`."""
    real, entry = target.real, target.entry
    try:
        if entry.kind is Kind.FILE:
            _check_file(files, target)
        directory = (target.missing_directories or (real,))[0].parent
        guards = files.guards(directory)
    except OSError as error:
        raise _refuse(target.path, os.strerror(error.errno or 0), f"ls -ld {real}") from error
    if not guards.is_writable or guards.is_immutable:
        raise _refuse(
            target.path,
            f"its directory `{directory}` is not writable; files there may be managed by another tool",
            f"change the file where it is managed, or allow it: chmod u+w {directory}",
        )


def _check_file(files: Files, target: Target) -> None:
    real, entry = target.real, target.entry
    if entry.links > 1:
        raise _refuse(
            target.path,
            f"it has {entry.links} hard links, and replacing it would cut them",
            f"make it a file of its own: cp -p {real} {real}.own && mv {real}.own {real}",
        )
    if not entry.mode & _WRITE_BITS:
        raise _refuse(target.path, "it is read-only", f"chmod u+w {real}")
    guards = files.guards(real)
    if guards.is_immutable:
        raise _refuse(target.path, "it is marked immutable or append-only", f"sudo chattr -i -a {real}")
    if not guards.can_give_back:
        raise _refuse(
            target.path,
            "it belongs to another user or group, which a new file could not be given",
            f"run as its owner, or make it yours: sudo chown $(id -u):$(id -g) {real}",
        )
    if not guards.is_writable:
        raise _refuse(target.path, "it is not writable for you", f"ls -l {real}")


def _follow(files: Files, path: Path) -> Target:
    rest = list(reversed(path.parts[1:]))
    real = Path(path.anchor)
    links: list[Path] = []
    missing: list[Path] = []
    entry = Entry(kind=Kind.DIRECTORY)
    while rest:
        name = rest.pop()
        if name == "..":
            real = real.parent
            continue
        step = real / name
        entry = files.look(step)
        if entry.kind is Kind.LINK:
            links.append(step)
            if len(links) > _MOST_LINKS:
                raise _refuse(path, "its symbolic links lead in a circle", f"readlink {links[0]}")
            destination = Path(files.read_link(step))
            if destination.is_absolute():
                real = Path(destination.anchor)
            rest += reversed([part for part in destination.parts if part != destination.anchor])
            continue
        real = step
        if rest and entry.kind is Kind.ABSENT:
            missing.append(step)
        elif rest and entry.kind is not Kind.DIRECTORY:
            raise _refuse(path, f"`{step}` is a {entry.kind.value}, not a directory", f"ls -ld {step}")
    return Target(path=path, real=real, links=tuple(links), entry=entry, missing_directories=tuple(missing))


def _refuse(path: Path, reason: str, hint: str) -> UserError:
    return UserError("target-refused", f"`{path}` was left alone", reason=reason, hint=hint)
