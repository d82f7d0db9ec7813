"""Variables in a dotenv file of the user's: every other byte of it stays, and the change can be undone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.actions.environment.exports import Exports
from smartaipi_cli.actions.environment.outcomes import file_data
from smartaipi_cli.actions.environment.version_control import Care, look_at_care
from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_blocks, plan_data
from smartaipi_cli.documents.dotenv_values import parse
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, SetValue
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent, bytes_of
from smartaipi_cli.results import Line, Result, Warn

USUAL_FILE: Final = ".env"
OTHERS_MAY_READ: Final = 0o044


class PreparedFile(NamedTuple):
    """A plan that waits for a yes; none is needed for a file that is not there yet."""

    exports: Exports
    path: Path
    plan: Plan
    is_new: bool
    warnings: tuple[Warn, ...]


def prepare_dotenv(machine: Machine, exports: Exports, file: str, *, force: bool) -> PreparedFile:
    """Work out the change; nothing is written.

    Errors: `target-refused` for a file that Git tracks, unless `force`; `document-refused`, those of the engine.
    """
    path, engine = machine.working_folder / (file or USUAL_FILE), open_engine(machine)
    before = engine.read_state(path)
    care = look_at_care(machine, path)
    if care is Care.TRACKED and not force:
        raise UserError(
            "target-refused",
            f"`{path}` was left alone",
            reason="Git tracks it: the next commit would publish the key",
            hint="smartaipi env --dotenv --output .env.local, or add --force",
        )
    change = change_file(
        path,
        Format.DOTENV,
        (
            *(DeleteValue((name,)) for name in exports.dropped),
            *(SetValue((name,), value) for name, value in exports.variables.items()),
        ),
        before,
        f"the variables for {exports.profile.label}",
        bound=[(name,) for name in exports.variables],
    )
    plan = Plan(
        title=f"let {path.name} know {exports.profile.label}",
        command="env --dotenv",
        tool="smartaipi",
        changes=(change,),
        notes=tuple(rival_notes(exports, bytes_of(before) or b"")),
    )
    engine.check(plan)
    mode = 0 if isinstance(before, Absent) else before.mode
    return PreparedFile(
        exports=exports,
        path=path,
        plan=plan,
        is_new=isinstance(before, Absent),
        warnings=(*care_warnings(path, care), *mode_warnings(path, mode)),
    )


def rival_notes(exports: Exports, source: bytes) -> Iterator[str]:
    """Why lines of the user's go."""
    for name in parse(source):
        if name in exports.dropped:
            yield f"takes {name} out: libraries would use it beside the key, and send it to the gateway"


def show_dotenv(prepared: PreparedFile) -> Result:
    """The plan alone."""
    return Result(
        data=data_of(prepared, ""),
        blocks=plan_blocks(prepared.plan),
        warnings=prepared.warnings,
    )


def write_dotenv(machine: Machine, prepared: PreparedFile) -> Result:
    """Apply the plan. Errors: those of the engine."""
    applied = open_engine(machine).apply(prepared.plan)
    names, state = ", ".join(prepared.exports.variables), "" if applied.id else " already"
    return Result(
        data=data_of(prepared, applied.id),
        blocks=(
            Line(text=f"{prepared.path} has {names}{state}", style="good"),
            *(
                (Line(text=f"undo: smartaipi undo {applied.id.rpartition('-')[2]}", aside=True),)
                if applied.id
                else ()
            ),
        ),
        warnings=(*prepared.warnings, *applied_warnings(applied)),
    )


def data_of(prepared: PreparedFile, change: str) -> dict[str, object]:
    """The file for the JSON envelope, with its plan, and the change's id once there is one."""
    return {
        **file_data(prepared.exports, prepared.path, applied=bool(change)),
        "plan": plan_data(prepared.plan),
        "change": change,
    }


def care_warnings(path: Path, care: Care) -> tuple[Warn, ...]:
    """What may happen to the file in a repository."""
    if care is Care.TRACKED:
        return (Warn(code="key-in-repository", message=f"Git tracks `{path}`, which will hold the key"),)
    if care is Care.UNKNOWN_TO_GIT:
        return (
            Warn(
                code="key-in-repository",
                message=f"Git does not ignore `{path}`, which will hold the key",
                hint=f"echo '/{path.name}' >> {path.parent / '.gitignore'}",
            ),
        )
    return ()


def mode_warnings(path: Path, mode: int) -> tuple[Warn, ...]:
    """A file keeps its mode, also one that others may read."""
    if not mode & OTHERS_MAY_READ:
        return ()
    return (
        Warn(
            code="file-readable",
            message=f"other users may read `{path}`, which will hold the key",
            hint=f"chmod 600 {path}",
        ),
    )
