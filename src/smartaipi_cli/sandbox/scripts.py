"""Scripted agents: which tools the sandbox calls to make a real coding agent do a real thing.

A script is a list of turns. A turn names one action in the words of several agents; the engine takes the
first that the request offers. Arguments are written as the agents' own tool descriptions ask for them.
*Source:* the tool lists that Claude Code 2.1.329 and Codex 0.169.0 send (observed, November 2026). The names of
other agents' tools are not observed yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

WRITTEN_FILE: Final = "hello.txt"
"""The file that `write-file` makes, in the folder where the agent works."""

WRITTEN_TEXT: Final = "Hello from the sandbox gateway\n"
"""What stands in it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One tool that would do, with the arguments to call it with."""

    tool: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the agent says and does before it waits for a result."""

    say: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Turns in order, and the words that end the work."""

    turns: tuple[Turn, ...]
    farewell: str


_WRITE_COMMAND: Final = f"printf '%s\\n' '{WRITTEN_TEXT.strip()}' > {WRITTEN_FILE}"
_READ_COMMAND: Final = f"cat {WRITTEN_FILE}"

_WRITE: Final = Turn(
    say=f"I write `{WRITTEN_FILE}`.",
    candidates=(
        # Claude Code
        Candidate("Write", {"file_path": WRITTEN_FILE, "content": WRITTEN_TEXT}),
        Candidate("Bash", {"command": _WRITE_COMMAND, "description": "Write the file"}),
        # Codex: its shell has had three names and two argument forms
        Candidate("exec_command", {"cmd": _WRITE_COMMAND}),
        Candidate("shell_command", {"command": _WRITE_COMMAND}),
        Candidate("shell", {"command": ["bash", "-c", _WRITE_COMMAND]}),
        # OpenCode
        Candidate("write", {"filePath": WRITTEN_FILE, "content": WRITTEN_TEXT}),
        Candidate("bash", {"command": _WRITE_COMMAND, "description": "Write the file"}),
        # Qwen Code
        Candidate("run_shell_command", {"command": _WRITE_COMMAND, "is_background": False}),
        # Cline, Kilo, Roo
        Candidate("write_to_file", {"path": WRITTEN_FILE, "content": WRITTEN_TEXT}),
        # Continue
        Candidate("create_new_file", {"filepath": WRITTEN_FILE, "contents": WRITTEN_TEXT}),
    ),
)
_READ_BACK: Final = Turn(
    say="I read it back.",
    candidates=(
        Candidate("Read", {"file_path": WRITTEN_FILE}),
        Candidate("Bash", {"command": _READ_COMMAND, "description": "Read the file"}),
        Candidate("exec_command", {"cmd": _READ_COMMAND}),
        Candidate("shell_command", {"command": _READ_COMMAND}),
        Candidate("shell", {"command": ["bash", "-c", _READ_COMMAND]}),
        Candidate("read", {"filePath": WRITTEN_FILE}),
        Candidate("run_shell_command", {"command": _READ_COMMAND, "is_background": False}),
        Candidate("read_file", {"path": WRITTEN_FILE}),
        Candidate("read_file", {"filepath": WRITTEN_FILE}),
    ),
)

SCRIPTS: Final[Mapping[str, Script]] = MappingProxyType(
    {
        "write-file": Script(turns=(_WRITE,), farewell=f"Done: `{WRITTEN_FILE}` is written."),
        "write-and-read": Script(
            turns=(_WRITE, _READ_BACK),
            farewell=f"Done: `{WRITTEN_FILE}` is written and read back.",
        ),
    }
)
"""Every script by the name that stands after `sandbox/script:`."""
