"""Pictures on terminals that draw them. Written from the terminals' documentation, run on none of them.

*Source:* https://iterm2.com/documentation-images.html and https://sw.kovidgoyal.net/kitty/graphics-protocol/
(November 2026).
"""

from collections.abc import Callable, Mapping
from typing import Final

CHUNK: Final = 4096
"""The most that one command of kitty's protocol may hold."""

Drawing = Callable[[bytes], str]


def drawing_for(environment: Mapping[str, str]) -> Drawing | None:
    """How this terminal is told to draw; None when it is not known to."""
    program, kind = environment.get("TERM_PROGRAM", ""), environment.get("TERM", "")
    if kind == "xterm-kitty" or environment.get("KITTY_WINDOW_ID") or program == "ghostty":
        return kitty
    return iterm if program in {"iTerm.app", "WezTerm"} else None


def iterm(data: bytes) -> str:
    """One command that holds the whole picture."""
    packed = pack(data)
    return f"\x1b]1337;File=inline=1;size={len(data)};width=50%:{packed}\x07\n"


def kitty(data: bytes) -> str:
    """Commands of at most `CHUNK` characters; all but the last say that more follows."""
    packed = pack(data)
    parts = [packed[start : start + CHUNK] for start in range(0, len(packed), CHUNK)] or [""]
    commands = []
    for number, part in enumerate(parts):
        first = "a=T,f=100," if number == 0 else ""
        commands.append(f"\x1b_G{first}m={int(number < len(parts) - 1)};{part}\x1b\\")
    return f"{''.join(commands)}\n"


def pack(data: bytes) -> str:
    """Base64; loaded when there is a picture."""
    from base64 import b64encode

    return b64encode(data).decode()
