"""One row a tool: connected to what, by which key, since when, still as it was set up or not."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from smartaipi_cli.actions.connection.snapshots import read_snapshot
from smartaipi_cli.actions.connection.verification_notes import last_verifications
from smartaipi_cli.actions.history.reading import list_changes, open_history, pending_warnings, read_state
from smartaipi_cli.actions.pin.pin_file import find_pin
from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.actions.profiles.selection import find_stored
from smartaipi_cli.actions.status.connections import Connection, latest_connection, standing_connection
from smartaipi_cli.actions.status.table import (
    CONNECTED,
    NOT_CONNECTED,
    NOT_DRIFTED,
    Status,
    table_of,
)
from smartaipi_cli.domain.key_text import fingerprint, redact
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.engine.record import FileRecord, Record
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.credentials import KEY
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.readers import is_still, reader_of
from smartaipi_cli.plan.states import Absent, bytes_of
from smartaipi_cli.results import Result, Warn
from smartaipi_cli.tools.base import Effective, Scope, Snapshot, Tool
from smartaipi_cli.tools.claude_code import words_of
from smartaipi_cli.tools.own_helper import name_in_helper, profile_of_helper
from smartaipi_cli.tools.registry import TOOLS
from smartaipi_cli.tools.shell_env import SHELLS


def show_status(machine: Machine, *, everything: bool = False) -> Result:
    """The status of the tools and shells that are here; reads files alone and writes nothing.

    A tool that is neither installed nor connected is left out of the table unless `everything` is wanted.
    """
    records = list_changes(machine)
    warnings = list(pending_warnings(machine))
    rows: list[Status] = []
    for tool in TOOLS.values():
        try:
            rows.append(read_row(machine, tool, records, warnings))
        except UserError as problem:
            rows.append(Status(tool=tool.SPEC.name, state="unreadable"))
            warnings.append(Warn(code=problem.code, message=problem.message, hint=problem.hint))
    rows += list_shells(machine, records)
    shown = tuple(row for row in rows if everything or row.is_here)
    result = Result(
        data={"tools": [row._asdict() for row in rows]},
        blocks=(table_of(shown, machine.clock.now()),),
        warnings=tuple(warnings),
    )
    if find_pin(machine) is None:
        return result
    from smartaipi_cli.actions.pin.obeying import with_pin

    return with_pin(machine, result)


def list_shells(machine: Machine, records: tuple[Record, ...]) -> tuple[Status, ...]:
    """A row for each shell that was set up; nothing of that is loaded where none was."""
    files = {machine.paths.data / shell.env_name for shell in SHELLS.values()}
    if all(machine.files.look(path).kind is Kind.ABSENT for path in files):
        return ()
    from smartaipi_cli.actions.shell.status_rows import shell_rows

    return tuple(shell_rows(machine, records))


def show_row(machine: Machine, tool: Tool) -> Status:
    """The status of one tool."""
    try:
        return read_row(machine, tool, list_changes(machine), [])
    except UserError:
        return Status(tool=tool.SPEC.name, state="unreadable")


def read_row(machine: Machine, tool: Tool, records: tuple[Record, ...], warnings: list[Warn]) -> Status:
    """The status of one tool; what is wrong with it is added to `warnings`. Errors: `target-refused`."""
    scope, snapshot = relevant_snapshot(machine, tool, records)
    if not is_installed(machine, tool, snapshot) and is_untouched(snapshot):
        return Status(tool=tool.SPEC.name, state=NOT_CONNECTED)
    effective = tool.resolve(snapshot)
    warnings += [
        Warn(code=found.code, message=found.message, hint=found.hint) for found in effective.findings
    ]
    row = status_of(machine, tool, effective, standing_connection(records, tool, scope))
    return row._replace(installed=is_installed(machine, tool, snapshot))


def relevant_snapshot(machine: Machine, tool: Tool, records: tuple[Record, ...]) -> tuple[Scope, Snapshot]:
    """The tool's files for the scope of its latest set-up."""
    latest = latest_connection(records, tool)
    scope: Scope = latest.scope if latest else "user"
    return scope, read_snapshot(machine, tool, scope, latest.provider if latest else "smartaipi")


