"""A call of a tool, from its arguments to its answer: whatever happens, there is one."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from smartaipi_cli.actions.bug_report import bug_error
from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.mcp_server.parameters import Arguments, read_arguments
from smartaipi_cli.mcp_server.session import Session
from smartaipi_cli.mcp_server.text import beside, error_text, json_data, result_text
from smartaipi_cli.mcp_server.tool import ReadTool, Tool, parameters_of
from smartaipi_cli.mcp_server.two_steps import write
from smartaipi_cli.results import Result


class Answer(NamedTuple):
    """What is told as text, and the same as data, with the warnings among it; a failure has no data."""

    text: str
    data: Mapping[str, object] | None = None

    @property
    def is_error(self) -> bool:
        """Whether the tool failed."""
        return self.data is None


def answer(session: Session, tool: Tool, given: Mapping[str, object]) -> Answer:
    """Call a tool. Failures are answers, also those of this program."""
    try:
        return answered(session, tool, given)
    except Exception as problem:  # noqa: BLE001 - a bug must not end the server: it is told and reported instead
        return Answer(text=error_text(bug_error(session.machine, ("mcp", "serve", tool.name), problem)))


def answered(session: Session, tool: Tool, given: Mapping[str, object]) -> Answer:
    """The answer of a tool that has no bug, without credentials."""
    try:
        result = run(session, tool, read_arguments(parameters_of(tool), given))
        found = collected(result)
    except UserError as problem:
        return Answer(text=covered_text(error_text(problem), session.secrets()))
    secrets = session.secrets()
    data, aside = covered(json_data(found), secrets), covered(beside(result), secrets)
    return Answer(text=result_text(data, aside), data={**data, **aside})


def run(session: Session, tool: Tool, arguments: Arguments) -> Result:
    """Do what the tool does. Errors: its own."""
    if isinstance(tool, ReadTool):
        return tool.run(session.caller, arguments)
    return write(session, tool, arguments)


def collected(result: Result) -> Mapping[str, object]:
    """The data of a result, that of its stream among it. Errors: those of reading the stream."""
    if result.stream is None:
        return result.data
    # The stream comes first: the first item may complete the data beside it.
    items = [dict(item.data) for item in result.stream.items]
    return {**result.data, result.stream.name: items}


def covered(data: Mapping[str, object], secrets: Iterable[Secret]) -> dict[str, object]:
    """The data without credentials: a name or a message of the gateway may hold one."""
    known = tuple(secrets)

    def cover(value: object) -> object:
        if isinstance(value, str):
            return covered_text(value, known)
        if isinstance(value, list):
            return [cover(item) for item in value]
        if isinstance(value, dict):
            return {covered_text(name, known): cover(item) for name, item in value.items()}
        return value

    return {covered_text(name, known): cover(value) for name, value in data.items()}


def covered_text(text: str, secrets: Iterable[Secret]) -> str:
    """The text with its last characters in place of every credential."""
    for secret in secrets:
        text = text.replace(secret.reveal(), redact(secret))
    return text
