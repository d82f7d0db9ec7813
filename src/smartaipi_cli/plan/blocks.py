"""Reading our marked block out of a shell profile."""

from typing import Final

from smartaipi_cli.documents.shell_block import BEGIN, END

_BEGIN: Final = BEGIN.encode()
_END: Final = END.encode()


def block_lines(source: bytes | None) -> tuple[bytes, ...] | None:
    """The lines inside our block, without line ends; `None` when there is no whole block."""
    if source is None:
        return None
    lines = source.splitlines()
    starts = [index for index, line in enumerate(lines) if line.startswith(_BEGIN)]
    ends = [index for index, line in enumerate(lines) if line.startswith(_END)]
    if len(starts) != 1 or len(ends) != 1 or ends[0] < starts[0]:
        return None
    return tuple(lines[starts[0] + 1 : ends[0]])
