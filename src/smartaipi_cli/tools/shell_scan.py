"""What a start file of a shell does, command by command: enough to tell what ends it early, and what sets a variable.

A reading for warnings, not a parser: it knows quotes, comments, here-documents, subshells, functions and blocks of
sh, bash, zsh and fish, and takes what it does not know for words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"(?P<space>[ \t\r]+|\\\r?\n)"
    r"|(?P<comment>(?<![^\s;&|()])#[^\n]*)"
    r"|(?P<newline>\n)"
    r"|(?P<heredoc><<(?P<tabs>-?)[ \t]*(?P<quote>['\"\\]?)(?P<end>[A-Za-z_]\w*)['\"]?)"
    r"|(?P<operator>&&|\|\||;;&|;;|;&|[;&|()])"
    r"|(?P<word>(?:[^\s;&|()'\"\\]|\\.|'[^']*'|\"(?:[^\"\\]|\\.)*\")+)"
    r"|(?P<rest>.)",
    re.DOTALL,
)
_OPENERS: Final = frozenset({"if", "case", "for", "while", "until", "select", "switch", "begin", "{"})
_CLOSERS: Final = frozenset({"fi", "esac", "done", "}", "end"})
_LINKS: Final = frozenset(
    {"then", "do", "else", "elif", "!", "not", "and", "or", "time", "builtin", "command"}
)
_CONDITIONAL: Final = frozenset({"&&", "||"})


class Command(NamedTuple):
    """One command outside functions and subshells; `line` counts from 1.

    `condition` is what stands before it in its list and in the blocks around it, empty when it always runs.
    """

    line: int
    words: tuple[str, ...]
    condition: str = ""


@dataclass(slots=True)
class _Block:
    """An open block: whether it is a function's body, and the words that opened it."""

    is_function: bool
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """The state between two tokens."""

    line: int = 1
    started: int = 1
    words: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=list)
    parentheses: int = 0
    is_function_next: bool = False

    def end_command(self, operator: str) -> Iterator[Command]:
        """The command that ends here; `&&` and `||` make what follows depend on it."""
        while self.words and (word := self.words[0]) in _OPENERS | _CLOSERS | _LINKS | {"function"}:
            self.words.pop(0)
            self.enter(word)
        if self.words and not self.is_hidden:
            around = [word for block in self.blocks for word in block.words]
            condition = " ".join([*around, *self.before]) or ("in a block" if self.blocks else "")
            yield Command(line=self.started, words=tuple(self.words), condition=condition)
        if self.blocks:
            self.blocks[-1].words += self.words
        if operator in _CONDITIONAL:
            self.before += [*self.words, operator]
        else:
            self.before.clear()
        self.words = []

    def enter(self, word: str) -> None:
        """A reserved word at the front of a command."""
        if word == "function":
            # `function name {` of bash and zsh opens with its brace, `function name` of fish with itself.
            self.is_function_next = "{" in self.words
            if self.is_function_next:
                del self.words[: self.words.index("{")]
            else:
                self.blocks.append(_Block(is_function=True))
                self.words.clear()
        elif word in _OPENERS:
            self.blocks.append(_Block(is_function=self.is_function_next))
            self.is_function_next = False
        elif word in _CLOSERS and self.blocks:
            self.blocks.pop()

    @property
    def is_hidden(self) -> bool:
        """Whether what runs here does not run at the start, or in a shell of its own."""
        return self.parentheses > 0 or any(block.is_function for block in self.blocks)


def read_commands(text: str) -> Iterator[Command]:
    """The commands in the order of the file. A here-document without an end is a command `<<`."""
    reader = _Reader()
    pending: list[tuple[str, bool]] = []
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            return
        position = token.end()
        kind, piece = token.lastgroup or "", token[0]
        if token["heredoc"]:
            pending.append((token["end"], bool(token["tabs"])))
        elif kind == "operator":
            yield from _read_operator(reader, piece)
        elif kind == "word":
            if not reader.words:
                reader.started = reader.line
            reader.words.append(piece)
        elif kind == "newline":
            yield from reader.end_command(piece)
        reader.line += piece.count("\n")
        if kind == "newline" and pending:
            end = _skip_documents(text, position, pending)
            if end < 0:
                yield Command(line=reader.line - 1, words=("<<", pending[0][0]))
                return
            reader.line += text.count("\n", position, end)
            position = end
            pending.clear()
    yield from reader.end_command("\n")


def _read_operator(reader: _Reader, operator: str) -> Iterator[Command]:
    if operator == "(":
        reader.is_function_next = _names_function(reader.words)
        reader.parentheses += 1
    elif operator == ")" and reader.parentheses:
        yield from reader.end_command(operator) if not reader.is_function_next else ()
        reader.parentheses -= 1
        if reader.is_function_next:
            reader.words = []
    else:
        # A single `)` ends a pattern of `case`: what stood before it is no command.
        if operator == ")":
            reader.words = [word for word in reader.words if word in _OPENERS]
        yield from reader.end_command(operator)


def _names_function(words: list[str]) -> bool:
    """Whether `()` after these words begins a function: `name ()` or `function name ()`."""
    return bool(words) and not words[-1].endswith(("=", "$")) and (len(words) == 1 or words[0] == "function")


def _skip_documents(text: str, position: int, pending: list[tuple[str, bool]]) -> int:
    """Where the here-documents that begin at `position` end, -1 when one does not."""
    for end, has_tabs in pending:
        while True:
            if position >= len(text):
                return -1
            line, found, _ = text[position:].partition("\n")
            position += len(line) + len(found)
            line = line.removesuffix("\r")
            if (line.lstrip("\t") if has_tabs else line) == end:
                break
    return position
