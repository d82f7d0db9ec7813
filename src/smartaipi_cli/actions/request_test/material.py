"""What a test request is made from: prompts, pictures, tools and headers as people hand them over."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.wish import ToolOffer

MOST_BYTES = 20 * 1024 * 1024
"""Of a picture or a tool; gateways take less."""

CREDENTIALS = frozenset({"authorization", "x-api-key"})


def read_prompt(machine: Machine, text: str) -> str:
    """The prompt; `-` is the whole of standard input. Errors: `usage` for what is no text."""
    if text != "-":
        return text
    try:
        return machine.terminal.read_text()
    except UnicodeDecodeError as problem:
        raise UserError(
            "usage",
            "standard input is no text",
            reason="a prompt is UTF-8",
            hint="pass pictures with --image",
        ) from problem


def read_picture(machine: Machine, path: Path | None) -> bytes:
    """The picture, nothing without a path. Errors: `usage`."""
    return read_file(machine, path) if path else b""


def read_tools(machine: Machine, paths: Iterable[Path]) -> tuple[ToolOffer, ...]:
    """The tools that files describe, in the form of any of the protocols. Errors: `usage`."""
    return tuple(parse_tool(read_file(machine, path), path) for path in paths)


def parse_tool(source: bytes, path: Path) -> ToolOffer:
    """A tool from OpenAI's form (with or without `function` around it) or Anthropic's (`input_schema`)."""
    try:
        data = json.loads(source)
    except ValueError as problem:
        raise unusable_tool(path, "it is no JSON") from problem
    inner = data.get("function", data) if isinstance(data, dict) else data
    name = inner.get("name") if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or not isinstance(name, str) or not name:
        raise unusable_tool(path, "a tool is an object with a `name`")
    schema = inner.get("parameters", inner.get("input_schema", {"type": "object", "properties": {}}))
    if not isinstance(schema, Mapping):
        raise unusable_tool(path, "its parameters are no JSON Schema")
    return ToolOffer(name=name, description=str(inner.get("description") or ""), parameters=schema)


def read_headers(lines: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """`NAME: VALUE`, the names in lower case. Errors: `usage`, also for a header that would carry a key."""
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise UserError(
                "usage", "this is no header", reason="a header is NAME: VALUE", hint="--header 'x-trace: 1'"
            )
        if name.strip().lower() in CREDENTIALS:
            raise UserError(
                "usage",
                f"`{name.strip()}` cannot be given as a header",
                reason="a key in the arguments is seen by every program on this machine",
                hint="smartaipi login, or SMARTAIPI_API_KEY in the environment",
            )
        headers.append((name.strip().lower(), value.strip()))
    return tuple(headers)


def read_file(machine: Machine, path: Path) -> bytes:
    """A file of the user's. Errors: `usage` when it cannot be read or is too large."""
    target = machine.working_folder / path
    try:
        data = machine.files.read(target)
    except OSError as problem:
        raise UserError(
            "usage", f"cannot read `{path}`", reason=problem.strerror or str(problem)
        ) from problem
    if len(data) > MOST_BYTES:
        raise UserError("usage", f"`{path}` is too large", reason="at most 20 MB are sent")
    return data


def unusable_tool(path: Path, reason: str) -> UserError:
    """The error for a file that describes no tool."""
    return UserError(
        "usage",
        f"`{path}` describes no tool",
        reason=reason,
        hint='{"name": "clock", "description": "Tells the time", "parameters": {"type": "object", "properties": {}}}',
    )
