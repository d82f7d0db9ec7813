"""Where a command's outcome goes, and in which form."""

from collections.abc import Iterable
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import TextIO

from smartaipi_cli.errors import UserError
from smartaipi_cli.render.fields import Path, choose
from smartaipi_cli.render.picture import Drawing
from smartaipi_cli.render.plain import plain_lines, printable
from smartaipi_cli.render.progress import ProgressBar
from smartaipi_cli.results import Block, Diff, Line, Picture, Problem, Result, Stream, Warn


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The streams of a command, whether people read them, and the choices that were made about them."""

    stdout: TextIO
    stderr: TextIO
    stdout_is_terminal: bool = False
    stderr_is_terminal: bool = False
    colour: bool = False
    json: bool = False
    quiet: bool = False
    fields: tuple[Path, ...] = ()
    drawing: Drawing | None = None

    def result(self, command: str, result: Result) -> int:
        """Show the outcome of a command; its exit code, which showing a stream may change."""
        if self.fields:
            result = choose(result, self.fields)
        if result.stream is not None and (failed := self.streamed(command, result, result.stream)):
            return int(failed.exit_code)
        if not self.json:
            self.blocks(result.blocks)
            for warning in result.warnings:
                self.warning(warning)
            if result.problem:
                self.problem(result.problem)
        elif result.stream is None:
            from smartaipi_cli.render.envelope import envelope

            self.stdout.write(envelope(command, result))
        self.flush()
        return int(result.exit_code)

    def streamed(self, command: str, result: Result, stream: Stream) -> UserError | None:
        """Write a stream in the form that is wanted; a failure that stands in the envelope is given back."""
        from smartaipi_cli.render import streams

        stream = streams.begun(stream)
        if self.json:
            failed = streams.write_json(command, result, stream, self.stdout)
            self.flush()
            return failed
        if stream.csv:
            streams.write_csv(stream, self.stdout)
        else:
            streams.write_lines(stream, self.stdout, self.width if self.stdout_is_terminal else None)
        return None

    @property
    def width(self) -> int:
        """Columns of the terminal."""
        return get_terminal_size().columns

    def progress(self, unit: str = "requests") -> ProgressBar:
        """A bar for work that may take long; not shown where rows on the terminal tell the same."""
        return ProgressBar(self.stderr, is_shown=self.stderr_is_terminal and not self.quiet, unit=unit)

    def error(self, command: str, error: UserError) -> None:
        """Show a failure: on standard error for people, as an envelope for programs."""
        if self.json:
            from smartaipi_cli.render.envelope import error_envelope

            self.stdout.write(error_envelope(command, error))
        else:
            self.problem(
                Problem(code=error.code, message=error.message, reason=error.reason, hint=error.hint)
            )
        self.flush()

    def blocks(self, blocks: Iterable[Block]) -> None:
        """Write blocks: drawn on a terminal, plain otherwise."""
        for block in blocks:
            if isinstance(block, Picture):
                if self.stdout_is_terminal and self.drawing:
                    self.stdout.write(self.drawing(block.data))
            elif isinstance(block, Line | Diff) and block.aside:
                if not self.quiet:
                    self.aside(block)
            elif self.stdout_is_terminal:
                from smartaipi_cli.render.human import draw

                draw(block, self.stdout, colour=self.colour)
            else:
                for line in plain_lines(block):
                    self.stdout.write(f"{line}\n")

    def aside(self, block: Block) -> None:
        """Write what is not the data: progress, advice, questions."""
        for line in plain_lines(block):
            self.stderr.write(f"{line}\n")

    def say(self, text: str) -> None:
        """Text beside the data, line by line."""
        for line in text.split("\n") if not self.quiet else ():
            self.aside(Line(text=line))

    def warning(self, warning: Warn) -> None:
        """A warning, with what to do about it."""
        self.stderr.write(f"{self.label('warning', '33')} {printable(warning.message)}\n")
        self.hint(warning.hint)

    def problem(self, problem: Problem) -> None:
        """What happened, why, and what to do next."""
        self.stderr.write(f"{self.label('error', '31')} {printable(problem.message)}\n")
        if problem.reason:
            self.stderr.write(f"  {printable(problem.reason)}\n")
        self.hint(problem.hint)

    def hint(self, hint: str) -> None:
        """The next step, when there is one."""
        for number, line in enumerate(hint.splitlines()):
            label = self.label("hint", "36") if number == 0 else " " * len("hint:")
            self.stderr.write(f"{label} {printable(line.strip())}\n")

    def label(self, word: str, colour: str) -> str:
        """`word:`, coloured when standard error is a terminal."""
        coloured = self.colour and self.stderr_is_terminal
        return f"\x1b[1;{colour}m{word}:\x1b[0m" if coloured else f"{word}:"

    def flush(self) -> None:
        """Hand everything to the system now, so that a closed pipe shows itself here."""
        self.stdout.flush()
        self.stderr.flush()
