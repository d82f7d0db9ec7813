"""Text that is shown while it arrives."""

from typing import TextIO

from smartaipi_cli.render.plain import printable


class LiveText:
    """Writes pieces as they come; control characters of theirs never reach the terminal, line ends and tabs do."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = ""

    def write(self, text: str) -> None:
        """Show a piece now."""
        if not text:
            return
        self._stream.write(
            "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))
        )
        self._stream.flush()
        self._last = text[-1]

    def end(self) -> None:
        """Make sure that what follows begins a line."""
        if self._last not in {"", "\n"}:
            self._stream.write("\n")
            self._stream.flush()
        self._last = ""
