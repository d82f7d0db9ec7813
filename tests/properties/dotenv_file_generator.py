"""Hostile dotenv files: every spelling of a value, names that stand twice, lines that are no assignments."""

import random

NAMES = ("A", "KEY", "KEY", "MY_KEY", "KEY_2", "a.b")
# Spellings that both dialects read alike, and those about which they differ.
COMMON = (
    "x", "", "a b", "it's", "a=b", "a==", "x # note", "'x'", "'a # b'", "' x '", '"x"', '"a # b"', "'a\"b'",
    '"KEY=1"', "'a\nKEY=1\nb'", '"a\n\n# x\nb"', "'x' # note", "'x'  ", "\u00e9", "'\u00e9'",
)  # fmt: skip
HOSTILE = (
    "`x`",
    "`a\nKEY=1\n`",
    "a#b",
    "'x'y",
    "'open",
    '"a\\"b"',
    '"a\\n"',
    "'C:\\'",
    "# x",
    "$KEY",
    '"a\\"\nb"',
)
OTHER_LINES = ("", "  ", "# note", "# KEY='x'", "#", "=x")
VALUES = ("v", "", "a b", " # ", 'say "x"', "sk-test-0123456789", "a/b+c~d._=-", "\u00e9", "KEY=1", "`")


def make_file(pick: random.Random, spellings: tuple[str, ...]) -> str:
    newline = pick.choice(("\n", "\n", "\r\n"))
    lines = []
    for _ in range(pick.randint(0, 5)):
        if pick.random() < 0.3:
            lines.append(pick.choice(OTHER_LINES))
        else:
            head = pick.choice(("", "", "  ", "export ")) + pick.choice(NAMES)
            lines.append(head + pick.choice(("=", "=", " = ", "= ")) + pick.choice(spellings))
    text = "\n".join(lines) + pick.choice(("\n", "\n", "", "\n\n"))
    return text.replace("\n", newline)
