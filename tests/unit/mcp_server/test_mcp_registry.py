"""The table of tools, and what else has to say the same as it."""

import ast
import re
from pathlib import Path

import jsonschema
import pytest

from smartaipi_cli import mcp_server
from smartaipi_cli.mcp_server.parameters import input_schema
from smartaipi_cli.mcp_server.registry import READ_TOOLS, WRITE_TOOLS, tools_for
from smartaipi_cli.mcp_server.tool import ReadTool, parameters_of, shape_of

TOOLS = tools_for(allow_write=True)
PAGE = Path(__file__).parents[3] / "docs" / "mcp.md"
ROW = re.compile(r"^\| `(\w+)` \| .+? \| (.*?) ?\| (.+?) \|$", re.MULTILINE)
SDK = {"mcp", "mcp_types", "pydantic", "anyio"}


@pytest.mark.parametrize("tool", TOOLS, ids=[tool.name for tool in TOOLS])
def test_a_tool_has_sound_schemas_and_a_name_that_every_client_takes(tool):
    for schema in (input_schema(parameters_of(tool)), dict(shape_of(tool))):
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object"
        assert "$ref" not in str(schema)
    assert re.fullmatch(r"[a-z_]{3,30}", tool.name)
    assert tool.description.endswith(".")


def test_names_are_unique():
    assert len({tool.name for tool in TOOLS}) == len(TOOLS)


def test_what_changes_something_takes_two_steps_and_the_rest_one():
    assert all(isinstance(tool, ReadTool) for tool in READ_TOOLS)
    assert {parameters_of(tool)[-1].name for tool in WRITE_TOOLS} == {"confirmation"}
    assert tools_for(allow_write=False) == READ_TOOLS


def test_no_tool_chooses_the_profile_or_shows_a_key():
    """One server, one account; and no action that hands a key out is behind a tool."""
    assert not {"profile", "reveal", "store"} & {one.name for tool in TOOLS for one in parameters_of(tool)}
    assert not {"keys reveal", "keys rotate", "keys import"} & {tool.command for tool in TOOLS}


def test_the_page_has_the_table_of_tools():
    told = {
        name: (parameters.replace("`", "").strip(), data)
        for name, parameters, data in ROW.findall(PAGE.read_text())
    }

    assert told == {
        tool.name: (
            ", ".join(one.name for one in parameters_of(tool)),
            f"`{tool.command}`" if tool.command else "its own",
        )
        for tool in TOOLS
    }


def test_one_module_alone_imports_the_sdk():
    """The definitions of tools outlive the SDK."""
    importing = {
        path.name
        for path in Path(mcp_server.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in names_of(node)
        if name.partition(".")[0] in SDK
    }

    assert importing == {"server.py"}


def names_of(node: ast.AST) -> list[str]:
    """The modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
