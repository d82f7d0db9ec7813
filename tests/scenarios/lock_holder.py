"""A program that guards its file as Claude Code does: it makes a folder beside it, saves, and removes the folder.

It says `held` once it has the lock. The line `save` lets it save a value and let go, `let go` only the latter.
"""

import sys
from pathlib import Path

from rewriting_client import rewrite


def main() -> None:
    """Hold the lock of a file until told otherwise."""
    path = Path(sys.argv[1])
    lock = path.with_name(f"{path.name}.lock")
    lock.mkdir()
    print("held", flush=True)  # noqa: T201 - this is how it says so
    if sys.stdin.readline().strip() == "save":
        rewrite(path, "saved", value=True)
    lock.rmdir()


if __name__ == "__main__":
    main()
