"""The whole request log into a file, in memory that does not grow; an export that was cut short is taken up again.

What is known to be on the disk, and where the walk stands there, is noted in our state folder after each stretch.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from smartaipi_cli.actions.account.access import gateway_now, opened
from smartaipi_cli.actions.usage.log import as_items, log_query, with_key
from smartaipi_cli.actions.usage.totals import key_names
from smartaipi_cli.actions.usage.wish import UsageWish
from smartaipi_cli.domain.usage import UsageQuery
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.exchange import Progress
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.growing_file import GrowingFile
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.own_files import remove_own_file, write_own_file
from smartaipi_cli.results import Item, Line, Result

STRETCH_S = 2.0
"""How long a walk goes on between two notes: what may have to be fetched again after a power failure."""

Encode = Callable[[Item, int], bytes]
"""The bytes of an item and its number; number 0 brings a heading along where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Where an export stands: what it was begun with, and what of it is whole in the file.

    `start` and `end` are ISO times: the range does not move while the log grows.
    """

    profile: str
    start: str
    end: str
    models: tuple[str, ...]
    key: str
    csv: bool
    cursor: str = ""
    size: int = 0
    records: int = 0

    def is_alike(self, other: "Walk") -> bool:
        """Whether both ask for the same records in the same form; the range is that of the older one."""
        return (self.profile, self.models, self.key, self.csv) == (
            other.profile,
            other.models,
            other.key,
            other.csv,
        )


def export_log(  # noqa: PLR0913 - what, where, how, and who watches
    machine: Machine, wish: UsageWish, path: Path, encode: Encode, on_progress: Progress, *, resume: bool
) -> Result:
    """Write every request of the range to a new file, or go on with one. Errors: `file-exists`, `usage`."""
    target = Path(machine.working_folder, path)
    log_query(wish, machine.clock.now())  # a wrong range is refused before anybody is asked
    with opened(machine, wish.profile, on_progress) as (profile, account):
        query = log_query(wish, gateway_now(account))
        walk = Walk(
            profile=profile.name,
            start=query.start.isoformat(),
            end=query.end.isoformat(),
            models=wish.models,
            key=wish.key,
            csv=wish.csv,
        )
        account.demand("usage.log")
        walk, file = begin(machine, target, walk, resume=resume)
        try:
            walk = go_on(machine, account, walk, file, encode)
        finally:
            file.close()
    remove_own_file(machine.files, note_path(machine, target))
    return Result(
        data={
            "file": target,
            "written": walk.records,
            "bytes": walk.size,
            "start": datetime.fromisoformat(walk.start),
            "end": datetime.fromisoformat(walk.end),
        },
        blocks=(Line(text=f"wrote {walk.records} requests to {target}", style="good"),),
    )


def begin(machine: Machine, target: Path, walk: Walk, *, resume: bool) -> tuple[Walk, GrowingFile]:
    """(walk, file) from the start, or as an earlier run left them."""
    noted = read_note(machine, target) if resume else None
    if noted is not None and not noted.is_alike(walk):
        raise UserError(
            "usage",
            f"`{target}` was begun with another profile, filter or form",
            reason="one file holds the answer to one question",
            hint="ask as the first time, or name another file",
        )
    if noted is None:
        is_there = machine.files.look(target).kind is not Kind.ABSENT
        if resume:
            raise UserError(
                "usage",
                f"there is no unfinished export to `{target}`",
                reason="the file that is there was finished, or is not ours" if is_there else "",
                hint="name another file, without --resume" if is_there else "leave out --resume to begin one",
            )
        if is_there and read_note(machine, target) is not None:
            raise UserError(
                "file-exists",
                f"`{target}` holds the beginning of an export",
                reason="it was cut short, or is being written",
                hint="go on with it: add --resume",
            )
        file = GrowingFile.create(target)
        write_note(machine, target, walk)
        return walk, file
    return noted, GrowingFile.take_up(target, noted.size)


def go_on(machine: Machine, account: AccountApi, walk: Walk, file: GrowingFile, encode: Encode) -> Walk:
    """Fetch page after page; a page is noted only when it is whole in the file."""
    query = UsageQuery(
        start=datetime.fromisoformat(walk.start), end=datetime.fromisoformat(walk.end), models=walk.models
    )
    names = key_names(account)
    last_note = machine.clock.monotonic_s()
    for page in account.record_pages(with_key(account, query, walk.key), walk.cursor):
        lines = (
            encode(item, number)
            for number, item in enumerate(as_items(iter(page.records), names), start=walk.records)
        )
        file.append(b"".join(lines))
        walk = replace(
            walk, cursor=page.next_cursor, size=file.size, records=walk.records + len(page.records)
        )
        if machine.clock.monotonic_s() - last_note >= STRETCH_S and page.next_cursor:
            file.sync()
            write_note(machine, file.path, walk)
            last_note = machine.clock.monotonic_s()
    file.sync()
    return walk


def note_path(machine: Machine, target: Path) -> Path:
    """Where it is noted how far the export to a file is."""
    return machine.paths.state / "exports" / f"{sha256(str(target).encode()).hexdigest()[:24]}.json"


def write_note(machine: Machine, target: Path, walk: Walk) -> None:
    """Note where the walk stands."""
    write_own_file(machine.files, note_path(machine, target), json.dumps(asdict(walk)).encode())


def read_note(machine: Machine, target: Path) -> Walk | None:
    """Where an unfinished export stands, None when there is none."""
    path = note_path(machine, target)
    if machine.files.look(path).kind is not Kind.FILE:
        return None
    try:
        fields = json.loads(machine.files.read(path))
        return Walk(**{**fields, "models": tuple(fields["models"])})
    except (ValueError, TypeError, KeyError):
        return None
