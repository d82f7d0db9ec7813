"""`run` at a real terminal: keys, signals, size and settings are the command's, with the mask and without."""

import fcntl
import struct
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from home import PROGRAM as OURS
from home import Home
from pseudo_terminal import CONTROL_C, at_terminal

from smartaipi_cli.sandbox.testing import running

LOCAL_FLAGS = 3
"""The place of the local flags in what `tcgetattr` gives."""

LOOK = "import os; print([os.isatty(n) for n in range(3)], os.environ['OPENAI_API_KEY'])"
PROGRAM = """
import fcntl, os, signal, struct, sys, termios

def size():
    return struct.unpack("HHHH", fcntl.ioctl(1, termios.TIOCGWINSZ, bytes(8)))[:2]

def say(*words):  # `print` is not to be called again from within itself, as a signal may do
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

signal.signal(signal.SIGINT, lambda *_: say("interrupted"))
signal.signal(signal.SIGWINCH, lambda *_: say("resized", *size()))
say("terminals", [os.isatty(number) for number in range(3)], "size", *size())
say("key", os.environ["SMARTAIPI_API_KEY"], "shown")
for line in sys.stdin:
    if line.strip() == "end":
        sys.exit(33)
    say("got", line.strip())
"""


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Home]:
    """A home with a profile of a sandbox and its account's token."""
    home = Home(tmp_path)
    (tmp_path / "program.py").write_text(PROGRAM)
    with running(tmp_path / "sandbox") as address:
        urls = {
            "openai_url": address.openai_url,
            "anthropic_url": address.anthropic_url,
            "management_url": address.management_url,
        }
        home.add_profile("box", "sandbox", urls, token=address.account_token.reveal())
        yield home


@pytest.mark.parametrize("mask", [(), ("--mask",)], ids=["bare", "masked"])
def test_the_command_has_the_terminal_and_leaves_it_as_it_was(machine: Home, mask: tuple[str, ...]):
    command = (sys.executable, str(machine.folder / "program.py"))

    with at_terminal(machine, "run", *mask, "--", *command) as talk:
        talk.wait_for("shown")
        assert "terminals [True, True, True] size 24 100" in talk.text
        assert ("key sk-s•••• shown" in talk.text) is bool(mask)
        during = termios.tcgetattr(talk.descriptor)
        talk.type("hello\n")
        talk.wait_for("got hello")
        talk.type(CONTROL_C)
        talk.wait_for("interrupted")
        fcntl.ioctl(talk.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 90, 0, 0))
        talk.wait_for("resized 30 90")
        talk.type("end\n")
        talk.wait_for("revoked after")
        after = termios.tcgetattr(talk.descriptor)
        code = talk.end()

    assert (code, talk.text.count("interrupted")) == (33, 1), talk.text
    assert bool(during[LOCAL_FLAGS] & termios.ICANON) is not bool(mask), (
        "masked, ours passes keys on as they are"
    )
    assert after[LOCAL_FLAGS] & termios.ICANON
    assert after[LOCAL_FLAGS] & termios.ECHO


def test_behind_the_mask_each_stream_is_of_the_kind_that_ours_is(machine: Home):
    """Of our three streams two are the terminal and one is a file: the command sees the same."""
    inner = f'env -u SMARTAIPI_RUN {OURS} run --mask -- {sys.executable} -c "{LOOK}" > out'

    with at_terminal(machine, "run", "--", "sh", "-c", inner) as talk:
        code = talk.end()

    assert (code, talk.text.count("revoked after")) == (0, 2), talk.text
    assert (machine.project / "out").read_text() == "[True, False, True] sk-s••••\n"
