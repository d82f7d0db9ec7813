"""A client's configuration for one run, from the same recipe as its set-up; no key stands in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from smartaipi_cli.actions.run.clients import Isolation
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import Operation, SetValue
from smartaipi_cli.plan.states import Absent, bytes_of
from smartaipi_cli.tools import claude_code_plan, codex_plan
from smartaipi_cli.tools.base import Inline, Snapshot, Tool, Variable, Wish

NO_KEY = Secret("")
"""Stands where a recipe wants the key itself: here that comes from a variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientConfiguration:
    """Variables and files that lead a client to the gateway; no key among them."""

    variables: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[Path, bytes] = field(default_factory=dict)


def configure(tool: Tool, isolation: Isolation, snapshot: Snapshot, wish: Wish) -> ClientConfiguration:
    """The client's configuration, as for a user who has none. Errors: those of the tool's `plan_connect`."""
    bare = snapshot._replace(
        files={role: file._replace(state=Absent()) for role, file in snapshot.files.items()}
    )
    if tool.SPEC.name == "claude":
        return configure_claude(bare, wish)
    if tool.SPEC.name == "codex":
        return configure_codex(bare, wish, isolation.key)
    plan = tool.plan_connect(bare, wish._replace(key=Variable(name=isolation.key)))
    files = {change.path: bytes_of(change.after) or b"" for change in plan.changes}
    if isolation.content:
        content = files[snapshot.files["target"].path].decode()
        return ClientConfiguration(variables={isolation.content: content})
    return ClientConfiguration(files=files)


def configure_claude(snapshot: Snapshot, wish: Wish) -> ClientConfiguration:
    """What would stand below `env` in the settings becomes the environment itself, so that no file holds the key."""
    wish = wish._replace(key=Inline(secret=NO_KEY))
    variables = {}
    for operation in claude_code_plan.connect_operations(snapshot, wish):
        match operation:
            case SetValue(path=("env", str(name)), value=str(value)) if value:
                variables[name] = value
            case SetValue(path=("model",), value=str(model)):
                variables["ANTHROPIC_MODEL"] = model
    changes = claude_code_plan.onboarding_change(snapshot, wish)
    return ClientConfiguration(
        variables=variables, files={change.path: bytes_of(change.after) or b"" for change in changes}
    )


def configure_codex(snapshot: Snapshot, wish: Wish, variable: str) -> ClientConfiguration:
    """The provider's table names the key's variable in the place of the key."""
    target = snapshot.files["target"]
    change = change_file(
        target.path, Format.TOML, tuple(codex_operations(snapshot, wish, variable)), target.state, ""
    )
    return ClientConfiguration(files={target.path: bytes_of(change.after) or b""})


def codex_operations(snapshot: Snapshot, wish: Wish, variable: str) -> Iterator[Operation]:
    """As the usual recipe, with the variable."""
    for operation in codex_plan.connect_operations(snapshot, wish._replace(key=Inline(secret=NO_KEY))):
        match operation:
            case SetValue(path=(*table, "experimental_bearer_token")):
                yield SetValue((*table, "env_key"), variable)
            case _:
                yield operation
