"""Hostile TOML documents: every way to spell a key, a value and a table, in any order that is valid."""

import random
import tomllib
from typing import Any

BARE = ("a", "b", "env", "model", "x-y", "1")
QUOTED = (('"a.b"', "a.b"), ("'/src/a'", "/src/a"), ('""', ""), ('"\\u00e9"', "\u00e9"), ('"q\\"q"', 'q"q'))
SCALARS = (
    "1", "-0", "+1_000", "0xFF", "1.0", "-1e+2", "inf", "true", "false", '"x"', '""', '"\\u00e9 # no"',
    "'C:\\x'",
    "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "07:32:00", "'''it's'''", '"""a""b"""', '"""q""""',
)  # fmt: skip
COMMENTS = ("# note", "#", '# x = "1"', "# [t]", "# '''")


class TomlGenerator:
    """One random document after another."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.newline = "\n"

    def document(self) -> tuple[str, dict[str, Any]]:
        """Text and data; drawn again until the standard parser finds no table or key declared twice."""
        while True:
            text = self._text()
            try:
                return text, tomllib.loads(text)
            except tomllib.TOMLDecodeError:
                continue

    def value(self) -> Any:
        """A new value to set."""
        pick = self.random
        simple = ("v", "", "two\nlines\t\x7f", "\u00e9\u2028", 0, 1, True, False, 1.0, -2.5, 1e300, 2**63 - 1)
        if pick.random() < 0.75:
            return pick.choice(simple)
        return [pick.choice(simple) for _ in range(pick.randint(0, 3))]

    def _text(self) -> str:
        pick = self.random
        self.newline = pick.choice(("\n", "\n", "\r\n"))
        lines = [*self._statements(pick.randint(0, 3))]
        for _ in range(pick.randint(0, 4)):
            lines += self._space()
            lines.append(self._header())
            lines += self._statements(pick.randint(0, 3))
        lines += self._space()
        end = pick.choice((self.newline, self.newline, "", self.newline * 2))
        return self.newline.join(lines) + end

    def _header(self) -> str:
        key = self._key(self.random.choice((1, 1, 2, 2, 3)))
        indent = self.random.choice(("", "", "", "  "))
        if self.random.random() < 0.2:
            return f"{indent}[[{key}]]{self._comment()}"
        padding = self.random.choice(("", "", " "))
        return f"{indent}[{padding}{key}{padding}]{self._comment()}"

    def _statements(self, count: int) -> list[str]:
        lines = []
        indent = self.random.choice(("", "", "", "  "))
        for _ in range(count):
            if self.random.random() < 0.15:
                lines += self._space()
            key = self._key(self.random.choice((1, 1, 1, 1, 2, 3)))
            equals = self.random.choice((" = ", " = ", "=", "   = ", "\t="))
            lines.append(indent + key + equals + self._value(0) + self._comment())
        return lines

    def _key(self, count: int) -> str:
        dot = self.random.choice((".", ".", " . "))
        return dot.join(self._name() for _ in range(count))

    def _name(self) -> str:
        if self.random.random() < 0.25:
            return self.random.choice(QUOTED)[0]
        return self.random.choice(BARE)

    def _value(self, depth: int) -> str:
        pick = self.random
        kind = pick.random()
        if kind < 0.15 and depth < 2:
            items = [
                f"{self._key(pick.choice((1, 1, 2)))} = {self._value(depth + 1)}"
                for _ in range(pick.randint(0, 2))
            ]
            padding = pick.choice((" ", ""))
            return "{" + padding + pick.choice((", ", ",")).join(items) + padding + "}"
        if kind < 0.3 and depth < 2:
            items = [self._value(depth + 1) for _ in range(pick.randint(0, 3))]
            if depth == 0 and pick.random() < 0.4:
                lines = "".join(f"  {item},{self._comment()}{self.newline}" for item in items)
                return "[" + self._comment() + self.newline + lines + "]"
            return "[" + ", ".join(items) + "]"
        if kind < 0.4 and depth == 0:
            quotes = pick.choice(('"""', "'''"))
            return quotes + self.newline + "[x]" + self.newline + "# y = 1 '" + self.newline + quotes
        return pick.choice(SCALARS)

    def _space(self) -> list[str]:
        return [self.random.choice(("", "", "  ", *COMMENTS)) for _ in range(self.random.randint(0, 2))]

    def _comment(self) -> str:
        return self.random.choice(("", "", "", " ")) + (
            " " + self.random.choice(COMMENTS) if self.random.random() < 0.15 else ""
        )
