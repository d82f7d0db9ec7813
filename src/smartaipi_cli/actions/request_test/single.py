"""One protocol, tested closely: the answer as it comes, where the time went, what is wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from smartaipi_cli.actions.request_test.blocks import attempt_lines, timing_lines
from smartaipi_cli.actions.request_test.data import tested_data
from smartaipi_cli.actions.request_test.sending import (
    Caller,
    Tested,
    TestWish,
    find_caller,
    make_wish,
    priced,
    send,
)
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.new_files import create_private_file
from smartaipi_cli.probe.attempts import Attempt
from smartaipi_cli.probe.curl import curl_command, websocat_command
from smartaipi_cli.probe.protocols.images import pictures_in
from smartaipi_cli.probe.protocols.protocol import Form
from smartaipi_cli.probe.protocols.registry import protocol_of
from smartaipi_cli.probe.protocols.websocket import frame
from smartaipi_cli.probe.retries import Stop
from smartaipi_cli.probe.story import Delivered, Piece, TextPiece
from smartaipi_cli.probe.timing import DEFINITIONS
from smartaipi_cli.results import Block, Fields, Line, Picture, Problem, Result, Warn

PICTURES = frozenset({"images", "image-edits"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """What is told while a test runs: the text of the answer, and lines on an attempt that did not do.

    `heard` are the moments of the pieces so far, which is all that an interruption leaves.
    """

    on_text: Callable[[str], None]
    on_attempt: Callable[[Iterable[Line]], None]
    heard: list[int] = field(default_factory=list)

    def piece(self, piece: Piece) -> None:
        """Tell a piece when it is text."""
        self.heard.append(piece.at_ns)
        if isinstance(piece, TextPiece):
            self.on_text(piece.text)

    def attempt(self, attempt: Attempt) -> None:
        """Tell an attempt when another one follows."""
        if not isinstance(attempt.decision, Stop):
            self.on_attempt(attempt_lines(attempt))


def run_single(machine: Machine, wish: TestWish, watching: Watching, *, raw: bool, save: str) -> Result:
    """Test one protocol. `raw` hands out the bytes of the answer in place of its text, `save` keeps it in a new file.

    Ends with the verdict's exit code, or with 130 and what was measured before Ctrl-C. Errors: as `send`;
    `file-exists`, `own-file-failed`.
    """
    caller = find_caller(machine, wish)
    begun = machine.clock.monotonic_ns()
    try:
        sent = send(
            machine, caller, wish, wish.protocol, on_attempt=watching.attempt, on_piece=watching.piece
        )
    except KeyboardInterrupt:
        if not watching.heard:
            raise
        return interrupted(caller, wish.protocol, [(at_ns - begun) / 1e9 for at_ns in watching.heard])
    (tested,) = priced(machine, caller, wish, (sent,))
    verdict = tested.last.verdict
    saved = save_answer(machine, tested, save, raw=raw)
    return Result(
        data={"profile": caller.profile.name, **tested_data(tested), "saved": [str(path) for path in saved]},
        blocks=(
            *answer_blocks(tested, raw=raw),
            *timing_lines(tested),
            *(Picture(picture) for picture in pictures_of(tested)),
            *(Line(text=f"saved: {path}", aside=True) for path in saved),
        ),
        warnings=tuple(
            Warn(code=flaw.code, message=flaw.sentence, hint=flaw.hint)
            for flaw in tested.last.verdicts
            if flaw.exit_code is ExitCode.FINDING
        ),
        problem=problem_of(tested),
        exit_code=verdict.exit_code,
    )


def interrupted(caller: Caller, protocol: str, heard_s: list[float]) -> Result:
    """What Ctrl-C left of an answer: when its pieces came, in seconds after the command began to ask."""
    first, last = heard_s[0], heard_s[-1]
    return Result(
        data={"profile": caller.profile.name, "protocol": protocol, "heard_s": heard_s},
        blocks=(
            Line(
                text=f"{len(heard_s)} pieces of the answer: the first after {first:.3f} s, the last after {last:.3f} s",
                aside=True,
            ),
        ),
        problem=Problem(code="interrupted", message="interrupted inside the answer"),
        exit_code=ExitCode.INTERRUPTED,
    )


def problem_of(tested: Tested) -> Problem | None:
    """The failure, as every command tells one; a flaw is told as a warning, and ends with code 9 all the same."""
    verdict = tested.last.verdict
    if verdict.is_good or verdict.exit_code is ExitCode.FINDING:
        return None
    return Problem(code=verdict.code, message=verdict.sentence, reason=verdict.reason, hint=verdict.hint)


def answer_blocks(tested: Tested, *, raw: bool) -> tuple[Block, ...]:
    """What was not told piece by piece already: the answer as it came, or what one without text delivered."""
    evidence = tested.last.evidence
    if raw:
        text = evidence.recording.body.decode(errors="replace")
        return tuple(Line(text=line) for line in text.splitlines())
    if evidence.protocol.form is Form.WHOLE and evidence.story.text:
        return tuple(Line(text=line) for line in evidence.story.text.splitlines())
    delivered = [piece for piece in evidence.story.pieces if isinstance(piece, Delivered)]
    return tuple(Line(text=f"{piece.amount:,} {piece.unit}") for piece in delivered)


def save_answer(machine: Machine, tested: Tested, name: str, *, raw: bool) -> tuple[Path, ...]:
    """The new files that the answer was kept in: pictures always, anything else when a name is given.

    Errors: `target-refused` where something stands already, `own-file-failed`.
    """
    evidence = tested.last.evidence
    if (pictures := pictures_of(tested)) and not raw:
        paths = picture_paths(machine, name, len(pictures))
        for path, picture in zip(paths, pictures, strict=True):
            create_private_file(machine.files, path, picture)
        return paths
    if not name:
        return ()
    path = machine.working_folder / name
    create_private_file(machine.files, path, evidence.recording.body if raw else evidence.story.text.encode())
    return (path,)


def pictures_of(tested: Tested) -> tuple[bytes, ...]:
    """The pictures of an answer that should have some."""
    return pictures_in(tested.last.evidence.recording.body) if tested.protocol in PICTURES else ()


def picture_paths(machine: Machine, name: str, number: int) -> tuple[Path, ...]:
    """Where pictures go: the name that was given, numbered from the second on; else one that nobody has yet."""
    first = machine.working_folder / (name or f"smartaipi-{machine.make_identifier()}.png")
    others = (first.with_name(f"{first.stem}-{place}{first.suffix}") for place in range(2, number + 1))
    return (first, *others)


def show_curl(machine: Machine, wish: TestWish) -> Result:
    """The same request for another program; nothing is sent. Errors: as `make_wish`."""
    caller = find_caller(machine, wish)
    made = make_wish(machine, caller, wish, wish.protocol)
    protocol = protocol_of(wish.protocol, is_streamed=wish.is_streamed)
    request = protocol.encode(made)
    commands = [curl_command(request)]
    if protocol.form is Form.FRAMES:
        commands.append(
            websocat_command(request, [frame(made, "wrapped" if made.frame == "wrapped" else "flat")])
        )
    return Result(
        data={"commands": commands},
        blocks=tuple(Line(text=line) for command in commands for line in command.splitlines()),
    )


def show_definitions() -> Result:
    """What the times mean."""
    return Result(data={"definitions": dict(DEFINITIONS)}, blocks=(Fields(pairs=tuple(DEFINITIONS.items())),))
