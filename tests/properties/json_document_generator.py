"""Hostile JSON documents with their meaning, and a judge that shares nothing with the editor."""

import json
import random
from typing import Any

NAMES = ("a", "b", "env", "key \u00e9", "", "a.b", 'q"q', "\u4e2d", "x/*y", "//", "__proto__")
SCALARS = (
    "1", "0", "-0", "1.0", "1E+2", "0.10", "12345678901234567890", "true", "false",
    "null", "NaN", '"x"', '""', '"\\u00e9"', '"\u00e9"', '"a // b"', '"/* c */"', '"tab\\t\\\\"',
    '"\\ud83d\\ude00"', '"\\""',
)  # fmt: skip
COMMENTS = ("/* c */", "/**/", '/* "x": {, */', "/* \u00e9 */")
LINE_COMMENTS = ("// note", "//", '// "x": 1,', "// }")


class JsonGenerator:
    """One random document after another; `style` decides how orderly."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.newline = "\n"
        self.unit = "  "
        self.colon = ": "
        self.comments = 0.0
        self.trailing = 0.0
        self.style = "lines"

    def document(self) -> tuple[str, Any]:
        """Text and data of a document whose top is an object."""
        pick = self.random
        self.newline = pick.choice(("\n", "\n", "\r\n", "\r"))
        self.unit = pick.choice(("  ", "    ", "\t", ""))
        self.colon = pick.choice((": ", ":", " : "))
        self.comments = pick.choice((0, 0, 0.1, 0.4))
        self.trailing = pick.choice((0, 0, 0.5, 1))
        self.style = pick.choice(("lines", "lines", "line", "wild"))
        data: dict[str, Any] = {}
        text = self._gap() + self._object(data, 0, pick.randint(0, 4)) + self._gap()
        return text + pick.choice(("", self.newline)), data

    def value(self) -> Any:
        """A new value to set."""
        simple = ("v", "", "line\nbreak", "\u00e9\u2028", 0, 1, True, False, None, 1.0, -2.5, 10**20)
        kind = self.random.random()
        if kind < 0.7:
            return self.random.choice(simple)
        if kind < 0.85:
            return [self.random.choice(simple) for _ in range(self.random.randint(0, 3))]
        return {f"n{i}": self.random.choice(simple) for i in range(self.random.randint(0, 3))}

    def _object(self, data: dict[str, Any], depth: int, count: int) -> str:
        parts = []
        for _ in range(count):
            name = self.random.choice(NAMES)
            text, value = self._value(depth + 1)
            data[name] = value
            spelled = json.dumps(name, ensure_ascii=self.random.random() < 0.5)
            colon = self._gap() + ":" + self._gap() if self.style == "wild" else self.colon
            parts.append(spelled + colon + text)
        return self._join("{", parts, "}", depth)

    def _value(self, depth: int) -> tuple[str, Any]:
        kind = self.random.random()
        if kind < 0.3 and depth < 4:
            members: dict[str, Any] = {}
            return self._object(members, depth, self.random.randint(0, 3)), members
        if kind < 0.45 and depth < 4:
            pairs = [self._value(depth + 1) for _ in range(self.random.randint(0, 3))]
            return self._join("[", [text for text, _ in pairs], "]", depth), [value for _, value in pairs]
        text = self.random.choice(SCALARS)
        return text, json.loads(text)

    def _join(self, opening: str, parts: list[str], closing: str, depth: int) -> str:
        pick = self.random
        style = pick.choice(("lines", "line")) if pick.random() < 0.2 and self.style != "wild" else self.style
        if not parts:
            return opening + pick.choice(("", "", "", " ", self._gap())) + closing
        last = "," if pick.random() < self.trailing else ""
        if style == "wild":
            body = "".join(self._gap() + part + self._gap() + "," for part in parts[:-1])
            return opening + body + self._gap() + parts[-1] + self._gap() + last + self._gap() + closing
        if style == "line":
            between = "," + pick.choice((" ", " ", "", "  "))
            return opening + between.join(parts) + self._same_line(last) + closing
        inner, outer = self.newline + self.unit * (depth + 1), self.newline + self.unit * depth
        lines = [self._above(inner) + inner + part for part in parts]
        text = "".join(line + self._ending(",") for line in lines[:-1])
        return opening + text + lines[-1] + self._ending(last) + self._above(inner) + outer + closing

    def _above(self, inner: str) -> str:
        """Lines above a member: blank or a comment."""
        kind = self.random.random()
        if kind < self.comments / 2:
            return inner + self.random.choice(LINE_COMMENTS + COMMENTS)
        return self.newline if kind > 0.95 else ""

    def _ending(self, comma: str) -> str:
        """A comma with what follows on its line."""
        if self.random.random() < self.comments:
            comment = self.random.choice(LINE_COMMENTS + COMMENTS)
            return comma + self.random.choice(("", " ", "  ")) + comment
        return comma + self.random.choice(("", "", "", " "))

    def _same_line(self, comma: str) -> str:
        comment = self.random.choice(COMMENTS) if self.random.random() < self.comments else ""
        return self.random.choice((comma + comment, comment + comma)) + self.random.choice(("", "", " "))

    def _gap(self) -> str:
        pick = self.random
        text = "".join(pick.choice(("", " ", "\t", self.newline, "\r\n")) for _ in range(pick.randint(0, 2)))
        if pick.random() < self.comments:
            text += pick.choice((*COMMENTS, pick.choice(LINE_COMMENTS) + self.newline))
        return text


def judge(text: str) -> Any:
    """What a document means: comments and last commas dropped character by character, then plain JSON."""
    kept: list[str] = []
    offset = 0
    while offset < len(text):
        if text[offset] == '"':
            end = offset + 1
            while text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            kept.append(text[offset : end + 1])
            offset = end + 1
        elif text.startswith("//", offset):
            while offset < len(text) and text[offset] not in "\r\n":
                offset += 1
        elif text.startswith("/*", offset):
            offset = text.index("*/", offset + 2) + 2
        else:
            if text[offset] in "]}" and kept and kept[-1] == ",":
                kept.pop()
            if text[offset] not in " \t\r\n":
                kept.append(text[offset])
            offset += 1
    return json.loads(" ".join(_join_words(kept)))


def _join_words(tokens: list[str]) -> list[str]:
    """Put numbers and words together again, which were kept letter by letter."""
    joined: list[str] = []
    for token in tokens:
        is_letter = token[0] not in '"{}[],:'
        if is_letter and joined and joined[-1][0] not in '"{}[],:':
            joined[-1] += token
        else:
            joined.append(token)
    return joined


def paths(data: Any, prefix: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every value below the top."""
    found: list[tuple[str | int, ...]] = []
    members = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for part, value in members:
        path = (*prefix, part)
        found += [path, *paths(value, path)]
    return found
