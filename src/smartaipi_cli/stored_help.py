"""The stored text of `smartaipi --help`, compared with the real one by a test."""

import os.path

FILE_NAME = "root_help.txt"


def read_root_help() -> str:
    """The help text as `scripts/generate_docs.py` wrote it from the command table."""
    # os.path is loaded by every Python start; pathlib would cost more than the whole answer.
    path = os.path.join(os.path.dirname(__file__), FILE_NAME)  # noqa: PTH118, PTH120
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123
        return stream.read()
