"""The entry point on a system that we do not run on."""

import subprocess
import sys

import pytest

ELSEWHERE = """
import os, sys
os.name = "nt"
sys.argv = ["smartaipi", *sys.argv[1:]]
from smartaipi_cli.__main__ import main
main()
"""


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-c", ELSEWHERE, *arguments], capture_output=True, check=False, text=True
    )


@pytest.mark.parametrize(
    "arguments", [("status",), ("claude", "--yes"), ("credential", "work")], ids=" ".join
)
def test_a_system_that_is_not_supported_gets_a_sentence_and_no_traceback(arguments):
    done = run(*arguments)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: smartaipi does not run on this system yet\n")
    assert "hint: " in done.stderr


def test_the_version_is_told_everywhere():
    assert run("--version").returncode == 0
