"""What each exit code of the program means; scripts rely on these numbers."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The outcome of a command, as the shell sees it (docs/exit-codes.md)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    BUG = 3
    CREDENTIAL = 4
    REFUSED = 5
    NOT_OFFERED = 6
    BALANCE = 7
    GATEWAY = 8
    FINDING = 9
    INTERRUPTED = 130
