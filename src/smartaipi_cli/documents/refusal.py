"""The refusal to edit: where, why, and what to do by hand instead."""

from smartaipi_cli.errors import UserError

_HINT = "correct the file in an editor and run the command again, or run it with `--print` and edit by hand"
_CONFLICT_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


class DocumentRefused(UserError):  # noqa: N818 - it reports a decision, not a fault of the program
    """A document that cannot be edited without a doubt; nothing of it was changed.

    `line` and `column` count from 1, in characters, and are 0 when unknown. `manual` are the lines that say
    what to add or remove by hand. They may hold a secret, so they stand in no text of the error itself: who
    prints them masks them first.
    """

    def __init__(
        self,
        reason: str,
        *,
        line: int = 0,
        column: int = 0,
        manual: tuple[str, ...] = (),
        name: str = "",
    ) -> None:
        subject = f"`{name}`" if name else "The document"
        place = f" (line {line}, column {column})" if line else ""
        super().__init__(
            "document-refused",
            f"{subject} cannot be edited safely{place}",
            reason=reason,
            hint=_HINT,
            details={"line": line, "column": column},
        )
        self.line = line
        self.column = column
        self.manual = manual
        self.name = name

    def with_manual(self, manual: tuple[str, ...]) -> "DocumentRefused":
        """The same refusal, with the lines to edit by hand."""
        return DocumentRefused(self.reason, line=self.line, column=self.column, manual=manual, name=self.name)

    def in_file(self, name: str) -> "DocumentRefused":
        """The same refusal, naming the file that was to be edited."""
        return DocumentRefused(self.reason, line=self.line, column=self.column, manual=self.manual, name=name)


def refuse_at(text: str, offset: int, reason: str) -> DocumentRefused:
    """The refusal for the character at `offset`; a merge conflict marker there is the better reason."""
    if text.startswith(_CONFLICT_MARKERS, offset):
        reason = "a merge conflict marker stands here"
    line, column = position_of(text, offset)
    return DocumentRefused(reason, line=line, column=column)


def refuse_nul(text: str) -> None:
    """Refuse a text that holds a NUL character.

    Raises:
        DocumentRefused: at the first NUL.
    """
    offset = text.find("\0")
    if offset >= 0:
        raise refuse_at(text, offset, "a NUL byte stands here: damaged, binary, or in another encoding")


def position_of(text: str, offset: int) -> tuple[int, int]:
    """The line and column of a character, from 1; LF, CR LF and CR each end a line."""
    breaks = text.count("\n", 0, offset) + text.count("\r", 0, offset) - text.count("\r\n", 0, offset)
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return breaks + 1, offset - start + 1
