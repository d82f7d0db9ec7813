"""A fresh home with nothing in it, and the real programs run in it as a person would run them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

LIMIT_S: Final = 60
PROGRAM: Final = Path(sys.prefix, "bin", "smartaipi")
PROFILE: Final = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a program did."""

    code: int
    output: str
    errors: str

    @property
    def text(self) -> str:
        """Both streams."""
        return self.output + self.errors

    def data(self) -> Any:
        """The `data` of our JSON envelope."""
        return json.loads(self.output)["data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveHome:
    """A home folder, a project folder in it, and the environment that programs get: nothing is inherited."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def project(self) -> Path:
        """The folder where the clients work."""
        return self.folder / "project"

    @property
    def claude_settings(self) -> Path:
        """Claude Code's user settings."""
        return self.folder / ".claude" / "settings.json"

    @property
    def claude_state(self) -> Path:
        """Claude Code's state file."""
        return self.folder / ".claude.json"

    @property
    def codex_config(self) -> Path:
        """Codex's configuration."""
        return self.folder / ".codex" / "config.toml"

    @property
    def codex_login(self) -> Path:
        """Codex's login file."""
        return self.folder / ".codex" / "auth.json"

    @property
    def key_file(self) -> Path:
        """Where the program keeps the profile's key when it is told to use files."""
        return self.folder / ".local" / "share" / "smartaipi" / "credentials" / PROFILE / "key"

    @property
    def key(self) -> str:
        """The profile's key."""
        return self.key_file.read_text(encoding="utf-8").strip()

    def smartaipi(self, *arguments: str, typed: str = "", **variables: str) -> Ran:
        """Run our program; `typed` is its standard input."""
        return self.run(str(PROGRAM), *arguments, typed=typed, **variables)

    def set_up(self, *arguments: str, **variables: str) -> Ran:
        """Run our program, which must succeed."""
        ran = self.smartaipi(*arguments, **variables)
        assert ran.code == 0, ran.text
        return ran

    def claude(self, *arguments: str, **variables: str) -> Ran:
        """Run Claude Code without a terminal."""
        return self.run("claude", *arguments, **variables)

    def codex(self, *arguments: str, **variables: str) -> Ran:
        """Run Codex without a terminal."""
        return self.run("codex", *arguments, **variables)

    def say_hi(self, *arguments: str, **variables: str) -> Ran:
        """One turn of `codex exec`, as strict about its configuration as it can be."""
        return self.codex(
            "exec", "--strict-config", "--skip-git-repo-check", *arguments, "say hi", **variables
        )

    def keep_key(self, key: str) -> None:
        """Keep a key for the profile, as `smartaipi login` does."""
        ran = self.smartaipi("login", "--profile", PROFILE, "--with-key", typed=key)
        assert ran.code == 0, ran.text

    def write(self, name: str, content: bytes, mode: int = 0o600) -> Path:
        """Make a file below the home."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
        return path

    def run(self, *command: str, typed: str = "", **variables: str) -> Ran:
        """Run a program in the project folder; it and all that it started end after `LIMIT_S` seconds.

        Without `typed` its standard input is empty and closed.
        """
        with subprocess.Popen(
            command,
            cwd=self.project,
            env={**self.environment, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, errors = process.communicate(typed, timeout=LIMIT_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                output, errors = process.communicate()
                raise AssertionError(
                    f"`{command[0]}` did not end in {LIMIT_S} s:\n{output}{errors}"
                ) from None
        return Ran(code=process.returncode, output=output, errors=errors)
