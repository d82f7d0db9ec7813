"""The port to the person: streams, questions, hidden prompts."""

import io
import sys
from typing import Protocol, TextIO

from smartaipi_cli.domain.secret import Secret


class Terminal(Protocol):
    """Standard streams and whether a person sits behind them."""

    @property
    def output(self) -> TextIO:
        """Where data goes."""
        ...

    @property
    def errors(self) -> TextIO:
        """Where everything else goes."""
        ...

    @property
    def can_ask(self) -> bool:
        """Whether a question can be put to a person."""
        ...

    @property
    def output_is_terminal(self) -> bool:
        """Whether a person reads standard output."""
        ...

    @property
    def errors_is_terminal(self) -> bool:
        """Whether a person reads standard error."""
        ...

    def confirm(self, question: str) -> bool:
        """Ask a yes-or-no question; no answer means no."""
        ...

    def ask(self, question: str) -> str:
        """Ask for a line of text."""
        ...

    def ask_secret(self, question: str) -> Secret:
        """Ask for a line that is not shown while it is typed."""
        ...

    def read_secret(self) -> Secret:
        """The whole of standard input, less one line end."""
        ...

    def read_text(self) -> str:
        """The whole of standard input. Errors: `UnicodeDecodeError`."""
        ...


class SystemTerminal:
    """The standard streams of the process."""

    @property
    def output(self) -> TextIO:
        """See `Terminal`; what its encoding cannot write, it escapes: a name must not end a command.

        A stream that was closed before the start (`>&-`) is like a pipe whose reader has gone.
        """
        stream: TextIO | None = sys.stdout
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
        return stream or Unread()

    @property
    def errors(self) -> TextIO:
        """See `Terminal`."""
        return sys.stderr or io.StringIO()

    @property
    def can_ask(self) -> bool:
        """See `Terminal`; the question goes to standard error, so that must be a terminal too."""
        return is_terminal(sys.stdin) and is_terminal(sys.stderr)

    @property
    def output_is_terminal(self) -> bool:
        """See `Terminal`."""
        return is_terminal(sys.stdout)

    @property
    def errors_is_terminal(self) -> bool:
        """See `Terminal`."""
        return is_terminal(sys.stderr)

    def confirm(self, question: str) -> bool:
        """See `Terminal`."""
        return self.ask(f"{question} [y/N]").strip().lower() in {"y", "yes"}

    def ask(self, question: str) -> str:
        """See `Terminal`."""
        sys.stderr.write(f"{question} ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            sys.stderr.write("\n")
        return line.rstrip("\r\n")

    def ask_secret(self, question: str) -> Secret:
        """See `Terminal`."""
        from getpass import getpass

        return Secret(getpass(f"{question} "))

    def read_secret(self) -> Secret:
        """See `Terminal`."""
        text = sys.stdin.read() if sys.stdin else ""
        return Secret(text.removesuffix("\n").removesuffix("\r"))

    def read_text(self) -> str:
        """See `Terminal`; UTF-8 whatever the locale says, as JSON is."""
        return sys.stdin.buffer.read().decode() if sys.stdin else ""


class Unread(io.StringIO):
    """Text that nobody can ever read."""

    def write(self, text: str) -> int:
        """Fail as a pipe does."""
        del text
        raise BrokenPipeError


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a standard stream exists, is open and belongs to a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False
