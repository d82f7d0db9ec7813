"""The rows of `status` for shells: which gateway new ones know, by which key, since when, and what has drifted."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from smartaipi_cli.actions.connection.snapshots import place_of
from smartaipi_cli.actions.connection.verification_notes import last_verifications
from smartaipi_cli.actions.history.reading import open_history, read_state
from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.actions.shell.users import KEY_LINE
from smartaipi_cli.actions.status.status import name_of_key
from smartaipi_cli.actions.status.table import CONNECTED, NOT_DRIFTED, Status
from smartaipi_cli.domain.key_text import fingerprint, redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.engine.record import FileRecord, Record
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.shell_env import NAME, SHELLS, Shell, candidates
from smartaipi_cli.tools.shell_env_text import LANGUAGES

ADDRESS_LINE: Final = re.compile(r"\b((?:OPENAI|ANTHROPIC)_BASE_URL)[\"']?[ :=]+[\"']([^\"'\s]+)[\"']")
"""Our addresses have neither quotes nor white space, so all our languages write them the same way."""

WAY: Final = "env"

Recorded = dict[Path, tuple[Record, FileRecord]]


def shell_rows(machine: Machine, records: Sequence[Record]) -> Iterator[Status]:
    """A row for each shell that reads our variables, or did when it was set up; `records` come oldest first."""
    recorded = recorded_files(records)
    for shell in SHELLS.values():
        file = machine.paths.data / shell.env_name
        text = text_at(machine, file)
        if text is None:
            continue
        starts = {start.path for start in candidates(place_of(machine), shell.name)}
        expected = sorted(starts & recorded.keys())
        reading = {path for path in starts if reads(shell, file, text_at(machine, path))}
        if reading or expected or not shell.edits:
            missing = [path for path in expected if path not in reading]
            since = max(
                (recorded[path][0].time for path in (file, *expected) if path in recorded), default=""
            )
            row = row_of(machine, shell, text, recorded.get(file), missing)
            yield row._replace(since=f"{since[:19]}Z" if since else "")


def recorded_files(records: Sequence[Record]) -> Recorded:
    """Each file of a shell with the last change that set it up and was not taken back."""
    taken_back = {record.undoes for record in records if record.undoes}
    found: Recorded = {}
    for record in records:
        if record.tool != NAME or record.undoes or record.id in taken_back:
            continue
        for file in record.files:
            if record.labels.get("action") == "connect":
                found[file.path] = record, file
            else:
                found.pop(file.path, None)
    return found


def row_of(
    machine: Machine,
    shell: Shell,
    text: str,
    origin: tuple[Record, FileRecord] | None,
    missing: Sequence[Path],
) -> Status:
    """One row; `missing` are the start files that no longer have our line."""
    addresses = dict(ADDRESS_LINE.findall(text))
    found = KEY_LINE.search(text)
    key = Secret(found[1]) if found else None
    mark = fingerprint(key) if key else ""
    profile = next(
        (
            one
            for one in read_configuration(machine).profiles.values()
            if addresses and addresses.items() <= addresses_of(one.openai_url, one.anthropic_url).items()
        ),
        None,
    )
    changed = [shell.env_name] if origin and is_changed(machine, *origin, text) else []
    drifted = ", ".join([*changed, *(path.name for path in missing)]) or NOT_DRIFTED
    name, host = f"{NAME} {shell.name}", urlsplit(next(iter(addresses.values()), "")).netloc
    verified = last_verifications(machine).get(name, {})
    return Status(
        tool=name,
        state=CONNECTED if profile else "other gateway" if addresses else "broken",
        host=host,
        profile=profile.name if profile else "",
        key=redact(key) if key else "missing",
        key_fingerprint=mark,
        key_name=name_of_key(origin[0].labels, mark) if origin else "",
        secret=WAY,
        verified=verified.get("time", "") if verified.get("host") == host else "",
        drifted=drifted if origin or missing else "",
        installed=machine.processes.find(shell.binary) is not None,
    )


def addresses_of(openai: str, anthropic: str) -> dict[str, str]:
    """What a profile's addresses are called in a shell."""
    return {"OPENAI_BASE_URL": openai, "ANTHROPIC_BASE_URL": anthropic}


def is_changed(machine: Machine, record: Record, file: FileRecord, text: str) -> bool:
    """Whether a file of variables is another than was written; a damaged history says so."""
    with suppress(UserError):
        written = bytes_of(open_history(machine).read_state(record, file.new)) or b""
        return written.decode(errors="replace") != text
    return True


def reads(shell: Shell, file: Path, text: str | None) -> bool:
    """Whether a start file names our file of variables."""
    return text is not None and LANGUAGES[shell.name].quote(str(file)) in text


def text_at(machine: Machine, path: Path) -> str | None:
    """The text of a file; `None` where there is none that can be read."""
    with suppress(UserError):
        source = bytes_of(read_state(machine, path))
        return None if source is None else source.decode(errors="replace")
    return None
