"""Hostile YAML documents: blocks and brackets in each other, every spelling of a scalar, comments everywhere."""

import random
from typing import Any

NAMES = ("a", "b", "name", "models", "x-y", "'q k'", '"d"', "apiBase", "on", "1")
PLAIN = (
    "1", "-0", "0x1F", "0o17", "1.5", "-1e+2", ".inf", "true", "False", "null", "~", "x", "two words", "it's",
    "http://h:80/v1", "a#b", "1.0.0", "2024-01-01", "yes", "'single'", "'it''s # no'", '"double"',
    '"\\u00e9 # \\n"', "''", "\u00e9",
)  # fmt: skip
FLOW_ONLY = ("[]", "{}", "[1, 2]", "[ a , 'b' ]", "{k: v}", "{ k: [1, {m: n}] }", "[a, b,]", "{k: v,}")
COMMENTS = ("# note", "#", "# - x: 1", "# a: 'b", "#: [")


class YamlGenerator:
    """One random document after another."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.step = 2
        self.list_offset = 2
        self.gap = 2

    def document(self) -> str:
        pick = self.random
        self.step = pick.choice((2, 2, 2, 4, 1))
        self.list_offset = pick.choice((0, 2, 2, 4))
        self.gap = pick.choice((2, 2, 2, 4))
        lines = self._comments(0)
        if pick.random() < 0.1:
            lines.append(pick.choice(("---", "--- # start")))
        lines += self._mapping(0, 0, pick.randint(1, 3))
        lines += self._comments(0)
        text = "\n".join(lines) + pick.choice(("\n", "\n", "\n", "", "\n\n"))
        return text.replace("\n", pick.choice(("\n", "\n", "\n", "\r\n")))

    def value(self, depth: int = 0) -> Any:
        """A new value to set."""
        pick = self.random
        simple = (
            "v", "", "two\nlines\t", "\u00e9\u2028", "- x", "# x", "a: b", "x #", " x ", "no", "~", "1", "0x1",
            "1.0.0", "1e3", "2024-01-01", "12:30", "@x", "`x", "${{ secrets.X }}", "it's \"q\"", "\x00\x7f", "[x",
            "https://h.example/v1", "\U0001f600", "\\", "%x", "---", "&a", "*a", "!t", "<<", "=", "?",
            0, 1, True, False, None, 1.0, -2.5, 1e300, 2**63, float("inf"), -0.0,
        )  # fmt: skip
        if depth > 2 or pick.random() < 0.6:
            return pick.choice(simple)
        if pick.random() < 0.5:
            return [self.value(depth + 1) for _ in range(pick.randint(0, 3))]
        names = ("k", "l m", "", "1", "on", "x: y", "#")
        return {pick.choice(names): self.value(depth + 1) for _ in range(pick.randint(0, 3))}

    def _mapping(self, column: int, depth: int, count: int) -> list[str]:
        pick = self.random
        lines: list[str] = []
        for name in pick.sample(NAMES, count):
            lines += self._comments(column)
            lines += self._member(name, column, depth)
        return lines

    def _member(self, name: str, column: int, depth: int) -> list[str]:
        pick = self.random
        head = " " * column + name + ":"
        kind = pick.random()
        if depth < 2 and kind < 0.2:
            inner = self._mapping(column + self.step, depth + 1, pick.randint(1, 2))
            return [head + self._comment(), *self._comments(column), *inner]
        if depth < 2 and kind < 0.45:
            return [head + self._comment(), *self._list(column + self.list_offset, depth + 1)]
        if kind < 0.5:
            return [head + self._comment()]
        if kind < 0.56:
            return self._block_scalar(head, column)
        if kind < 0.62:
            return [f"{head} word", " " * (column + 1) + "more"]
        return [f"{head}{pick.choice((' ', ' ', '   '))}{self._scalar()}{self._comment()}"]

    def _block_scalar(self, head: str, column: int) -> list[str]:
        pick = self.random
        mark = pick.choice(("|", ">", "|-", ">-", "|+", "|2" if self.step == 2 and not column else "|"))
        inner = " " * (column + 2)
        lines = [f"{head} {mark}", f"{inner}text: 1", *pick.choice(([], [""])), f"{inner}# no comment"]
        return lines + pick.choice(([], [""], ["", ""]))

    def _list(self, column: int, depth: int) -> list[str]:
        pick = self.random
        lines: list[str] = []
        for _ in range(pick.choice((1, 2, 2, 3))):
            lines += self._comments(column)
            head = " " * column + "-".ljust(self.gap)
            kind = pick.random()
            if depth < 2 and kind < 0.5:
                inner = column + self.gap
                block = self._mapping(inner, depth + 1, pick.randint(1, 3))
                while not block[0].strip() or block[0].lstrip().startswith("#"):
                    block.pop(0)
                lines += [head + block[0][inner:], *block[1:]]
            elif depth < 2 and kind < 0.57:
                nested = self._list(column + self.gap, depth + 2)
                while nested[0].lstrip().startswith("#") or not nested[0].strip():
                    nested.pop(0)
                lines += [head + nested[0][column + self.gap :], *nested[1:]]
            elif kind < 0.62:
                lines.append(head.rstrip() + self._comment())
            else:
                lines.append(head + self._scalar() + self._comment())
        return lines

    def _scalar(self) -> str:
        return self.random.choice(FLOW_ONLY if self.random.random() < 0.25 else PLAIN)

    def _comments(self, column: int) -> list[str]:
        pick = self.random
        if pick.random() < 0.8:
            return []
        return [pick.choice(("", "  ", " " * column + pick.choice(COMMENTS), pick.choice(COMMENTS)))]

    def _comment(self) -> str:
        return (
            self.random.choice((" ", "   ")) + self.random.choice(COMMENTS)
            if self.random.random() < 0.12
            else ""
        )
