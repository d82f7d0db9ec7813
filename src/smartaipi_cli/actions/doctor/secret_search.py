"""`doctor secrets`: every copy of our keys below the home, by path and line, never by value."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from smartaipi_cli.actions.doctor.secret_places import Candidate, walk_candidates
from smartaipi_cli.actions.doctor.secret_search_blocks import Copy, Searched, search_blocks
from smartaipi_cli.actions.history.reading import list_changes
from smartaipi_cli.actions.keys.stored import list_stored_keys
from smartaipi_cli.actions.status.status import relevant_snapshot
from smartaipi_cli.diagnosis.key_traces import Wanted, find_traces, want_fingerprint, want_key
from smartaipi_cli.domain.key_text import FINGERPRINT_LENGTH
from smartaipi_cli.errors import UserError
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Line, Result, Warn
from smartaipi_cli.tools.registry import TOOLS
from smartaipi_cli.tools.shell_env import SHELLS

MOST_BYTES: Final = 1024 * 1024 * 1024
MOST_TIME_S: Final = 60.0
MOST_UNPACKED: Final = 64 * 1024 * 1024
GZIP: Final = b"\x1f\x8b"
Progress = Callable[[int, int | None], None]


def search_secrets(machine: Machine, progress: Progress) -> Result:
    """Search; code 9 when a key stands where none of ours belongs. Errors: `config-invalid`."""
    wanted = wanted_keys(machine)
    if not wanted:
        return Result(
            data={"copies": [], "files": 0, "skipped": 0, "whole": True},
            blocks=(Line(text="no key is stored here, and none was ever set up: nothing to look for"),),
        )
    searched = search(machine, wanted, progress)
    return Result(
        data={
            "copies": [copy_data(copy) for copy in searched.copies],
            "files": searched.files,
            "skipped": searched.skipped,
            "whole": searched.is_whole,
        },
        blocks=tuple(search_blocks(searched, machine.home)),
        warnings=tuple(limits(searched)),
        exit_code=ExitCode.FINDING if searched.strays else ExitCode.DONE,
    )


def wanted_keys(machine: Machine) -> tuple[Wanted, ...]:
    """The stored keys, and the fingerprints of those that earlier set-ups used."""
    stored = [want_key(one.secret, f"{one.profile} {one.name}") for one in list_stored_keys(machine)]
    known = {one.digest[:FINGERPRINT_LENGTH] for one in stored}
    marks = {
        mark: record.id.rpartition("-")[2]
        for record in list_changes(machine)
        for name, mark in record.labels.items()
        if name.rpartition(".")[2] == "key"
    }
    older = (
        want_fingerprint(mark, f"key of change {change}")
        for mark, change in marks.items()
        if mark and mark not in known
    )
    return (*stored, *older)


def search(machine: Machine, wanted: tuple[Wanted, ...], progress: Progress) -> Searched:
    """Look into one file after the other, until the bounds of time and bytes are reached."""
    clock = machine.clock
    end = clock.monotonic_s() + MOST_TIME_S
    client_files = files_in_use(machine)
    copies: list[Copy] = []
    files = skipped = read = 0
    for candidate in walk_candidates(machine):
        if read > MOST_BYTES or clock.monotonic_s() > end:
            return Searched(tuple(copies), files, skipped, is_whole=False)
        if candidate.is_skipped:
            skipped += 1
            continue
        try:
            data = machine.files.read(candidate.path)
        except OSError:
            skipped += 1
            continue
        files += 1
        read += len(data)
        progress(files, None)
        copies += look_into(machine, candidate, data, wanted, client_files)
    return Searched(tuple(copies), files, skipped, is_whole=True)


def look_into(
    machine: Machine, candidate: Candidate, data: bytes, wanted: tuple[Wanted, ...], client_files: set[Path]
) -> Iterator[Copy]:
    """The keys in one file, packed or not."""
    content = unpack(data) if data.startswith(GZIP) else data
    for trace in find_traces(content, wanted):
        yield Copy(
            path=candidate.path,
            line=trace.line,
            key=trace.wanted.label,
            shown=trace.wanted.shown,
            mode=candidate.entry.mode,
            place=kind_of(machine, candidate.path, client_files),
        )


def unpack(data: bytes) -> bytes:
    """What a gzip file holds, up to a bound; what is damaged is looked at as it is."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(data, MOST_UNPACKED)
    except (zlib.error, gzip.BadGzipFile):
        return data


def kind_of(machine: Machine, path: Path, client_files: set[Path]) -> str:
    """What a file is: one of our own, a client's file that needs the key, or a copy."""
    paths = machine.paths
    own = {
        "store": (paths.credentials,),
        "history": (paths.state / "h", paths.state / "j"),
        "shell": tuple(paths.data / shell.env_name for shell in SHELLS.values()),
        "sandbox": (paths.sandbox,),
        "client": client_files,
    }
    return next((kind for kind, roots in own.items() if any(map(path.is_relative_to, roots))), "copy")


def files_in_use(machine: Machine) -> set[Path]:
    """The files from which clients take their keys."""
    records = list_changes(machine)
    found: set[Path] = set()
    for tool in TOOLS.values():
        try:
            _, snapshot = relevant_snapshot(machine, tool, records)
        except UserError:
            continue
        effective = tool.resolve(snapshot)
        found |= {file.path for file in snapshot.files.values() if str(file.path) == effective.key_source}
    return found


def copy_data(copy: Copy) -> dict[str, object]:
    """A copy, for programs."""
    return {**copy._asdict(), "mode": f"{copy.mode:04o}", "known": copy.is_known}


def limits(searched: Searched) -> Iterator[Warn]:
    """What was not looked at."""
    if not searched.is_whole:
        yield Warn(
            code="search-cut-short",
            message=f"the search stopped after {searched.files} files; the likely places come first",
        )
    if searched.skipped:
        yield Warn(
            code="files-skipped", message=f"{searched.skipped} files were too large or could not be read"
        )
