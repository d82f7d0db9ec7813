"""What is told about a file that gets the variables: their names, never a value."""

from pathlib import Path

from smartaipi_cli.actions.environment.exports import Exports
from smartaipi_cli.results import Line, Result


def file_data(exports: Exports, path: Path, *, applied: bool) -> dict[str, object]:
    """The file for the JSON envelope."""
    return {
        "profile": exports.profile.name,
        "file": path,
        "names": list(exports.variables),
        "applied": applied,
    }


def rehearsed(exports: Exports, path: Path) -> Result:
    """What would be written, where nothing is."""
    return Result(
        data=file_data(exports, path, applied=False),
        blocks=(Line(text=f"{path} would get {', '.join(exports.variables)}", aside=True),),
    )
