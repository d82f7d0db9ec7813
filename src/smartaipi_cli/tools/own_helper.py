"""How other tools call us for a key, and how we know that call again."""

from collections.abc import Sequence
from pathlib import Path, PurePath

NAMES = frozenset({"smartaipi", "smartaipi_cli"})
COMMAND = "credential"


def helper_command(program: Sequence[str], profile: str, key_name: str, store: Path) -> tuple[str, ...]:
    """The command that prints a profile's key; absolute, and independent of every variable."""
    name = ("--key", key_name) if key_name else ()
    return (*program, COMMAND, profile, *name, "--store", str(store))


def name_in_helper(command: Sequence[str]) -> str:
    """The name of the key that the command asks for, empty for the profile's main one."""
    words = list(command)
    place = words.index("--key") + 1 if "--key" in words else len(words)
    return words[place] if place < len(words) else ""


def is_own_helper(command: Sequence[str]) -> bool:
    """Whether a command is one that `helper_command` made."""
    return bool(profile_of_helper(command))


def profile_of_helper(command: Sequence[str]) -> str:
    """The profile whose key the command prints, empty when the command is not ours."""
    if COMMAND not in command:
        return ""
    place = list(command).index(COMMAND)
    is_ours = any(PurePath(word).stem in NAMES for word in command[:place])
    return command[place + 1] if is_ours and len(command) > place + 1 else ""
