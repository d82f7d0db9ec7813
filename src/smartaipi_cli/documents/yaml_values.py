"""The values of a YAML document, by the core schema of YAML 1.2; loads nothing that edits."""

import re
from typing import Any, Final

from smartaipi_cli.documents.missing import KeyPath, find
from smartaipi_cli.documents.refusal import DocumentRefused, refuse_at
from smartaipi_cli.documents.utf8 import decode
from smartaipi_cli.documents.yaml_read import Kind, Node, read

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {word: word[0] in "tT" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_OCTAL: Final = re.compile(r"0o[0-7]+")
_HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE: Final = re.compile(r"([-+]?)\.(?:inf|Inf|INF)|\.(nan|NaN|NAN)")
_MOST_NODES: Final = 200_000
"""More values than this, aliases counted as often as they are used, are an attack and no configuration."""


def parse(source: bytes) -> Any:
    """The data of a document; an empty one, or one of comments alone, is an empty mapping.

    A merge key `<<` is a key like any other, as YAML 1.2 has it. Dates are strings.

    Raises:
        DocumentRefused: the source is not one YAML document, or a key stands twice in a mapping, at the
            offending character; or one of the refusals of `yaml_read`.
    """
    return data_of(decode(source)[1])


def get_value(source: bytes, path: KeyPath) -> Any:
    """The parsed value at a path, or `MISSING`.

    Raises:
        DocumentRefused: as `parse`.
    """
    return find(parse(source), path)


def data_of(text: str) -> Any:
    """The data of a text.

    Raises:
        DocumentRefused: as `parse`.
    """
    root = read(text)
    if root is None or is_null(root):
        return {}
    try:
        return _Builder(text).build(root)
    except RecursionError:
        raise DocumentRefused("the document is nested too deep to check an edit of it") from None


def is_null(node: Node) -> bool:
    """Whether a node is a plain null, spelled out or not."""
    return node.kind is Kind.SCALAR and not node.style and node.text in _NULLS


def scalar_of(node: Node) -> Any:
    """The value of a scalar: what is quoted is a string, a plain word whatever the core schema says."""
    text = node.text
    if node.style:
        return text
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    return _number_of(text)


def _number_of(text: str) -> Any:
    # A hundred digits is no number that anybody means; the limit keeps the conversion cheap.
    if text[:1] not in "+-.0123456789" or len(text) > 100:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    if special := _INFINITE.fullmatch(text):
        return float("nan") if special[2] else float(f"{special[1]}inf")
    return text


class _Builder:
    """Nodes to data, with aliases replaced by copies of what they stand for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._anchors: dict[str, Node] = {}
        self._left = _MOST_NODES

    def build(self, node: Node) -> Any:
        self._left -= 1
        if self._left < 0:
            raise DocumentRefused("the document has too many values, or aliases of aliases")
        if node.kind is Kind.ALIAS:
            return self._follow(node)
        if node.anchor:
            # An alias within what it stands for finds the anchor open, not the node.
            self._anchors.pop(node.anchor, None)
        data = self._build_plain(node)
        if node.anchor:
            self._anchors[node.anchor] = node
        return data

    def _build_plain(self, node: Node) -> Any:
        if node.kind is Kind.SCALAR:
            return scalar_of(node)
        if node.kind is Kind.SEQUENCE:
            return [self.build(item) for item in node.children]
        data: dict[Any, Any] = {}
        for key, value in node.pairs:
            name = self._name_of(key)
            if name in data:
                raise refuse_at(self._text, key.start, "the key stands twice in its mapping")
            data[name] = self.build(value)
        return data

    def _name_of(self, key: Node) -> Any:
        if key.kind is not Kind.SCALAR:
            raise refuse_at(self._text, key.start, "a key is an alias or a collection")
        if key.anchor:
            self._anchors[key.anchor] = key
        name = scalar_of(key)
        # The readers of JavaScript make strings of all keys, so that `1` and `"1"` are one of them.
        return name if isinstance(name, str) else key.text

    def _follow(self, alias: Node) -> Any:
        node = self._anchors.get(alias.text)
        if node is None:
            raise refuse_at(self._text, alias.start, "an alias stands for nothing above it")
        return self.build(node)
