"""Ways in which a client's file can be other than expected, and where each of these files is."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from home import CLAUDE, CODEX, CONFIG, LOGIN, SETTINGS, STATE

JSON = b'{\n  "theme": "dark",\n  "permissions": {"deny": ["Read(./.env)"]}\n}\n'
TOML = b'approval_policy = "on-request"\n\n[tools]\nweb_search = true\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A file that a set-up writes: its place in the home, and the command that writes it."""

    path: str
    command: tuple[str, ...]
    valid: bytes = JSON


TARGETS: Mapping[str, Target] = {
    "settings.json": Target(path=SETTINGS, command=CLAUDE),
    ".claude.json": Target(path=STATE, command=CLAUDE),
    "settings.local.json": Target(
        path="project/.claude/settings.local.json", command=(*CLAUDE, "--scope", "project")
    ),
    "config.toml": Target(path=CONFIG, command=(*CODEX, "--scope", "user"), valid=TOML),
    "NAME.config.toml": Target(
        path=".codex/sandbox.config.toml", command=(*CODEX, "--scope", "project"), valid=TOML
    ),
    "auth.json": Target(path=LOGIN, command=("codex", "--recipe", "documented", "--yes")),
}

WRONG_TYPES: Mapping[str, bytes] = {
    "settings.json": b'{"env": ["a"]}\n',
    ".claude.json": b'["a"]\n',
    "settings.local.json": b'{"env": 1}\n',
    "config.toml": b'model_providers = "none"\n',
    "NAME.config.toml": b"model_providers = 1\n",
    "auth.json": b"null\n",
}


def as_text(target: Target, json: bytes, toml: bytes) -> bytes:
    """The text in the format of the target."""
    return toml if target.valid is TOML else json


CONTENTS: Mapping[str, Callable[[Target], bytes]] = {
    "invalid": lambda target: as_text(target, b'{\n  "a": 1,, "b": 2\n}\n', b'a = 1\nb = = "c"\n'),
    "truncated": lambda target: (
        target.valid.rstrip()[:-1] if target.valid is JSON else TOML + b'[tables\nb = "c'
    ),
    "merge conflict": lambda target: b"<<<<<<< HEAD\n" + target.valid + b"=======\n>>>>>>> theirs\n",
    "NUL byte": lambda target: target.valid[:9] + b"\0" + target.valid[9:],
    "byte order mark": lambda target: b"\xef\xbb\xbf" + target.valid,
    "CRLF": lambda target: target.valid.replace(b"\n", b"\r\n"),
    "UTF-16": lambda target: target.valid.decode().encode("utf-16"),
    "empty": lambda _: b"",
    "no final line end": lambda target: target.valid.rstrip(),
    "comments": lambda target: as_text(
        target, JSON.replace(b"\n", b" // mine\n", 1), TOML.replace(b"\n", b"  # mine\n")
    ),
    "duplicate keys": lambda target: as_text(
        target, b'{"a": 1, "env": {"A": "1"}, "a": 2, "env": {"B": "2"}}\n', b"a = 1\na = 2\n"
    ),
}
"""What may stand in a file, by its name, in the format of the target."""


def make_hard_link(path: Path) -> None:
    """A second name for the file."""
    path.with_name("second-name").hardlink_to(path)


def make_link(path: Path) -> None:
    """The file is elsewhere; a link stands in its place."""
    elsewhere = path.with_name("elsewhere")
    path.rename(elsewhere)
    path.symlink_to(elsewhere.name)


def make_dangling_link(path: Path) -> None:
    """A link to a file that is not there yet."""
    path.unlink()
    path.symlink_to("not-there-yet")


def make_loop(path: Path) -> None:
    """Two links that point to each other."""
    path.unlink()
    path.symlink_to("other-link")
    path.with_name("other-link").symlink_to(path.name)


def make_pipe(path: Path) -> None:
    """A named pipe, which nobody writes into."""
    path.unlink()
    os.mkfifo(path)


def make_folder(path: Path) -> None:
    """A folder in place of the file."""
    path.unlink()
    path.mkdir()


KINDS: Mapping[str, Callable[[Path], None]] = {
    "read-only": lambda path: path.chmod(0o444),
    "hard-linked": make_hard_link,
    "link": make_link,
    "link to nowhere": make_dangling_link,
    "loop of links": make_loop,
    "named pipe": make_pipe,
    "folder": make_folder,
}
"""What may stand in the place of a file, made from a valid one."""


def set_immutable(path: Path, *, on: bool) -> bool:
    """Mark a file as immutable, or take the mark off; whether this user and file system can."""
    flag = "+i" if on else "-i"
    program = shutil.which("chattr")
    if program is None:
        return False
    return subprocess.run([program, flag, str(path)], capture_output=True, check=False).returncode == 0
