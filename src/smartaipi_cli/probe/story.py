"""The one event model under all protocols: what an answer told, piece by piece, and when."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from smartaipi_cli.probe.events import Event


class Opened(NamedTuple):
    """The answer began, before any of its content."""

    at_ns: int


class ReasoningPiece(NamedTuple):
    """A piece of thought."""

    at_ns: int
    text: str


class TextPiece(NamedTuple):
    """A piece of visible text."""

    at_ns: int
    text: str


class ToolPiece(NamedTuple):
    """A piece of a tool call: its name, or a piece of its arguments."""

    at_ns: int
    name: str = ""
    arguments: str = ""


class Delivered(NamedTuple):
    """Something that is no text: `amount` of what `unit` says, such as numbers of a vector or bytes of an image."""

    at_ns: int
    unit: str
    amount: int


class UsageTold(NamedTuple):
    """Token counts; None where one was not told. `output_tokens` includes `reasoning_tokens`."""

    at_ns: int
    input_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_tokens: int | None = None


class ModelTold(NamedTuple):
    """The model that answers, as the body names it."""

    at_ns: int
    model: str


class StopTold(NamedTuple):
    """Why the model stopped, in the protocol's own word."""

    at_ns: int
    reason: str


class Finished(NamedTuple):
    """The protocol's own last word was told."""

    at_ns: int


class Failed(NamedTuple):
    """An error that came as an event. Frames of a WebSocket tell `status` (else 0) and the headers of an answer."""

    at_ns: int
    kind: str
    message: str
    status: int = 0
    headers: Mapping[str, str] = MappingProxyType({})


class Unreadable(NamedTuple):
    """Something that is not of this protocol."""

    at_ns: int
    text: str


Piece = (
    Opened
    | ReasoningPiece
    | TextPiece
    | ToolPiece
    | Delivered
    | UsageTold
    | ModelTold
    | StopTold
    | Finished
    | Failed
    | Unreadable
)
Tell = Callable[[Event], Iterable[Piece]]
"""What one event of a protocol means; it needs no memory of those before."""

TOKENS = (ReasoningPiece, TextPiece, ToolPiece)
"""The pieces that tokens arrive in."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """All pieces of one answer in order. `rest` is the event that the stream ended in, if it did."""

    pieces: tuple[Piece, ...]
    last_event: str = ""
    rest: str = ""

    @cached_property
    def text(self) -> str:
        """The visible text."""
        return "".join(piece.text for piece in self.pieces if isinstance(piece, TextPiece))

    @cached_property
    def usage(self) -> UsageTold | None:
        """The counts, the later ones over the earlier; None when none was told."""
        told = [piece for piece in self.pieces if isinstance(piece, UsageTold)]
        if not told:
            return None
        newest = {
            name: value
            for piece in told
            for name, value in piece._asdict().items()
            if name != "at_ns" and value is not None
        }
        return UsageTold(told[-1].at_ns, **newest)

    @property
    def model(self) -> str:
        """The last name that the body gave."""
        return next((piece.model for piece in reversed(self.pieces) if isinstance(piece, ModelTold)), "")

    @property
    def stop_reason(self) -> str:
        """Why the model stopped, empty when it was not told."""
        return next((piece.reason for piece in reversed(self.pieces) if isinstance(piece, StopTold)), "")

    @property
    def is_finished(self) -> bool:
        """Whether the protocol's last word was told."""
        return any(isinstance(piece, Finished) for piece in self.pieces)

    @property
    def is_begun(self) -> bool:
        """Whether an answer began, with content or without."""
        return self.has_content or any(isinstance(piece, Opened) for piece in self.pieces)

    @property
    def has_content(self) -> bool:
        """Whether anything was delivered at all."""
        return any(isinstance(piece, (*TOKENS, Delivered)) for piece in self.pieces)

    @property
    def failure(self) -> Failed | None:
        """The first error inside the answer."""
        return next((piece for piece in self.pieces if isinstance(piece, Failed)), None)

    def unreadable(self) -> Iterator[Unreadable]:
        """What was not of the protocol."""
        return (piece for piece in self.pieces if isinstance(piece, Unreadable))

    def tokens(self) -> Iterator[ReasoningPiece | TextPiece | ToolPiece]:
        """The pieces that tokens arrived in."""
        return (piece for piece in self.pieces if isinstance(piece, TOKENS))