def status_of(machine: Machine, tool: Tool, effective: Effective, connection: Connection | None) -> Status:
    """One row."""
    if effective.base_url is None:
        return Status(tool=tool.SPEC.name, state="broken" if effective.findings else NOT_CONNECTED)
    profile = profile_of(machine, tool, effective)
    shown, mark = describe_key(machine, effective, profile)
    verified = last_verifications(machine).get(tool.SPEC.name, {})
    host = urlsplit(effective.base_url.value).netloc
    return Status(
        tool=tool.SPEC.name,
        state=CONNECTED if profile else "other gateway",
        host=host,
        profile=profile.name if profile else "",
        key=shown,
        key_fingerprint=mark,
        key_name=name_of_key(connection.labels, mark) if connection else "",
        secret=effective.mode,
        since=f"{connection.record.time[:19]}Z" if connection else "",
        drifted=drift(machine, connection),
        verified=verified.get("time", "") if verified.get("host") == host else "",
    )


def is_installed(machine: Machine, tool: Tool, snapshot: Snapshot) -> bool:
    """Whether the program is on PATH, or its own files are there."""
    if tool.SPEC.binary and machine.processes.find(tool.SPEC.binary) is not None:
        return True
    return not isinstance(snapshot.files["target"].state, Absent)


def is_untouched(snapshot: Snapshot) -> bool:
    """Whether none of the files that the client reads is there."""
    return all(isinstance(file.state, Absent) for file in snapshot.files.values())


def profile_of(machine: Machine, tool: Tool, effective: Effective) -> Profile | None:
    """The profile that a tool is connected to: the helper's, else the one with that address."""
    profiles = read_configuration(machine).profiles
    if named := profiles.get(profile_of_helper(own_command(effective))):
        return named
    url = (effective.root or effective.base_url.value).rstrip("/") if effective.base_url else ""
    is_messages = (effective.protocol or tool.SPEC.protocol) == "messages"
    return next(
        (one for one in profiles.values() if url == (one.anthropic_url if is_messages else one.openai_url)),
        None,
    )


def own_command(effective: Effective) -> tuple[str, ...]:
    """The words of the key helper's command, also of one that a shell runs."""
    is_text = effective.through_shell and effective.command
    return words_of(effective.command[0]) if is_text else effective.command


def helper_credential(effective: Effective) -> str:
    """The name of the stored credential that our helper prints."""
    name = name_in_helper(own_command(effective))
    return f"{KEY}.{name}" if name else KEY


def describe_key(machine: Machine, effective: Effective, profile: Profile | None) -> tuple[str, str]:
    """(how the key is shown, its fingerprint); a helper is not run, the stored key is what it prints."""
    secret = effective.secret
    if secret is None and profile is not None and effective.mode == "helper":
        stored = find_stored(machine, profile, helper_credential(effective))
        secret = stored.secret if stored else None
    if secret is None:
        return "missing", ""
    # Keys come with budgets and amounts; as long as no tool is connected nothing of that is needed.
    return redact(secret), fingerprint(secret)


def name_of_key(labels: Mapping[str, str], mark: str) -> str:
    """The name in the account of the key that was set up, as long as it is the one with this fingerprint."""
    return labels.get("key_name", "") if labels.get("key") == mark else ""


def drift(machine: Machine, connection: Connection | None) -> str:
    """Whether the values of a set-up are still in its files: `no`, or the names of those that are not."""
    if connection is None:
        return ""
    history = open_history(machine)
    moved: list[str] = []
    for file in connection.files:
        if not file.keys:
            continue
        try:
            wanted = bytes_of(history.read_state(connection.record, file.new)) or b""
            now = bytes_of(read_state(machine, file.path)) or b""
            if wanted != now:
                moved += moved_keys(file, wanted, now)
        except UserError:
            moved.append(file.path.name)
    return ", ".join(moved) or NOT_DRIFTED


def moved_keys(file: FileRecord, wanted: bytes, now: bytes) -> Iterator[str]:
    """The names of the values that a set-up wrote and that are others now. Errors: `document-refused`."""
    reader = reader_of(file.format)
    old, new = reader.parse(wanted), reader.parse(now)
    return (".".join(map(str, path)) for path in file.keys if not is_still(old, new, path, file.witnesses))
