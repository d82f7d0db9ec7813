"""332 values that a shell could take for something else: 32 known traps, and 300 rows of dangerous characters."""

import random

TRAPS = [
    "", " ", "plain", "$HOME", "${HOME}", "`id`", "$(id)", "'", "''", "it's", '"', '""', "\\", "\\'", "\\\\n", "!",
    "!!", "%PATH%", "*", "~", "#x", "a b\tc", "é", "\u4e2d", "\U0001f600", "\u2018x\u2019", "-n", "=", "{a,b}",
    "&|;<>()", "\x01\x7f", "'\"'\"'",
]  # fmt: skip
LETTERS = "ab'\"\\$`!%*~# \té{}()[]^&|;<>?=@-"


def torture_values() -> list[str]:
    """The same list at every call."""
    pick = random.Random(20261121)
    return [*TRAPS, *("".join(pick.choices(LETTERS, k=pick.randint(1, 16))) for _ in range(300))]
