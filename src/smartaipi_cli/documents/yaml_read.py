"""A YAML document as a tree of nodes with their offsets.

`ruamel.yaml` is asked for nothing but the events of its parser; what a plain word means follows the core schema
of YAML 1.2 and is decided in `yaml_values`. Refused as a whole: tags, directives, several documents, keys that
are collections, tabs in indentation, and characters that readers take for different things. The `yaml` package of
JavaScript (2.9), for one, takes a CR without LF for a part of the line: what we add behind a comment would be a
part of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from smartaipi_cli.documents.lines import line_start
from smartaipi_cli.documents.refusal import DocumentRefused, refuse_at

_RARE_BREAK: Final = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
_COMMENT_LINE: Final = re.compile(r"\n([ ]*)#")
_MARK: Final = "\ufeff"
_TAB_INDENT: Final = re.compile(r"(?:^|(?<=[\r\n]))[ ]*\t[ \t]*[^\s]")

_GAP: Final = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")


class Kind(Enum):
    """What a node is."""

    SCALAR = "scalar"
    ALIAS = "alias"
    MAPPING = "mapping"
    SEQUENCE = "sequence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One value or key; `end` is after its last character, comments and blank lines behind it aside.

    `text` is the content of a scalar, or the name that an alias stands for. `style` is the mark of a scalar
    (a quote, `|` or `>`), or empty. `children` are items, or keys and values in turns.
    """

    kind: Kind
    start: int
    end: int
    text: str = ""
    style: str = ""
    anchor: str = ""
    is_flow: bool = False
    children: tuple["Node", ...] = ()

    @property
    def pairs(self) -> tuple[tuple["Node", "Node"], ...]:
        """The keys of a mapping with their values."""
        return tuple(zip(self.children[::2], self.children[1::2], strict=True))


@dataclass(slots=True)
class _Open:
    """A collection whose end was not seen yet."""

    kind: Kind
    start: int
    anchor: str
    is_flow: bool
    children: list[Node]


def read(text: str) -> Node | None:
    """The root of the one document in a text; `None` when there is none.

    Raises:
        DocumentRefused: the text is not YAML, or is among what is refused as a whole.
    """
    if rare := _RARE_BREAK.search(text):
        raise refuse_at(text, rare.start(), "only some YAML readers take this character for a line end")
    if _MARK in text:
        raise refuse_at(text, text.index(_MARK), "only some YAML readers skip a byte order mark here")
    root = _build(text)
    for tab in _TAB_INDENT.finditer(text):
        if root is None or not _is_in_scalar(root, tab.start()):
            raise refuse_at(text, tab.start(), "a tab stands in the indentation")
    return root


def _build(text: str) -> Node | None:
    open_: list[_Open] = [_Open(Kind.SEQUENCE, 0, "", is_flow=False, children=[])]
    documents = 0
    for name, event in _events(text):
        start = event.start_mark.index
        if name == "DocumentStartEvent":
            documents += 1
            _refuse_document(text, start, event, documents)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            _refuse_tag(text, start, event)
            kind = Kind.MAPPING if name.startswith("M") else Kind.SEQUENCE
            open_.append(_Open(kind, start, event.anchor or "", is_flow=bool(event.flow_style), children=[]))
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            node = _close(open_.pop(), event.end_mark.index)
            open_[-1].children.append(node)
        elif name == "AliasEvent":
            end = event.end_mark.index
            open_[-1].children.append(Node(kind=Kind.ALIAS, start=start, end=end, text=event.anchor))
        elif name == "ScalarEvent":
            _refuse_tag(text, start, event)
            open_[-1].children.append(_scalar(text, event, open_[-1]))
    children = open_[0].children
    return children[0] if children else None


def _events(text: str) -> Iterator[tuple[str, Any]]:
    # Takes longer to import than all else that a small command needs, so only where there is a YAML file.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    # At the end of a file that lacks a line end the readers of JavaScript give a block of text its own all the same.
    ended = f"{text}\n" if text[line_start(text, len(text)) :].strip() else text
    try:
        for event in YAML(typ="safe", pure=True).parse(ended):
            yield type(event).__name__, event
    except MarkedYAMLError as error:
        # The message of the parser quotes characters of the document, which may be a piece of a secret.
        problem = (error.problem or "it cannot be parsed").partition(" '")[0].partition(", but")[0]
        mark = error.problem_mark or error.context_mark
        offset = min(mark.index, len(text)) if mark else 0
        raise refuse_at(text, offset, f"not YAML: {problem}") from None
    except YAMLError as error:
        offset = getattr(error, "position", None)
        reason = "not YAML: a control character, or bytes that are not UTF-8"
        raise refuse_at(text, offset if isinstance(offset, int) else 0, reason) from None
    except (ValueError, RecursionError, AssertionError, IndexError):
        raise DocumentRefused("not YAML: it cannot be parsed") from None


def _scalar(text: str, event: Any, around: _Open) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    style = event.style or ""
    if not style and around.is_flow and event.value.endswith(":"):
        raise refuse_at(text, end - 1, "only some YAML readers take this colon for the end of a key")
    if not style and not event.value and not event.anchor:
        start = end = _empty_place(text, around, start)
    if around.kind is Kind.MAPPING and len(around.children) % 2:
        _refuse_outdented_comment(text, around.children[-1], start)
    if style in ("|", ">"):
        # The parser ends a block of text where the next thing begins.
        end = start + len(text[start:end].rstrip(" \t\r\n"))
    return Node(
        kind=Kind.SCALAR, start=start, end=end, text=event.value, style=style, anchor=event.anchor or ""
    )


def _empty_place(text: str, around: _Open, start: int) -> int:
    """Behind the colon or dash of a value that is not spelled out; the parser names a place further on."""
    children = around.children
    if around.kind is Kind.SEQUENCE:
        indicator, offset = "-", children[-1].end if children else around.start
    elif len(children) % 2:
        indicator, offset = ":", children[-1].end
    else:
        return start
    gap = _GAP.match(text, offset)
    end = gap.end() if gap else offset
    return end + 1 if text.startswith(indicator, end) else offset


def _close(open_: _Open, end: int) -> Node:
    children = open_.children
    if not open_.is_flow:
        end = children[-1].end if children else open_.start
    return Node(
        kind=open_.kind,
        start=open_.start,
        end=end,
        anchor=open_.anchor,
        is_flow=open_.is_flow,
        children=tuple(children),
    )


def _refuse_outdented_comment(text: str, key: Node, start: int) -> None:
    """Refuses a comment above a value that is not indented deeper than the key.

    With one the `yaml` package of JavaScript (2.9) may refuse the document as soon as another key follows.
    """
    column = key.start - line_start(text, key.start)
    for comment in _COMMENT_LINE.finditer(text, key.end, start):
        if len(comment[1]) <= column:
            raise refuse_at(text, comment.end(), "only some YAML readers find a value below this comment")


def _refuse_document(text: str, start: int, event: Any, documents: int) -> None:
    if documents > 1:
        raise refuse_at(text, start, "a second document begins here")
    if event.version or event.tags:
        raise refuse_at(text, start, "a directive stands above the document")


def _refuse_tag(text: str, start: int, event: Any) -> None:
    if event.ctag is not None:
        raise refuse_at(text, start, "a tag stands here")


def _is_in_scalar(root: Node, offset: int) -> bool:
    """Whether an offset lies within a text of several lines."""
    pending = [root]
    while pending:
        node = pending.pop()
        if node.kind is Kind.SCALAR and node.start < offset < node.end:
            return True
        pending.extend(node.children)
    return False
