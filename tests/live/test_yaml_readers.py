"""The reader that Continue is built on takes every edited document for what our own reader takes it.

Observed with the `yaml` package 2.9 for Node.
"""

import importlib.util
import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
from live_clients import Clients

from smartaipi_cli.documents import DocumentRefused, yaml

pytestmark = pytest.mark.live

DOCUMENTS: Final = 1000
GENERATOR: Final = Path(__file__).parents[1] / "properties" / "yaml_document_generator.py"
READ_ALL: Final = """
const { createRequire } = require("module");
const yaml = createRequire(process.argv[1])("yaml");
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const read = (text) => { try { return { data: yaml.parse(text) }; } catch (error) { return { error: error.code }; } };
process.stdout.write(JSON.stringify(texts.map(read)));
"""


def make_generator(seed: int) -> Any:
    spec = importlib.util.spec_from_file_location("yaml_document_generator", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.YamlGenerator(seed)


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
    generator = make_generator(101)
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
    folder = Path(clients.path.partition(":")[0])
    node = shutil.which("node", path=clients.path)
    assert node is not None

    ran = subprocess.run(
        [node, "-e", READ_ALL, str(folder.parent / "any.js")],
        input=json.dumps([one.decode() for one in edited]),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"PATH": clients.path},
    )

    answers = json.loads(ran.stdout, parse_int=float)
    assert len(answers) == len(edited)
    for source, answer in zip(edited, answers, strict=True):
        assert answer == {"data": as_javascript(yaml.parse(source))}, source.decode()
