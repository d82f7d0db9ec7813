"""The stored texts of every `--help`, written from the command table and compared with it by the gate."""

import os

FOLDER = "help_texts"
ROOT = "smartaipi"


def read_help(words: list[str]) -> str | None:
    """The help of the command with these words, none for the program itself; None when there is no such command."""
    name = " ".join(words) or ROOT
    if not name.replace(" ", "").replace("-", "").isalpha():
        return None
    # os.path is loaded by every Python start; pathlib would cost more than the whole answer.
    path = os.path.join(os.path.dirname(__file__), FOLDER, f"{name}.txt")  # noqa: PTH118, PTH120
    try:
        with open(path, encoding="utf-8") as stream:  # noqa: PTH123
            return stream.read()
    except OSError:
        return None
