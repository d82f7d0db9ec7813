"""The two C functions inside the standard JSON parser that tell where a value ends.

Undocumented, yet as old as the C parser itself (Python 3.1), and absent from the type stubs.
"""

from json import JSONDecodeError, JSONDecoder, decoder
from typing import Any, Final, Protocol, cast

from smartaipi_cli.documents.refusal import refuse_at


class _ScanOnce(Protocol):
    def __call__(self, text: str, offset: int, /) -> tuple[Any, int]: ...


class _ScanString(Protocol):
    def __call__(self, text: str, offset: int, strict: bool, /) -> tuple[str, int]: ...


# The casts hold for every CPython since 3.1; any test of the editors fails at once where they do not.
scan_once: Final = cast("_ScanOnce", vars(JSONDecoder(strict=False))["scan_once"])
"""A value and the offset after it; raises StopIteration, ValueError or RecursionError else."""

_scan_string: Final = cast("_ScanString", vars(decoder)["scanstring"])
_STRICT: Final = False


def scan_string(text: str, offset: int) -> tuple[str, int]:
    """The string whose first character, after the quote, stands at `offset`, and the offset after its end.

    Raises:
        DocumentRefused: it has no end, or a wrong escape.
    """
    try:
        return _scan_string(text, offset, _STRICT)
    except JSONDecodeError as error:
        has_end = not error.msg.startswith("Unterminated")
        reason = "this is no escape of a JSON string" if has_end else "the string that begins here has no end"
        raise refuse_at(text, error.pos, reason) from None
