"""One row a tool: connected to what, by which key, since when, still as it was set up or not."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from smartaipi_cli.actions.configuration import read_configuration
from smartaipi_cli.actions.reading import list_changes, open_history, pending_warnings, read_state
from smartaipi_cli.actions.selection import find_stored
from smartaipi_cli.actions.snapshots import read_snapshot
from smartaipi_cli.actions.verification_notes import last_verifications
from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.key_text import fingerprint, redact
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.engine.record import FileRecord, Record
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.credentials import KEY
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.readers import is_same_value, reader_of
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.results import Column, Result, Table, Warn
from smartaipi_cli.tools.base import Effective, Scope, Snapshot, Tool
from smartaipi_cli.tools.claude_code import words_of
from smartaipi_cli.tools.own_helper import profile_of_helper
from smartaipi_cli.tools.registry import TOOLS

HEADINGS = ("TOOL", "STATE", "GATEWAY", "PROFILE", "KEY", "SECRET", "SINCE", "DRIFTED", "VERIFIED")


class Status(NamedTuple):
    """What is known of one tool."""

    tool: str
    state: str
    host: str = ""
    profile: str = ""
    key: str = ""
    key_fingerprint: str = ""
    secret: str = ""
    since: str = ""
    drifted: str = ""
    verified: str = ""


def show_status(machine: Machine) -> Result:
    """The status of every tool; reads files alone and writes nothing. A drifted or broken tool is said so."""
    records = list_changes(machine)
    warnings = list(pending_warnings(machine))
    rows: list[Status] = []
    for tool in TOOLS.values():
        try:
            scope, snapshot = relevant_snapshot(machine, tool, records)
        except UserError as problem:
            rows.append(Status(tool=tool.SPEC.name, state="unreadable"))
            warnings.append(Warn(code=problem.code, message=problem.message, hint=problem.hint))
            continue
        effective = tool.resolve(snapshot)
        warnings += [
            Warn(code=found.code, message=found.message, hint=found.hint) for found in effective.findings
        ]
        rows.append(status_of(machine, tool, effective, last_connection(records, tool, scope)))
    return Result(
        data={"tools": [row._asdict() for row in rows]},
        blocks=(
            Table(
                columns=tuple(Column(heading=heading) for heading in HEADINGS),
                rows=tuple(
                    (
                        row.tool,
                        row.state,
                        row.host or "-",
                        row.profile or "-",
                        row.key or "-",
                        row.secret or "-",
                        row.since or "-",
                        row.drifted or "-",
                        row.verified or "-",
                    )
                    for row in rows
                ),
            ),
        ),
        warnings=tuple(warnings),
    )


def relevant_snapshot(machine: Machine, tool: Tool, records: tuple[Record, ...]) -> tuple[Scope, Snapshot]:
    """The tool's files for the scope of its latest set-up."""
    latest = next((record for record in reversed(records) if is_connection(record, tool)), None)
    scope: Scope = "project" if latest and latest.labels.get("scope") == "project" else "user"
    provider = (latest.labels.get("provider") if latest else "") or "smartaipi"
    return scope, read_snapshot(machine, tool, scope, provider)


def status_of(machine: Machine, tool: Tool, effective: Effective, record: Record | None) -> Status:
    """One row."""
    if effective.base_url is None:
        return Status(tool=tool.SPEC.name, state="broken" if effective.findings else "not connected")
    profile = profile_of(machine, tool, effective)
    shown, mark = describe_key(machine, effective, profile)
    verified = last_verifications(machine).get(tool.SPEC.name, {})
    host = urlsplit(effective.base_url.value).netloc
    return Status(
        tool=tool.SPEC.name,
        state="connected" if profile else "other gateway",
        host=host,
        profile=profile.name if profile else "",
        key=shown,
        key_fingerprint=mark,
        secret=effective.mode,
        since=record.time[:19] + "Z" if record else "",
        drifted=drift(machine, record),
        verified=verified.get("time", "") if verified.get("host") == host else "",
    )


def profile_of(machine: Machine, tool: Tool, effective: Effective) -> Profile | None:
    """The profile that a tool is connected to: the helper's, else the one with that address."""
    profiles = read_configuration(machine).profiles
    command = (
        words_of(effective.command[0]) if effective.through_shell and effective.command else effective.command
    )
    if named := profiles.get(profile_of_helper(command)):
        return named
    url = (effective.root or effective.base_url.value).rstrip("/") if effective.base_url else ""
    is_messages = (effective.protocol or tool.SPEC.protocol) == "messages"
    return next(
        (one for one in profiles.values() if url == (one.anthropic_url if is_messages else one.openai_url)),
        None,
    )


def describe_key(machine: Machine, effective: Effective, profile: Profile | None) -> tuple[str, str]:
    """(how the key is shown, its fingerprint); a helper is not run, the stored key is what it prints."""
    secret = effective.secret
    if secret is None and profile is not None and effective.mode == "helper":
        stored = find_stored(machine, profile, KEY)
        secret = stored.secret if stored else None
    if secret is None:
        return "missing", ""
    # Keys come with budgets and amounts; as long as no tool is connected nothing of that is needed.
    return redact(secret), fingerprint(secret)


def last_connection(records: tuple[Record, ...], tool: Tool, scope: Scope) -> Record | None:
    """The latest set-up of a tool that has not been taken back."""
    taken_back = {record.undoes for record in records if record.undoes}
    return next(
        (
            record
            for record in reversed(records)
            if is_connection(record, tool)
            and record.id not in taken_back
            and record.labels.get("scope") == scope
        ),
        None,
    )


def is_connection(record: Record, tool: Tool) -> bool:
    """Whether a change of the history connected this tool."""
    return record.tool == tool.SPEC.name and record.labels.get("action") == "connect" and not record.undoes


def drift(machine: Machine, record: Record | None) -> str:
    """Whether the values of a set-up are still in its files: `no`, or the names of those that are not."""
    if record is None:
        return ""
    history = open_history(machine)
    moved: list[str] = []
    for file in record.files:
        if not file.keys:
            continue
        try:
            wanted = bytes_of(history.read_state(record, file.new)) or b""
            now = bytes_of(read_state(machine, file.path)) or b""
            if wanted != now:
                moved += moved_keys(file, wanted, now)
        except UserError:
            moved.append(file.path.name)
    return ", ".join(moved) or "no"


def moved_keys(file: FileRecord, wanted: bytes, now: bytes) -> Iterator[str]:
    """The names of the values that a set-up wrote and that are others now. Errors: `document-refused`."""
    reader = reader_of(file.format)
    old, new = reader.parse(wanted), reader.parse(now)
    return (
        ".".join(map(str, path)) for path in file.keys if not is_same_value(find(old, path), find(new, path))
    )
