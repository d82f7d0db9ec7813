"""A wrapper around any `Files` that counts steps and makes one of them go wrong."""

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOOKING = frozenset({"look", "guards", "read_link", "read", "read_metadata", "list_directory"})
CHANGING = frozenset(
    {
        "create",
        "write",
        "write_metadata",
        "sync_file",
        "exchange",
        "move",
        "replace",
        "unlink",
        "make_directory",
        "remove_directory",
        "sync_directory",
        "try_lock",
    }
)


class Killed(BaseException):
    """The process is gone: no handler of ours may change anything any more."""


@dataclass(frozen=True)
class Step:
    """One call: its name and the paths in it."""

    name: str
    paths: tuple[Path, ...]


class FaultyFiles:
    """Hands every step to `files`, after what `on_step` does to it.

    `on_step` gets the number of the step and the step, and may raise; `steps` are those that came so far.
    """

    def __init__(self, files, on_step: Callable[[int, Step], None] | None = None, names=CHANGING) -> None:
        self.files = files
        self.steps: list[Step] = []
        self.dead = False
        self.fired = False
        self._on_step = on_step
        self._names = names

    def __getattr__(self, name: str) -> Callable:
        call = getattr(self.files, name)

        def step(*arguments: object) -> object:
            if self.dead:
                raise Killed
            if name in self._names:
                taken = Step(name, tuple(one for one in arguments if isinstance(one, Path)))
                self.steps.append(taken)
                if self._on_step is not None:
                    self._on_step(len(self.steps) - 1, taken)
                if self.dead:
                    self._tear(name, arguments)
                    raise Killed
            return call(*arguments)

        return step

    def kill(self) -> None:
        """Ends the process at this step."""
        self.dead = self.fired = True

    def _tear(self, name, arguments) -> None:
        """A write that is cut short leaves a part of its bytes."""
        if name == "write":
            path, data = arguments
            self.files.write(path, data[: len(data) // 2])


def kill_at(files, number: int) -> FaultyFiles:
    """The process ends at one changing step."""
    faulty = FaultyFiles(files)
    faulty._on_step = lambda now, _step: faulty.kill() if now == number else None
    return faulty


def fail_at(files, number: int, code: int) -> FaultyFiles:
    """One step, looking or changing, ends in an error of the operating system, once."""
    faulty = FaultyFiles(files, names=LOOKING | CHANGING)

    def fail(now: int, step: Step) -> None:
        if now == number:
            faulty.fired = True
            path = str(step.paths[0]) if step.paths else None
            raise OSError(code, os.strerror(code), path)

    faulty._on_step = fail
    return faulty


def act_before(files, number: int, act: Callable[[], None]) -> FaultyFiles:
    """Another program acts just before one step, looking or changing."""
    faulty = FaultyFiles(files, names=LOOKING | CHANGING)

    def do(now: int, _step: Step) -> None:
        if now == number:
            faulty.fired = True
            act()

    faulty._on_step = do
    return faulty


ERRORS = {
    "ENOSPC": errno.ENOSPC,
    "EIO": errno.EIO,
    "EACCES": errno.EACCES,
    "EPERM": errno.EPERM,
    "EINTR": errno.EINTR,
}
