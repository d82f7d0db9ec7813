"""The clipboard: which program is asked, what it gets to see, and that the key does not stay."""

import os
import select
from hashlib import sha256

import pytest

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.machine.clipboard import PROGRAMS, find_clipboard
from smartaipi_cli.machine.clipboard_clearing import clear_when_due
from smartaipi_cli.machine.processes import SystemProcesses

PATIENCE_S = 20
KEY = Secret("sk-test-clipboard0123456789")
ALL = sorted({command[0] for one in PROGRAMS for command in (one.copy, one.paste, one.clear)})
WAYLAND, X11, BOTH = {"WAYLAND_DISPLAY": "w"}, {"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}


class Desktop:
    """A folder with made-up programs that keep the clipboard in a file and write down their arguments."""

    def __init__(self, folder, programs, variables):
        self.held, self.arguments, self.programs = folder / "held", folder / "arguments", folder / "programs"
        self.programs.mkdir()
        self.environment = {"PATH": f"{self.programs}:/usr/bin:/bin", **variables}
        for name in programs:
            self.install(name, self.script)

    @property
    def script(self):
        """Pastes, clears or copies, as the arguments of any of the real programs say."""
        return f"""echo "$0 $*" >> {self.arguments}
case "$0 $*" in
  *paste*|*-out*|*--output*|*Get-Clipboard*) cat {self.held};;
  *--clear*) : > {self.held};;
  *) cat > {self.held};;
esac"""

    def install(self, name, script):
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def clipboard(self, platform="linux"):
        return find_clipboard(SystemProcesses(self.environment), self.environment, platform)


@pytest.mark.parametrize(
    ("platform", "variables", "programs", "expected"),
    [
        ("linux", BOTH, ALL, "wl-copy"),
        ("linux", X11, ALL, "xclip"),
        ("linux", X11, ["xsel", "wl-copy", "wl-paste"], "xsel"),
        ("linux", WAYLAND, ["wl-copy"], None),
        ("linux", WAYLAND, ["xclip", "xsel"], None),
        ("linux", {}, ["xclip", "xsel", "wl-copy", "wl-paste", "pbcopy", "pbpaste"], None),
        ("linux", {}, ["clip.exe", "powershell.exe"], "clip.exe"),
        ("darwin", {}, ALL, "pbcopy"),
        ("win32", {}, ALL, "clip.exe"),
        ("darwin", BOTH, ["xclip"], None),
    ],
    ids=[
        "Wayland before X11",
        "X11",
        "the second program of X11",
        "half of a pair",
        "programs of another desktop",
        "no desktop",
        "Linux inside Windows",
        "macOS",
        "Windows",
        "a program of another system",
    ],
)
def test_the_program_that_fits_the_desktop_is_taken(tmp_path, platform, variables, programs, expected):
    found = Desktop(tmp_path, programs, variables).clipboard(platform)

    assert (found.program if found else None) == expected


@pytest.mark.parametrize(
    ("platform", "variables"),
    [("linux", WAYLAND), ("linux", X11), ("linux", {}), ("darwin", {})],
    ids=["wl-copy", "X11", "clip.exe", "pbcopy"],
)
def test_the_key_comes_to_the_clipboard_and_never_into_an_argument(tmp_path, platform, variables):
    desktop = Desktop(tmp_path, ALL, variables)

    assert desktop.clipboard(platform).copy(KEY)

    assert desktop.held.read_text() == KEY.reveal()
    assert KEY.reveal() not in desktop.arguments.read_text()


def test_a_program_that_stays_behind_with_its_streams_is_not_waited_for(tmp_path):
    """As the real ones do, which serve the clipboard until somebody else copies."""
    desktop = Desktop(tmp_path, ["xsel"], X11)
    desktop.install("xsel", f"cat > {desktop.held}; sleep 60 & echo $! > {tmp_path}/left; exit 0")

    took_it = desktop.clipboard().copy(KEY)

    os.kill(int((tmp_path / "left").read_text()), 9)
    assert took_it


def test_a_program_that_fails_is_said_so(tmp_path):
    desktop = Desktop(tmp_path, ["xsel"], X11)
    desktop.install("xsel", "cat > /dev/null; echo cannot open display >&2; exit 1")

    assert not desktop.clipboard().copy(KEY)


@pytest.mark.parametrize(
    ("later", "rest"),
    [(KEY.reveal(), ""), (f"{KEY.reveal()}\r\n", ""), ("something else", "something else"), ("", "")],
    ids=["still the key", "with a line end", "something copied since", "empty"],
)
def test_only_what_is_still_the_key_is_cleared(tmp_path, later, rest):
    desktop = Desktop(tmp_path, ["xsel"], X11)
    clipboard = desktop.clipboard()
    desktop.held.write_text(later)
    waited = []

    cleared = clear_when_due(
        sha256(KEY.reveal().encode()).hexdigest(), 60, clipboard.pasting, clipboard.clearing, waited.append
    )

    assert desktop.held.read_text() == rest
    assert cleared is KEY.reveal().startswith(later.strip() or "x")
    assert waited == [60]


def test_the_process_that_clears_is_left_alone_and_learns_no_key(tmp_path):
    """It outlives the call; the made-up program tells through a pipe when it was asked to clear."""
    desktop = Desktop(tmp_path, ["xsel"], X11)
    pipe = tmp_path / "cleared"
    os.mkfifo(pipe)
    told = os.open(pipe, os.O_RDWR)  # for reading alone it would wait for a writer without end
    desktop.install(
        "xsel",
        f"""echo "$0 $*" >> {desktop.arguments}
case "$*" in
  *--output*) cat {desktop.held};;
  *--clear*) tr '\\0' ' ' < /proc/$PPID/cmdline > {pipe};;
  *) cat > {desktop.held};;
esac""",
    )
    clipboard = desktop.clipboard()
    clipboard.copy(KEY)

    clipboard.clear_later(KEY, 0)
    ready, _, _ = select.select([told], [], [], PATIENCE_S)
    asked_by = os.read(told, 65536).decode() if ready else "nobody"
    os.close(told)

    assert "clipboard_clearing" in asked_by
    assert KEY.reveal() not in asked_by
    assert "--clear" in desktop.arguments.read_text()
