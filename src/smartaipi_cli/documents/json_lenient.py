"""JSON that the standard parser does not take: with comments, trailing commas, much depth, very long integers."""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from smartaipi_cli.documents.json_native import scan_string
from smartaipi_cli.documents.refusal import DocumentRefused, refuse_at

# `|(?!)`: see json_gap.
# The first group takes all that is kept in one step, so that little is left to be done by calls.
_COMMENT: Final = re.compile(
    r"""((?:[^"/]++|"(?:[^"\\]++|\\.)*+"|/(?![/*])|(?!))++)|//[^\r\n]*+|/\*.*?\*/""", re.DOTALL
)
_LAST_COMMA: Final = re.compile(
    r"""((?:[^",]++|"(?:[^"\\]++|\\.)*+"|,(?![ \t\r\n]*+[}\]])|(?!))++)|,""", re.DOTALL
)
_TOKEN: Final = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    | (?P<comment>//[^\r\n]*|/\*.*?\*/)
    | (?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?(?![0-9A-Za-z.+_-]))
    | (?P<word>(?:true|false|null|NaN|-?Infinity)(?![0-9A-Za-z_$]))""",
    re.DOTALL | re.VERBOSE,
)
_WORDS: Final = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}
_CLOSING: Final = {"{": "}", "[": "]"}
_DIGITS_AT_ONCE: Final = 4000  # Python converts at most 4300 digits in one go


def read_leniently(text: str) -> Any:
    """The data of a document, as `json_read.read` gives it.

    Raises:
        DocumentRefused: anything that is not one JSON document, at the offending character.
    """
    plain = text
    for blank in (_blank_comments, _blank_last_commas):
        try:
            plain = blank(plain)
            return json.loads(plain, strict=False)
        except (ValueError, RecursionError):
            continue  # not strict, too deep, or too long an integer: the next try is slower and knows more
    return _Reader(text=text).read()


def list_extensions(text: str) -> list[tuple[int, str]]:
    """Offset and kind of each comment, trailing comma and duplicate key, in the order of the text.

    Raises:
        DocumentRefused: as `read_leniently`.
    """
    reader = _Reader(text=text)
    reader.read()
    return sorted(reader.extensions)


def _blank_comments(text: str) -> str:
    return _COMMENT.sub(lambda match: match[1] or " " * len(match[0]), text)


def _blank_last_commas(text: str) -> str:
    return _LAST_COMMA.sub(lambda match: match[1] or _blank_last_comma(match), text)


def _blank_last_comma(match: re.Match[str]) -> str:
    text = match.string
    before = match.start() - 1
    while before >= 0 and text[before] in " \t\r\n":
        before -= 1
    # A comma after no value stays, so that the parser refuses it.
    return "," if before < 0 or text[before] in "[{,:" else " "


@dataclass(slots=True, kw_only=True)
class _Reader:
    """One pass over the tokens with a stack of its own, so that depth costs no recursion."""

    text: str
    offset: int = 0
    extensions: list[tuple[int, str]] = field(default_factory=list)
    containers: list[Any] = field(default_factory=list)
    closings: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def read(self) -> Any:
        data = self._value()
        while self.containers:
            self._element()
        self._skip()
        if self.offset < len(self.text):
            raise self._fault("the document has ended, yet more text follows")
        return data

    def _element(self) -> None:
        """Read one member or item of the innermost container with its comma, or the end of the container."""
        container = self.containers[-1]
        character = self._peek()
        if character == self.closings[-1]:
            self._close()
            return
        if isinstance(container, dict):
            self.keys[-1] = self._key(container)
        depth = len(self.containers)
        value = self._value()
        if isinstance(container, dict):
            container[self.keys[depth - 1]] = value
        else:
            container.append(value)
        if len(self.containers) == depth:
            self._comma()

    def _close(self) -> None:
        self.offset += 1
        self.containers.pop()
        self.closings.pop()
        self.keys.pop()
        if self.containers:
            self._comma()

    def _comma(self) -> None:
        character = self._peek()
        if character == ",":
            comma = self.offset
            self.offset += 1
            if self._peek() == self.closings[-1]:
                self.extensions.append((comma, "trailing-comma"))
        elif character != self.closings[-1]:
            raise self._fault(f"a comma or `{self.closings[-1]}` is expected here")

    def _key(self, members: dict[str, Any]) -> str:
        if self._peek() != '"':
            raise self._fault("a member name in double quotes is expected here")
        start = self.offset
        key = self._string()
        if key in members:
            self.extensions.append((start, "duplicate-key"))
        if self._peek() != ":":
            raise self._fault("a colon is expected here")
        self.offset += 1
        return key

    def _value(self) -> Any:
        character = self._peek()
        if character == '"':
            return self._string()
        if character in _CLOSING:
            return self._open(character)
        match = _TOKEN.match(self.text, self.offset)
        if match and match["number"]:
            self.offset = match.end()
            return _number(match[0])
        if match and match["word"]:
            self.offset = match.end()
            return _WORDS[match[0]]
        raise self._fault("a JSON value is expected here")

    def _open(self, character: str) -> Any:
        container: Any = {} if character == "{" else []
        self.offset += 1
        self.containers.append(container)
        self.closings.append(_CLOSING[character])
        self.keys.append("")
        return container

    def _string(self) -> str:
        value, self.offset = scan_string(self.text, self.offset + 1)
        return value

    def _peek(self) -> str:
        self._skip()
        return self.text[self.offset : self.offset + 1]

    def _skip(self) -> None:
        match = _TOKEN.match(self.text, self.offset)
        while match and (match["space"] or match["comment"]):
            if match["comment"]:
                self.extensions.append((self.offset, "comment"))
            self.offset = match.end()
            match = _TOKEN.match(self.text, self.offset)

    def _fault(self, expected: str) -> DocumentRefused:
        rest = self.text[self.offset : self.offset + 2]
        if not rest:
            reason = f"the text ends too early: {expected}"
        elif rest == "/*":
            reason = "the comment that begins here has no end"
        elif rest[0] == "'":
            reason = f"a single quote is not JSON: {expected}"
        elif rest[0] == "#":
            reason = f"`#` begins no comment in JSON: {expected}"
        else:
            reason = expected
        return refuse_at(self.text, self.offset, reason)


def _number(spelling: str) -> int | float:
    if not spelling.lstrip("-").isdigit():
        return float(spelling)
    if len(spelling) <= _DIGITS_AT_ONCE:
        return int(spelling)
    digits = spelling.lstrip("-")
    number = 0
    for start in range(0, len(digits), _DIGITS_AT_ONCE):
        chunk = digits[start : start + _DIGITS_AT_ONCE]
        number = number * 10 ** len(chunk) + int(chunk)
    return -number if spelling[0] == "-" else number
