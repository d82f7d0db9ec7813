"""The parts of the scripts that are the same whatever the commands are: files in the shells' own languages."""

from pathlib import Path

from smartaipi_cli.actions.completion.scripts import MARK


def framed(name: str, table: str, shared: str) -> str:
    """The whole script: the frame with the table in its place, and the options that most commands share."""
    frame = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return frame.replace("@MARK@", MARK).replace("@TABLE@", table).replace("@SHARED@", shared)
