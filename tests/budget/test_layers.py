"""Who may import whom (docs/architecture.md)."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import smartaipi_cli

PACKAGE = Path(smartaipi_cli.__file__).parent
COMMON = {"errors", "exit_codes", "results", "_version"}
ALLOWED = {
    "documents": set(),
    "domain": set(),
    "plan": {"documents", "domain"},
    "tools": {"documents", "plan", "domain"},
    "gateways": {"domain"},
    "probe": {"domain", "gateways"},
    "machine": {"domain"},
    "http": {"domain"},
    "engine": {"plan", "machine"},
    "diagnosis": {"tools", "documents", "plan", "domain"},
    "render": {"plan", "domain"},
    "actions": {
        "diagnosis",
        "tools",
        "gateways",
        "probe",
        "plan",
        "engine",
        "machine",
        "domain",
        "documents",
        "sandbox.address",
    },
    "commands": {
        "outcome",
        "actions",
        "render",
        "domain",
        "machine",
        "plan",
        "gateways",
        "tools",
        "sandbox",
        "app",
        "credential",
        "stored_schemas",
        "mcp_server",
    },
    "mcp_server": {"actions", "render", "domain", "machine", "stored_schemas"},
    "sandbox": {"domain"},
}
"""Layer to the layers that it may import, besides itself and what everybody may."""

ONLY_IMPORTERS = {
    "h11": {"probe"},
    "httpx": {"http"},
    "rich": {"render"},
    "keyring": {"machine"},
    "platformdirs": {"machine"},
    "tomlkit": {"actions"},
    "starlette": {"sandbox"},
    "uvicorn": {"sandbox"},
    "websockets": {"sandbox", "probe"},
    "typer": {"commands", "app"},
    "mcp": {"mcp_server"},
    "mcp_types": {"mcp_server"},
    "pydantic": {"mcp_server"},
    "anyio": {"mcp_server"},
}
"""Library to the only layers that may import it."""


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    """The modules that a file imports, anywhere in it."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return tuple(found)


def files_by_layer() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        yield (relative.parts[0] if len(relative.parts) > 1 else relative.stem), path


@pytest.mark.parametrize("layer", sorted(ALLOWED))
def test_a_layer_imports_only_what_lies_below_it(layer):
    allowed = ALLOWED[layer] | {layer} | COMMON

    wrong = [
        f"{path.relative_to(PACKAGE)}: {name}"
        for found, path in files_by_layer()
        if found == layer
        for name in imports_of(path)
        if name.startswith("smartaipi_cli.")
        and not any(f"{name}.".startswith(f"smartaipi_cli.{part}.") for part in allowed)
    ]

    assert wrong == []


@pytest.mark.parametrize("library", sorted(ONLY_IMPORTERS))
def test_a_library_has_one_importer(library):
    wrong = [
        f"{path.relative_to(PACKAGE)}"
        for layer, path in files_by_layer()
        if layer not in ONLY_IMPORTERS[library]
        for name in imports_of(path)
        if name.partition(".")[0] == library
    ]

    assert wrong == []


@pytest.mark.parametrize("layer", ["documents", "plan", "domain", "tools", "gateways", "diagnosis"])
def test_pure_layers_do_not_touch_the_machine(layer):
    forbidden = {"os", "subprocess", "socket", "shutil", "tempfile", "random", "time", "getpass"}
    reads_own_data = {Path("gateways/presets.py")}

    wrong = [
        f"{path.relative_to(PACKAGE)}: {name}"
        for found, path in files_by_layer()
        if found == layer and path.relative_to(PACKAGE) not in reads_own_data
        for name in imports_of(path)
        if name in forbidden
    ]

    assert wrong == []


def test_only_the_engine_and_our_own_small_files_write():
    writing = {
        "create",
        "write",
        "exchange",
        "replace",
        "unlink",
        "make_directory",
        "remove_directory",
        "move",
    }
    allowed = {"engine", "machine"}

    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for layer, path in files_by_layer()
        if layer not in allowed | {"sandbox", "commands", "composition"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writing
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "files"
    ]

    assert wrong == []
