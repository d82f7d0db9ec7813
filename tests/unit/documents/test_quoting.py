"""Values survive their shell, whatever characters they hold."""

import random
import shutil
import subprocess

import pytest

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.documents.quoting import quote_fish, quote_posix, quote_powershell

NASTY = [
    "", " ", "plain", "$HOME", "`id`", "$(id)", "'", "''", "it's", '"', "\\", "\\'", "\\\\n", "!", "!!",
    "%PATH%",    "*", "~", "#", "a b\tc", "é", "\u4e2d", "\U0001f600", "\u2018x\u2019", "-n", "=", "{a,b}",
    "&|;<>()", "\x01\x7f",
]  # fmt: skip


def values():
    pick = random.Random(7)
    letters = "ab'\"\\$`!%*~# \té{}()"
    return [*NASTY, *("".join(pick.choices(letters, k=pick.randint(1, 12))) for _ in range(300))]


@pytest.mark.parametrize(
    ("shell", "quote"),
    [("bash", quote_posix), ("dash", quote_posix), ("zsh", quote_posix), ("fish", quote_fish)],
    ids=["bash", "dash", "zsh", "fish"],
)
def test_a_shell_reads_back_what_was_quoted(shell, quote, tmp_path):
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"NOT RUN: {shell} is not installed")
    script = tmp_path / "script"
    script.write_text("".join(f"printf '%s\\0' {quote(value)}\n" for value in values()), encoding="utf-8")
    environment = {"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": str(tmp_path)}

    done = subprocess.run(
        [program, str(script)], capture_output=True, env=environment, check=True, timeout=60
    )

    assert done.stdout.decode().split("\0")[:-1] == values()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "'a'"),
        ("it's", "'it''s'"),
        ("\u2018\u2019\u201a\u201b", "'\u2018\u2018\u2019\u2019\u201a\u201a\u201b\u201b'"),
        ("$x`n", "'$x`n'"),
    ],
    ids=["plain", "quote", "typographic quotes", "variable and backtick"],
)
def test_powershell_quotes_are_doubled(value, expected):
    assert quote_powershell(value) == expected


@pytest.mark.parametrize("quote", [quote_posix, quote_fish, quote_powershell])
@pytest.mark.parametrize("value", ["sk-test-\n", "sk-test-\r", "sk-test-\0"], ids=["LF", "CR", "NUL"])
def test_line_breaks_and_nul_are_refused_without_showing_the_value(quote, value):
    with pytest.raises(DocumentRefused) as caught:
        quote(value)

    assert "sk-test" not in str(caught.value) + caught.value.reason
