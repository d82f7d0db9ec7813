"""The port to other programs."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How a program ended. `exit_code` is -1 when it did not start or was stopped after its time."""

    exit_code: int
    output: str = field(repr=False)
    errors: str = field(repr=False)


class Processes(Protocol):
    """Finds and runs programs; nothing secret may stand in their arguments."""

    def find(self, name: str) -> Path | None:
        """The absolute path of a program on PATH."""
        ...

    def run(
        self,
        command: Sequence[str],
        *,
        timeout_s: float,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Finished:
        """Run to the end without standard input; a program that does not end in time is killed."""
        ...


class SystemProcesses:
    """Real programs, looked up on the PATH of `environment`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def find(self, name: str) -> Path | None:
        """See `Processes`."""
        import shutil

        found = shutil.which(name, path=self._environment.get("PATH", os.defpath))
        return Path(found).absolute() if found else None

    def run(
        self,
        command: Sequence[str],
        *,
        timeout_s: float,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Finished:
        """See `Processes`."""
        import subprocess

        try:
            done = subprocess.run(
                list(command),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=timeout_s,
                env=dict(self._environment if environment is None else environment),
                cwd=folder,
            )
        except subprocess.TimeoutExpired:
            return Finished(exit_code=-1, output="", errors=f"no answer within {timeout_s:g} s")
        except OSError as problem:
            return Finished(exit_code=-1, output="", errors=problem.strerror or str(problem))
        return Finished(
            exit_code=done.returncode,
            output=done.stdout.decode(errors="replace"),
            errors=done.stderr.decode(errors="replace"),
        )
