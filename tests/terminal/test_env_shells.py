"""Real shells evaluate what `env` prints, and every value comes back whatever characters it holds."""

import random
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from home import PROGRAM, Home

from smartaipi_cli.actions.environment.shell_lines import drop_lines, export_lines

NAMED = {
    "empty": "",
    "blank": " ",
    "plain": "plain",
    "variable": "$HOME ${HOME}",
    "backticks": "`id`",
    "command": "$(id)",
    "arithmetic": "$((1+1)) $[1]",
    "single quote": "'",
    "single quotes": "''",
    "apostrophe": "it's",
    "double quote": '"',
    "both quotes": "\"'\"'",
    "ANSI quotes": "$'a\\nb'",
    "backslash": "\\",
    "backslash at the end": "end\\",
    "escaped quote": "\\'",
    "backslashes": "\\\\n\\t",
    "history": "!! !$ !",
    "per cent": "%PATH% %s %n",
    "glob": "* ? [a-z] ~",
    "home": "~root/~",
    "comment": "# no comment",
    "tab": "a\tb",
    "escape": "\x1b[31m\x07",
    "delete": "\x01\x7f",
    "accents": "é ñ",
    "ideographs": "\u4e2d\u6587",
    "emoji": "\U0001f600",
    "typographic quotes": "\u2018x\u2019 \u201cy\u201d",
    "option": "-n --help",
    "braces": "{a,b} {1..3}",
    "operators": "&& || ; | <file >file () <(id) =ls",
}

SHELLS = {
    "bash": ("bash", "bash", ("--norc", "--noprofile", "-c", 'eval "$(cat "$0")"; env -0')),
    "bash, POSIX mode": ("bash", "bash", ("--posix", "-c", 'eval "$(cat "$0")"; env -0')),
    "dash": ("dash", "sh", ("-c", 'eval "$(cat "$0")"; env -0')),
    "zsh": ("zsh", "zsh", ("-f", "-c", 'eval "$(cat "$0")"; env -0')),
    "zsh, rcquotes": ("zsh", "zsh", ("-f", "-o", "rcquotes", "-c", 'eval "$(cat "$0")"; env -0')),
    "zsh, extended globs": (
        "zsh",
        "zsh",
        ("-f", "-o", "extendedglob", "-o", "globsubst", "-c", 'eval "$(cat "$0")"; env -0'),
    ),
    "fish": ("fish", "fish", ("--no-config", "-c", "cat $argv[1] | source; env -0")),
    "strict bash": ("bash", "bash", ("--norc", "-euo", "pipefail", "-c", 'eval "$(cat "$0")"; env -0')),
}
"""A way of evaluating to the program, our name for its language, and its arguments before the file of lines."""


def torture() -> dict[str, str]:
    """332 variables: 32 that have a reason, and 300 seeded."""
    pick = random.Random(7)
    letters = "ab'\"\\$`!%*~# \té{}()[]&|;<>=^?,-\u2019"
    drawn = ["".join(pick.choices(letters, k=pick.randint(1, 16))) for _ in range(300)]
    return {f"V{number:03}": value for number, value in enumerate([*NAMED.values(), *drawn])}


def evaluated(way: str, lines: tuple[str, ...], folder: Path, before: Mapping[str, str] | None = None):
    """The environment behind these lines, in a shell of its own."""
    program, _, arguments = SHELLS[way]
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"NOT RUN: {program} is not installed")
    file = folder / "lines"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "XDG_CONFIG_HOME": str(folder),
        **(before or {}),
    }
    done = subprocess.run(
        [found, *arguments, str(file)], capture_output=True, check=True, timeout=60, env=environment
    )
    assert done.stderr == b""
    return dict(item.split("=", 1) for item in done.stdout.decode().split("\0")[:-1])


def test_there_are_332_values():
    assert (len(NAMED), len(torture())) == (32, 332)


@pytest.mark.parametrize("way", SHELLS)
def test_every_value_comes_back_as_it_was(way, tmp_path):
    wanted = torture()

    found = evaluated(way, export_lines(SHELLS[way][1], wanted), tmp_path)

    assert {name: found.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("way", SHELLS)
def test_what_is_taken_away_is_gone_and_what_never_was_is_no_error(way, tmp_path):
    before = {"GOING": "x", "STAYING": "y"}

    found = evaluated(way, drop_lines(SHELLS[way][1], ("GOING", "NEVER_WAS")), tmp_path, before)

    assert (found.get("STAYING"), "GOING" in found) == ("y", False)


EVALUATED = {
    "bash": ("bash", ("--norc", "-euc", 'eval "$(smartaipi env --shell bash)"; env -0')),
    "dash": ("dash", ("-euc", 'eval "$(smartaipi env --shell sh)"; env -0')),
    "zsh": ("zsh", ("-f", "-euc", 'eval "$(smartaipi env --shell zsh)"; env -0')),
    "fish": ("fish", ("--no-config", "-c", "smartaipi env --shell fish | source; env -0")),
}
"""Shell to what its user types, as the help has it."""


@pytest.mark.parametrize("shell", EVALUATED)
def test_the_line_of_the_help_works_in_a_real_shell(home: Home, shell):
    """The vendor's key that was there before is gone: it would go to the gateway in place of ours."""
    program, arguments = EVALUATED[shell]
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"NOT RUN: {program} is not installed")
    environment = home.environment | {
        "PATH": f"{PROGRAM.parent}:/usr/bin:/bin",
        "ANTHROPIC_API_KEY": "sk-ant-test-0123456789",
    }

    done = subprocess.run(
        [found, *arguments], capture_output=True, check=True, timeout=60, env=environment, cwd=home.project
    )

    after = dict(item.split("=", 1) for item in done.stdout.decode().split("\0")[:-1])
    wanted = home.run("env", "--json").envelope["data"]["variables"]
    assert done.stderr == b""
    assert {name: after.get(name) for name in wanted} == wanted
    assert "ANTHROPIC_API_KEY" not in after
