"""A program that saves its settings as a client does: reads, changes one value, writes a new file, renames it."""

import json
import random
import sys
import time
from pathlib import Path

PAUSE_S = 0.02


def rewrite(path: Path, name: str, value: object) -> None:
    """Save one value; everything else stays as it was read."""
    data = json.loads(path.read_bytes())
    data[name] = value
    draft = path.with_name(f"{path.name}.tmp")
    draft.write_text(json.dumps(data, indent=2))
    draft.replace(path)


def main() -> None:
    """Save values one after the other, at the pace of a client that is in use."""
    path, count = Path(sys.argv[1]), int(sys.argv[2])
    generator = random.Random(7)
    for number in range(count):
        rewrite(path, f"n{number}", number)
        time.sleep(generator.uniform(0, PAUSE_S))


if __name__ == "__main__":
    main()
