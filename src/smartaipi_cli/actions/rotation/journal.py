"""What is known of a rotation that is under way, so that one that was cut short can be gone on with.

One small file a rotation in our state folder, for the owner alone. It names keys by their ids and tells the new
secret by its fingerprint; a secret never stands in it.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

from smartaipi_cli.actions.keys.delivery import Delivery, Way
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.new_files import create_own_file
from smartaipi_cli.machine.own_files import remove_own_file, write_own_file
from smartaipi_cli.results import Warn

FOLDER = "rotations"
NAME_LENGTH = 12

Step = Literal["planned", "made", "delivered", "retired"]
"""How far it went: the twin may live; it lives; its secret has arrived; the old key has its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """One emulated rotation: `old` is replaced by a twin.

    `key_id` is the key that was to be rotated, which is the old one unless that ended before somebody had the new
    secret. `expires_at` is what the twin gets: a time in ISO form, empty for never. `mark` is random and stands in
    the twin's name. `grace_s` is how long the old key goes on working; with 0 it is revoked. `way`, `slot` and
    `file` are those of the delivery.
    """

    profile: str
    key_id: str
    old_id: str
    old_name: str
    expires_at: str
    mark: str
    twin_name: str
    twin_id: str = ""
    twin_fingerprint: str = ""
    grace_s: int = 0
    way: Way = "show"
    slot: str = ""
    file: str = ""
    verify: bool = True
    step: Step = "planned"

    @property
    def delivery(self) -> Delivery:
        """Where the secret goes."""
        return Delivery(way=self.way, name=self.slot, file=Path(self.file) if self.file else None)

    @property
    def grace(self) -> timedelta:
        """How long the old key goes on working."""
        return timedelta(seconds=self.grace_s)

    @property
    def file_name(self) -> str:
        """One name for each key: a second rotation of it finds the first."""
        return f"{self.profile}-{sha256(self.key_id.encode()).hexdigest()[:NAME_LENGTH]}.json"

    @property
    def is_delivered(self) -> bool:
        """Whether somebody has the new secret."""
        return self.step in {"delivered", "retired"}


def begin(machine: Machine, rotation: Rotation) -> None:
    """Note the rotation before anything is done. Errors: `rotation-unfinished` when one of this key is noted."""
    if not create_own_file(machine.files, path_of(machine, rotation), text_of(rotation), rotation.mark):
        raise UserError(
            "rotation-unfinished",
            f"a rotation of key `{rotation.old_name or rotation.old_id}` was begun before and is not finished",
            reason="another one now could leave a third key behind",
            hint=f"smartaipi keys rotate {rotation.old_id} --resume",
        )


def note(machine: Machine, rotation: Rotation, step: Step) -> Rotation:
    """The rotation one step on, noted."""
    noted = replace(rotation, step=step)
    write_own_file(machine.files, path_of(machine, noted), text_of(noted))
    return noted


def close(machine: Machine, rotation: Rotation) -> None:
    """Forget the rotation: it is finished, or nothing is left of it."""
    remove_own_file(machine.files, path_of(machine, rotation))


def list_rotations(machine: Machine, profile: str) -> tuple[Rotation, ...]:
    """The unfinished rotations of a profile. Errors: `journal-damaged`."""
    folder = machine.paths.state / FOLDER
    if machine.files.look(folder).kind is not Kind.DIRECTORY:
        return ()
    names = [name for name in machine.files.list_directory(folder) if not name.startswith(".")]
    found = (read_rotation(machine, folder / name) for name in names)
    return tuple(rotation for rotation in found if rotation.profile == profile)


def find_rotation(machine: Machine, profile: str, wanted: str) -> Rotation:
    """The unfinished rotation of this key (old or new, id or name); without one, the only one there is.

    Errors: `key-not-found`, `journal-damaged`.
    """
    found = [
        rotation
        for rotation in list_rotations(machine, profile)
        if wanted
        in {"", rotation.key_id, rotation.old_id, rotation.old_name, rotation.twin_id, rotation.twin_name}
    ]
    if len(found) == 1:
        return found[0]
    raise UserError(
        "key-not-found",
        f"{len(found) or 'no'} unfinished rotations fit" + (f" `{wanted}`" if wanted else ""),
        reason=", ".join(f"{rotation.old_id} ({rotation.old_name})" for rotation in found)
        or "every rotation that was begun here is finished",
        hint="smartaipi keys list",
    )


def unfinished_warnings(machine: Machine, profile: str) -> tuple[Warn, ...]:
    """What commands that only look say about rotations that were cut short."""
    try:
        found = list_rotations(machine, profile)
    except UserError as problem:
        return (Warn(code=problem.code, message=problem.message, hint=problem.hint),)
    return tuple(
        Warn(
            code="rotation-unfinished",
            message=f"the rotation of key {rotation.old_name or rotation.old_id} is unfinished",
            hint=f"smartaipi keys rotate {rotation.old_id} --resume",
        )
        for rotation in found
    )


def read_rotation(machine: Machine, path: Path) -> Rotation:
    """One note. Errors: `journal-damaged`."""
    try:
        rotation = Rotation(**json.loads(machine.files.read(path)))
        is_known = rotation.step in get_args(Step) and rotation.way in get_args(Way)
    except (OSError, ValueError, TypeError) as problem:
        raise damaged(path) from problem
    if not is_known:
        raise damaged(path)
    return rotation


def damaged(path: Path) -> UserError:
    """The error for a note that cannot be read."""
    return UserError(
        "journal-damaged",
        f"cannot read the note of an unfinished rotation in `{path}`",
        reason="another version of smartaipi wrote it, or something else did",
        hint=f"compare `smartaipi keys list` with what you use, then: rm {path}",
    )


def path_of(machine: Machine, rotation: Rotation) -> Path:
    """Where the note is."""
    return machine.paths.state / FOLDER / rotation.file_name


def text_of(rotation: Rotation) -> bytes:
    """The note as it is written."""
    return f"{json.dumps(asdict(rotation), indent=2)}\n".encode()
