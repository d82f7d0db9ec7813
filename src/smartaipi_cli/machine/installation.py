"""How we were installed: where other tools find us again, and whether that place will last."""

import os
from collections.abc import Mapping
from pathlib import Path


def find_program(argument: str, prefix: Path, interpreter: str) -> tuple[str, ...]:
    """The words that start us from anywhere: an absolute script where there is one, else the interpreter.

    `-P` keeps the interpreter from importing modules of the folder that a client happens to run in.
    """
    name = "smartaipi.exe" if os.name == "nt" else "smartaipi"
    started = Path(argument)
    if started.name == name and started.is_file():
        return (str(started.absolute()),)
    script = prefix / ("Scripts" if os.name == "nt" else "bin") / name
    if script.is_file():
        return (str(script),)
    return (interpreter, "-P", "-m", "smartaipi_cli")


def reason_to_vanish(prefix: Path, environment: Mapping[str, str], home: Path) -> str:
    """Why this installation will not last (in words that follow "this smartaipi runs from"), else empty.

    Observed with uv 0.13 (`uvx`: `archive-v0`,
    `environments-v2` below its cache) and pipx 1.18 (`pipx run`: `.cache` below its home).
    """
    cache = Path(environment.get("XDG_CACHE_HOME") or home / ".cache")
    uv_cache = Path(environment.get("UV_CACHE_DIR") or cache / "uv")
    pipx_home = Path(environment.get("PIPX_HOME") or home / ".local" / "share" / "pipx")
    for folder, words in (
        (uv_cache, "uv's cache (`uvx`)"),
        (pipx_home / ".cache", "a temporary environment of `pipx run`"),
        (cache / "pipx", "a temporary environment of `pipx run`"),
        (Path(environment.get("TMPDIR") or "/tmp"), "a temporary folder"),  # noqa: S108 - only compared with
        (Path("/tmp"), "a temporary folder"),  # noqa: S108
        (Path("/var/tmp"), "a temporary folder"),  # noqa: S108
        (Path("/var/folders"), "a temporary folder"),
    ):
        if prefix.is_relative_to(folder):
            return words
    return ""
