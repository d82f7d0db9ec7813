"""The readers that Continue is built on take every edited file for what our own readers take it.

Observed with the packages `yaml` 2.9 and `dotenv` 17 for Node.
"""

import importlib.util
import json
import math
import random
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from live_clients import Clients

from smartaipi_cli.documents import DocumentRefused, dotenv, yaml

pytestmark = pytest.mark.live

DOCUMENTS: Final = 1000
FILES: Final = 3000
GENERATORS: Final = Path(__file__).parents[1] / "properties"
READ_ALL: Final = """
const { createRequire } = require("module");
const { parse } = createRequire(process.argv[1])(process.argv[2]);
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const read = (text) => { try { return { data: parse(text) }; } catch (error) { return { error: error.code }; } };
process.stdout.write(JSON.stringify(texts.map(read)));
"""


def load_generator(name: str) -> ModuleType:
    """A module of the property tests, which are no package."""
    spec = importlib.util.spec_from_file_location(name, GENERATORS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_with(clients: Clients, package: str, sources: list[bytes]) -> list[Any]:
    """What a package for Node makes of each text."""
    folder = Path(clients.path.partition(":")[0])
    node = shutil.which("node", path=clients.path)
    assert node is not None
    ran = subprocess.run(
        [node, "-e", READ_ALL, str(folder.parent / "any.js"), package],
        input=json.dumps([one.decode() for one in sources]),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"PATH": clients.path},
    )
    answers: list[Any] = json.loads(ran.stdout, parse_int=float)
    assert len(answers) == len(sources)
    return answers


def as_javascript(data: Any) -> Any:
    """The data as JSON from JavaScript tells it: one kind of number, and none that is infinite."""
    if isinstance(data, dict):
        return {name: as_javascript(value) for name, value in data.items()}
    if isinstance(data, list):
        return [as_javascript(item) for item in data]
    if isinstance(data, bool) or not isinstance(data, int | float):
        return data
    return float(data) if math.isfinite(data) else None


def test_the_clients_reader_agrees_about_edited_documents(clients: Clients):
    generator = load_generator("yaml_document_generator").YamlGenerator(101)
    pick = generator.random
    edited: list[bytes] = []
    while len(edited) < DOCUMENTS:
        source = generator.document().encode()
        data = yaml.parse(source)
        path = [pick.choice(list(data))]
        try:
            edited += [
                yaml.set_value(source, ["new key"], generator.value()),
                yaml.set_value(source, path, generator.value()),
                yaml.delete_value(source, path),
            ]
        except DocumentRefused:
            continue

    answers = read_with(clients, "yaml", edited)

    for source, answer in zip(edited, answers, strict=True):
        assert answer == {"data": as_javascript(yaml.parse(source))}, source.decode()


PIECES: Final = (
    *(
        "\n",
        "\r\n",
        "\r",
        "'",
        '"',
        "`",
        "#",
        " #",
        "=",
        "\\",
        "\\'",
        '\\"',
        "\\n",
        " ",
        "\t",
        "export ",
        "KEY=",
        ":",
    ),
    *(
        "KEY='x'",
        "\nKEY=2\n",
        "$",
        "\u2028",
        "\xa0",
        "\x0b",
        "\x0c",
        "\x85",
        "\ufeff",
        "KEY: v\n",
        "export KEY\n",
    ),
)


def test_the_clients_reader_agrees_about_edited_secrets(clients: Clients):
    """Files with a few pieces of syntax thrown in, most of which no person would write."""
    generator = load_generator("dotenv_file_generator")
    pick = random.Random(102)
    expected: list[dict[str, str]] = []
    edited: list[bytes] = []
    while len(edited) < FILES:
        text = generator.make_file(pick, generator.COMMON + generator.HOSTILE)
        for _ in range(pick.randrange(3)):
            place = pick.randrange(len(text) + 1)
            text = text[:place] + pick.choice(PIECES) + text[place:]
        name, value = pick.choice(("KEY", "NEW")), pick.choice(generator.VALUES)
        try:
            edited.append(dotenv.set_value(text.encode(), [name], value))
        except DocumentRefused:
            continue
        expected.append(dotenv.parse(text.encode()) | {name: value})

    answers = read_with(clients, "dotenv", edited)

    for source, wanted, answer in zip(edited, expected, answers, strict=True):
        assert answer == {"data": wanted}, source.decode()
