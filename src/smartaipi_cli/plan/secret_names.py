"""Which names tell that their value is a secret, and where such values stand in JSON and TOML.

The text need not be valid: it is read as a row of strings, words and marks, so that a broken file is covered
like a whole one.
"""

import re
from collections.abc import Iterator
from typing import Final

_SECRET_NAME: Final = re.compile(
    r"key|token|secret|passw|passphrase|authori[sz]ation|bearer|credential|cookie|private|signature|\bauth\b",
    re.IGNORECASE,
)
# Names that hold no secret but the way to one, or a number of words.
_PLAIN_NAME: Final = re.compile(
    r"apikeyhelper|token_source|(.*_)?env_key|env_http_headers|.*_(env|env_var|helper|command|path|file|url)"
    r"|.*_(ttl|timeout|interval)_ms|key(bindings?|map|boards?)|(max|min).*tokens?|.*tokens?_?(limit|count|budget|threshold)",
    re.IGNORECASE,
)
# In a table `auth` these say how a key is fetched; what looks like a key in them is covered by its form.
_HELPER_PARTS: Final = frozenset({"command", "args", "cwd"})
_PLAIN_PARTS: Final = frozenset({'"selectedType"'})
"""Quoted names in an object `auth` that say which login is chosen: to be seen, or nobody could write it by hand."""

_STRING: Final = (
    r'"""(?:[^\\]|\\.)*?"""|'
    r"'''.*?'''|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'"
)
_TOML_TOKEN: Final = re.compile(
    rf"(?P<string>{_STRING})|(?P<comment>#[^\n]*)"
    r"|(?P<mark>[{}\[\]=,\n])|(?P<word>[^\s{}\[\]=,\"'#]+)",
    re.DOTALL,
)
# Every string of a text is looked at once, also in a file of 20 MB: no alternative here may backtrack far.
_JSON_SPACE: Final = r"(?:\s|/\*.*?\*/|//[^\n]*\n)*"
_JSON_PIECE: Final = re.compile(
    r"(?P<comment>/\*.*?\*/|//[^\n]*)"
    rf'|(?P<string>"[^"\\\n]*(?:\\.[^"\\\n]*)*")(?P<colon>{_JSON_SPACE}:)?',
    re.DOTALL,
)
_REFERENCE: Final = re.compile(r'"\{(?:env|file):[^{}"\\]+\}"')
"""A string that only says where a secret is: to be seen, or nobody could write it by hand."""

_JSON_PIECE_OR_MARK: Final = re.compile(rf"{_JSON_PIECE.pattern}|(?P<mark>[\[\]{{}},]|[\w.+-]+)", re.DOTALL)


def is_secret_name(name: str) -> bool:
    """Whether a value under this name is taken for a secret."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return bool(_SECRET_NAME.search(words)) and not any(
        _PLAIN_NAME.fullmatch(spelling) for spelling in (name, words)
    )


def find_in_json(text: str) -> Iterator[tuple[int, int]]:
    """Where the strings stand, without their quotes, to which a secret name leads at any depth."""
    for piece in _JSON_PIECE.finditer(text):
        if piece["colon"] and is_secret_name(piece["string"][1:-1]):
            yield from _find_in_json_value(text, piece.end())


def find_json_comments(text: str) -> Iterator[tuple[int, int]]:
    """Where the comments of JSON start and end."""
    return (piece.span() for piece in _JSON_PIECE.finditer(text) if piece["comment"])


def find_in_toml(text: str) -> Iterator[tuple[int, int]]:
    """The same for TOML, whose headers and dotted names lead to values as well."""
    tokens = [token for token in _TOML_TOKEN.finditer(text) if token.lastgroup != "comment"]
    reader = _TomlReader(text)
    for index, token in enumerate(tokens):
        if token.lastgroup == "mark":
            reader.read_mark(token)
        elif reader.is_in_header or _is_toml_name(tokens, index):
            reader.read_name(token[0])
        elif token.lastgroup == "string" and reader.is_value_secret:
            width = 3 if token[0][:3] in {'"""', "'''"} else 1
            yield token.start() + width, token.end() - width


def find_toml_comments(text: str) -> Iterator[tuple[int, int]]:
    """Where the comments of TOML start and end."""
    return (token.span() for token in _TOML_TOKEN.finditer(text) if token.lastgroup == "comment")


def _find_in_json_value(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The strings of one value, however deep; names in it are no values."""
    depth, name = 0, ""
    for piece in _JSON_PIECE_OR_MARK.finditer(text, start):
        if piece["colon"]:
            name = piece["string"]
        if piece["mark"]:
            depth += 1 if piece["mark"] in "[{" else -1 if piece["mark"] in "]}" else 0
        elif piece["string"] and not piece["colon"]:
            if not _is_plain(name, piece["string"]):
                yield piece.start("string") + 1, piece.end("string") - 1
            name = ""
        if depth <= 0 and not piece["comment"]:
            return


def _is_plain(name: str, value: str) -> bool:
    """Whether a quoted value below a secret name is none itself."""
    return name in _PLAIN_PARTS or bool(_REFERENCE.fullmatch(value))


class _TomlReader:
    """What the names read so far say about the value that comes next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._enclosing: list[bool] = []  # for each open bracket: is everything in it secret?
        self._is_named = False  # does a name on the way to the next value tell of a secret?
        self._is_table_named = False  # does the TOML header above?
        self._is_helper_part = False  # is this the program of a key helper, in a table `auth`?
        self._is_auth_table = False
        self.is_in_header = False

    @property
    def is_value_secret(self) -> bool:
        return (self._is_named or self._is_table_named) and not self._is_helper_part

    def read_name(self, text: str) -> None:
        is_named = any(map(is_secret_name, [name := text.strip("\"'"), *name.split(".")]))
        if self.is_in_header:
            self._is_table_named = self._is_table_named or is_named
            self._is_auth_table = name.rpartition(".")[2] == "auth"
        else:
            self._is_named = self._is_named or is_named
            self._is_helper_part = self._is_auth_table and name in _HELPER_PARTS

    def read_mark(self, mark: re.Match[str]) -> None:
        if mark[0] in "[{":
            self._open(mark)
        elif mark[0] in "]}":
            self._close()
        elif mark[0] == "," or (mark[0] == "\n" and not self._enclosing):
            self._forget_name()

    def _open(self, mark: re.Match[str]) -> None:
        if mark[0] == "[" and not self._enclosing and self._starts_line(mark.start()):
            self.is_in_header, self._is_table_named = True, False
        self._enclosing.append(self._is_named)

    def _close(self) -> None:
        if self._enclosing:
            self._enclosing.pop()
        self.is_in_header = self.is_in_header and bool(self._enclosing)
        self._forget_name()

    def _forget_name(self) -> None:
        self._is_named = bool(self._enclosing) and self._enclosing[-1]

    def _starts_line(self, position: int) -> bool:
        return not self._text[self._text.rfind("\n", 0, position) + 1 : position].strip(" \t\ufeff")


def _is_toml_name(tokens: list[re.Match[str]], index: int) -> bool:
    """Whether the next token is the mark between a name and its value, or the name goes on."""
    following = tokens[index + 1 : index + 2]
    return any(token[0] == "=" or (token.lastgroup == "word" and token[0][0] == ".") for token in following)
