"""Layers that take one safeguard away from the engine. The sweeps have to notice every one of them."""

from collections.abc import Callable
from pathlib import Path

from scenes import CLAUDE_TEXT, SETTINGS_TEXT, STATE

from smartaipi_cli.machine.files import Entry, Kind

JOURNAL = STATE / "j"
OLD = {"settings": SETTINGS_TEXT, "claude": CLAUDE_TEXT, "legacy": b"old key\n"}


class Without:
    """Hands everything on but the calls that `is_dropped(name, paths)` picks; those do nothing."""

    def __init__(self, files, is_dropped) -> None:
        self._files = files
        self._is_dropped = is_dropped

    def __getattr__(self, name: str) -> Callable:
        call = getattr(self._files, name)

        def step(*arguments: object) -> object:
            paths = [one for one in arguments if isinstance(one, Path)]
            return None if self._is_dropped(name, paths) else call(*arguments)

        return step


def in_journal(path: Path) -> bool:
    return path.is_relative_to(JOURNAL)


def is_temporary(path: Path) -> bool:
    return ".smartaipi-" in path.name


def no_temporary_sync(files):
    return Without(files, lambda name, paths: name == "sync_file" and is_temporary(paths[0]))


def no_journal_sync(files):
    return Without(
        files, lambda name, paths: name in {"sync_file", "sync_directory"} and in_journal(paths[0])
    )


def no_target_directory_sync(files):
    return Without(files, lambda name, paths: name == "sync_directory" and not paths[0].is_relative_to(STATE))


def no_directory_sync(files):
    return Without(files, lambda name, _paths: name == "sync_directory")


class no_journal:  # noqa: N801 -- one of the layers above, which are functions
    """The journal is never written, so that nothing is found after a crash."""

    def __init__(self, files) -> None:
        self._files = Without(
            files,
            lambda name, paths: (
                name not in {"look", "guards", "list_directory"}
                and any(in_journal(path) and path != JOURNAL for path in paths)
            ),
        )

    def look(self, path: Path) -> Entry:
        if in_journal(path) and path != JOURNAL:
            return Entry(kind=Kind.ABSENT)
        return self._files.look(path)

    def __getattr__(self, name: str) -> Callable:
        return getattr(self._files, name)


class no_swap_back:  # noqa: N801 -- as above
    """What a swap displaced is never swapped back: only the first swap of two files is done."""

    def __init__(self, files) -> None:
        self._files = files
        self._swapped: set[frozenset[Path]] = set()

    def exchange(self, one: Path, other: Path) -> None:
        self._once(one, other, self._files.exchange)

    def move(self, one: Path, other: Path) -> None:
        if in_journal(one):
            self._files.move(one, other)
        else:
            self._once(one, other, self._files.move)

    def _once(self, one: Path, other: Path, call) -> None:
        pair = frozenset({one, other})
        if pair not in self._swapped:
            self._swapped.add(pair)
            call(one, other)

    def __getattr__(self, name: str) -> Callable:
        return getattr(self._files, name)


class blind_recovery:  # noqa: N801 -- as above
    """Recovery takes whatever a temporary name holds for our own old file."""

    def __init__(self, files) -> None:
        self._files = files

    def read(self, path: Path) -> bytes:
        data = self._files.read(path)
        if is_temporary(path) and b"theirs" in data:
            return next(old for name, old in OLD.items() if name in path.name)
        return data

    def __getattr__(self, name: str) -> Callable:
        return getattr(self._files, name)
