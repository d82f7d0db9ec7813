"""Reading our marked blocks out of a shell profile."""

from smartaipi_cli.documents.shell_block import NAMES, markers


def block_lines(source: bytes | None, name: str = "") -> tuple[bytes, ...] | None:
    """The lines inside our block of this name, without line ends; `None` when there is no whole block."""
    if source is None:
        return None
    begin, end = (marker.encode() for marker in markers(name))
    lines = source.splitlines()
    starts = [index for index, line in enumerate(lines) if line.startswith(begin)]
    ends = [index for index, line in enumerate(lines) if line.startswith(end)]
    if len(starts) != 1 or len(ends) != 1 or ends[0] < starts[0]:
        return None
    return tuple(lines[starts[0] + 1 : ends[0]])


def differing_blocks(one: bytes | None, other: bytes | None) -> tuple[str, ...]:
    """The names of the blocks in which two states of a file differ."""
    return tuple(name for name in NAMES if block_lines(one, name) != block_lines(other, name))
