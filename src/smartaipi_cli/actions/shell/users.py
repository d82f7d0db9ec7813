"""The keys that new shells get: a key that is rotated or revoked is one of theirs, or is not."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from smartaipi_cli.actions.history.reading import read_state
from smartaipi_cli.actions.shell.reading import text_of
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.tools.shell_env import SHELLS

KEY_LINE = re.compile(r"\b(?:OPENAI_API_KEY|ANTHROPIC_AUTH_TOKEN)[\"']?[ :=]+[\"']([^\"'\s]+)[\"']")
"""A key has neither quotes nor white space, so all our languages write it the same way."""


def shell_keys(machine: Machine) -> Iterator[tuple[Path, Secret]]:
    """Each file of variables that stands, with the key in it; what cannot be read counts as none."""
    for name in dict.fromkeys(shell.env_name for shell in SHELLS.values()):
        path = machine.paths.data / name
        with suppress(UserError):
            if found := KEY_LINE.search(text_of(read_state(machine, path))):
                yield path, Secret(found[1])
