"""Time one key set in large documents, as a ratio to parsing the same text.

Run with `python benchmarks/documents.py`. The promise: one key set in a strict `~/.claude.json` of 20 MB
takes at most three times `json.loads` of it.
"""

import json
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from smartaipi_cli.documents import jsonc, toml

ROUNDS = 5


def main() -> None:
    """Print one line a document: its size, the time to parse it, the time to set a key, the ratio."""
    print(f"{'document':44}{'MB':>6}{'parse s':>10}{'set s':>10}{'ratio':>8}")
    for name, text, path in json_documents():
        source = text.encode()
        plain = source.replace(b"// mine\n", b"").replace(b"/* c */", b"")
        show(name, source, partial(json.loads, plain), partial(jsonc.set_value, source, path, "new"))
    text = "".join(f'[t{i}]\nname = "x"\nn = {i}\n\n' for i in range(20_000))
    source = text.encode()
    show(
        "TOML: 20,000 tables", source, partial(tomllib.loads, text), partial(toml.set_value, source, ["k"], 1)
    )


def json_documents() -> Iterator[tuple[str, str, Sequence[str | int]]]:
    """Name, text and the path to set."""
    entry = {"display": "fix the bug in the second module, please " * 2, "pastedContents": {}}
    projects = {
        f"/home/user/project{i}": {"history": [entry] * 100, "cost": 1.5, "n": i, "ok": True}
        for i in range(1500)
    }
    settings = json.dumps({"startups": 3, "projects": projects, "mcpServers": {}}, indent=2)
    yield "settings: new server", settings, ["mcpServers", "smartaipi"]
    yield "settings: deep in one project", settings, ["projects", "/home/user/project7", "mcpServers", "x"]
    yield "settings: a value replaced", settings, ["startups"]
    yield "settings with a comment at the top", "// mine\n" + settings, ["mcpServers", "smartaipi"]
    inside = settings.replace('"cost"', '/* c */ "cost"', 1)
    yield "settings with a comment in a project", inside, ["mcpServers", "smartaipi"]
    yield "one line of numbers", json.dumps({"a": list(range(2_700_000))}), ["b"]
    flat = json.dumps({f"key{i}": i * 1.5 for i in range(800_000)}, indent=2)
    yield "800,000 members beside the key", flat, ["new"]
    texts = json.dumps({f"key{i}": "x" * 90 for i in range(200_000)}, indent=2)
    yield "200,000 texts beside the key (worst)", texts, ["new"]
    objects = json.dumps({f"key{i}": {"a": "x" * 80, "b": [i]} for i in range(150_000)})
    yield "150,000 objects beside the key", objects, ["new"]


def show(name: str, source: bytes, parse: Callable[[], Any], edit: Callable[[], bytes]) -> None:
    """Measure both in turn, so that a busy moment strikes both, and keep the best of each."""
    parsing, editing = [], []
    for _ in range(ROUNDS):
        parsing.append(seconds(parse))
        editing.append(seconds(edit))
    ratio = min(editing) / min(parsing)
    print(f"{name:44}{len(source) / 1e6:6.1f}{min(parsing):10.3f}{min(editing):10.3f}{ratio:8.2f}")


def seconds(action: Callable[[], Any]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
