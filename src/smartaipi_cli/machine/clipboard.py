"""The port to the clipboard, through the program that the desktop has for it.

A secret goes to that program on its standard input, never in an argument that every user could list. `wl-copy`,
`xclip` and `xsel` stay behind to serve what was copied, with the streams that they were given: those lead nowhere,
or waiting for their end would never end.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.machine.processes import Processes

LIMIT_S: Final = 5.0
CLEARING: Final = "smartaipi_cli.machine.clipboard_clearing"


class Program(NamedTuple):
    """A clipboard program: its name, the commands that copy, paste and clear, and where it works.

    `needs` is the variable of the desktop that it speaks to, `platforms` the systems that have it.
    """

    name: str
    copy: tuple[str, ...]
    paste: tuple[str, ...]
    clear: tuple[str, ...]
    platforms: tuple[str, ...]
    needs: str = ""


PROGRAMS: Final = (
    Program("pbcopy", ("pbcopy",), ("pbpaste",), ("pbcopy",), ("darwin",)),
    Program(
        "wl-copy",
        ("wl-copy", "--type", "text/plain"),
        ("wl-paste", "--no-newline"),
        ("wl-copy", "--clear"),
        ("linux",),
        needs="WAYLAND_DISPLAY",
    ),
    Program(
        "xclip",
        ("xclip", "-selection", "clipboard", "-in"),
        ("xclip", "-selection", "clipboard", "-out"),
        ("xclip", "-selection", "clipboard", "-in"),
        ("linux",),
        needs="DISPLAY",
    ),
    Program(
        "xsel",
        ("xsel", "--clipboard", "--input"),
        ("xsel", "--clipboard", "--output"),
        ("xsel", "--clipboard", "--clear"),
        ("linux",),
        needs="DISPLAY",
    ),
    # Windows' own, which a Linux inside Windows (WSL) has on its PATH as well.
    Program(
        "clip.exe",
        ("clip.exe",),
        ("powershell.exe", "-NoProfile", "-Command", "Get-Clipboard"),
        ("clip.exe",),
        ("win32", "linux"),
    ),
)
"""In the order in which they are tried."""


class Clipboard(Protocol):
    """What the person pastes from."""

    @property
    def program(self) -> str:
        """The name of the program behind it."""
        ...

    def copy(self, secret: Secret) -> bool:
        """Put the secret there; False when the program did not take it."""
        ...

    def clear_later(self, secret: Secret, seconds: float) -> None:
        """Empty it after a while, by a process that outlives this one, if the secret is still what it holds."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemClipboard:
    """The clipboard behind three commands; the first word of each is an absolute path."""

    program: str
    copying: tuple[str, ...]
    pasting: tuple[str, ...]
    clearing: tuple[str, ...]
    environment: Mapping[str, str]

    def copy(self, secret: Secret) -> bool:
        """See `Clipboard`."""
        return feed(self.copying, secret.reveal().encode(), self.environment)

    def clear_later(self, secret: Secret, seconds: float) -> None:
        """See `Clipboard`. The process learns the digest of the secret alone, and that on its standard input."""
        from hashlib import sha256

        order = {
            "digest": sha256(secret.reveal().encode()).hexdigest(),
            "seconds": seconds,
            "paste": self.pasting,
            "clear": self.clearing,
        }
        feed((sys.executable, "-P", "-m", CLEARING), json.dumps(order).encode(), self.environment)


def find_clipboard(
    processes: Processes, environment: Mapping[str, str], platform: str
) -> SystemClipboard | None:
    """The first clipboard whose programs are all on PATH and whose desktop is there, None without one."""
    for program in PROGRAMS:
        if platform not in program.platforms or (program.needs and not environment.get(program.needs)):
            continue
        commands = [
            located(processes.find(command[0]), command)
            for command in (program.copy, program.paste, program.clear)
        ]
        if all(commands):
            copying, pasting, clearing = commands
            return SystemClipboard(
                program=program.name,
                copying=copying,
                pasting=pasting,
                clearing=clearing,
                environment=environment,
            )
    return None


def located(program: Path | None, command: tuple[str, ...]) -> tuple[str, ...]:
    """The command with the program's absolute path, nothing when the program is not there."""
    return (str(program), *command[1:]) if program else ()


def feed(command: tuple[str, ...], data: bytes, environment: Mapping[str, str]) -> bool:
    """Run a program on some input; whether it ended well and in time. What it says is thrown away."""
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=LIMIT_S,
            env=dict(environment),
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
