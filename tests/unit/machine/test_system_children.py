"""A program in our place: streams, signals and exit code are as if it had been started without us.

Each test runs a small driver process, so that signals and streams are real and nobody else's.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smartaipi_cli.machine.child import NOT_EXECUTABLE, NOT_FOUND, Unusable
from smartaipi_cli.machine.system_children import SystemChildren

PATIENCE_S = 20.0
DRIVER = """
import os, sys, time
from pathlib import Path
from smartaipi_cli.machine.child import Alarm, Child
from smartaipi_cli.machine.pump import Unchanged
from smartaipi_cli.machine.system_children import SystemChildren

mode, program, *words = sys.argv[1:]
alarm = Alarm(0.2, lambda: os.write(2, b"rang\\n")) if mode == "alarm" else None
children = SystemChildren()
child = Child(
    program=Path(program),
    words=(program, *words),
    environment=os.environ,
    make_filter=Unchanged if mode == "filtered" else None,
    alarm=alarm,
)
if mode == "threaded":
    import threading
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
with children.interrupts():
    code = children.run(child)
sys.exit(code)
"""
MODES = ["bare", "filtered"]


def start(mode: str, *words: str, **options: Any) -> "subprocess.Popen[bytes]":
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", DRIVER, mode, *words], **{**streams, **options})


def shell(mode: str, script: str, **options: Any) -> "subprocess.Popen[bytes]":
    return start(mode, "/bin/sh", "-c", script, **options)


def end_of(process: "subprocess.Popen[bytes]") -> tuple[int, bytes, bytes]:
    with process:
        out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out, err


@pytest.mark.parametrize("code", [0, 1, 7, 125, 126, 127, 128, 130, 255])
def test_the_exit_code_is_the_programs_own(code):
    assert end_of(shell("bare", f"exit {code}")) == (code, b"", b"")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["KILL", "TERM", "SEGV", "PIPE"])
def test_a_killed_program_gives_the_code_that_a_shell_gives(mode, name):
    code, _, _ = end_of(shell(mode, f"kill -{name} $$"))

    assert code == 128 + getattr(signal, f"SIG{name}")


@pytest.mark.parametrize("mode", [*MODES, "threaded"])
@pytest.mark.parametrize("name", ["INT", "TERM", "HUP", "QUIT", "USR1", "USR2"])
def test_a_signal_to_us_reaches_the_program_once(mode, name):
    script = (
        f"trap 'echo got; came=1' {name}; echo ready; "
        'while [ -z "$came" ]; do sleep 0.02; done; sleep 0.1; exit 33'
    )

    with shell(mode, script) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(getattr(signal, f"SIG{name}"))
        out, err = process.communicate(timeout=PATIENCE_S)

    assert (process.returncode, out, err) == (33, b"got\n", b"")


def test_a_signal_that_we_were_told_to_ignore_is_ignored_by_both():
    def ignore() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with shell("bare", "echo ready; kill -HUP $$; sleep 0.2; echo end", preexec_fn=ignore) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGHUP)
        out, _ = process.communicate(timeout=PATIENCE_S)

    assert (process.returncode, out) == (0, b"end\n")


def test_the_program_finds_the_signals_as_the_shell_had_them():
    """But for two that the C library keeps to itself, and leaves ignored in what it starts."""
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells")

    _, out, _ = end_of(shell("bare", "grep -E 'Sig(Blk|Ign)' /proc/self/status"))

    blocked, ignored = (int(line.split()[1], 16) for line in out.splitlines())
    assert (blocked, ignored & 0x7FFFFFFF) == (0, 0)


@pytest.mark.parametrize("mode", MODES)
def test_streams_pass_byte_for_byte(mode, tmp_path):
    data = bytes(range(256)) * 4_000
    (tmp_path / "data").write_bytes(data)

    with (tmp_path / "data").open("rb") as source:
        found = end_of(shell(mode, "cat; echo e >&2; exit 4", stdin=source))

    assert found == (4, data, b"e\n")


def test_without_a_filter_the_program_has_our_very_streams(tmp_path):
    with (tmp_path / "out").open("wb") as target:
        code, _, _ = end_of(shell("bare", "readlink /proc/self/fd/1 >&2; echo on", stdout=target))

    assert (code, (tmp_path / "out").read_bytes()) == (0, b"on\n")


def test_a_reader_that_goes_away_ends_the_program_as_a_pipe_does():
    with shell("filtered", "yes; exit 3") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        process.stdout = None
        process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 3


def test_what_the_program_leaves_running_does_not_keep_us():
    code, out, _ = end_of(shell("filtered", "sleep 60 & echo $!"))
    os.kill(int(out), signal.SIGKILL)

    assert code == 0


def test_what_the_program_leaves_running_may_still_write_for_a_moment():
    code, out, _ = end_of(shell("filtered", "(sleep 0.2; echo late) & echo now"))

    assert (code, out) == (0, b"now\nlate\n")


def test_an_alarm_rings_while_the_program_runs_on():
    code, _, err = end_of(shell("alarm", "sleep 0.5; echo end >&2; exit 6"))

    assert (code, err) == (6, b"rang\nend\n")


def test_a_text_without_an_interpreter_is_the_shells(tmp_path):
    path = tmp_path / "plain"
    path.write_text('echo "plain $1"\n')
    path.chmod(0o755)

    assert end_of(start("bare", str(path), "words")) == (0, b"plain words\n", b"")


def place_nothing(folder: Path) -> str:
    return "tool"


def place_data(folder: Path) -> str:
    (folder / "tool").write_text("data")
    return "tool"


def place_folder(folder: Path) -> str:
    (folder / "tool").mkdir()
    return "./tool"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        pytest.param(place_nothing, NOT_FOUND, id="nothing"),
        pytest.param(place_data, NOT_EXECUTABLE, id="not executable"),
        pytest.param(place_folder, NOT_EXECUTABLE, id="a folder"),
    ],
)
def test_what_cannot_be_started_has_the_code_of_the_shells(tmp_path, place: Callable[[Path], str], code):
    name = place(tmp_path)

    found = SystemChildren().look_up(name, {"PATH": str(tmp_path)}, tmp_path)

    assert isinstance(found, Unusable)
    assert found.exit_code == code


def test_a_program_is_found_behind_what_only_has_its_name(tmp_path):
    for name in ("data", "folder", "program"):
        (tmp_path / name).mkdir()
    (tmp_path / "data" / "tool").write_text("data")
    (tmp_path / "folder" / "tool").mkdir()
    real = tmp_path / "program" / "tool"
    real.write_text("true")
    real.chmod(0o755)
    path = ":".join(str(tmp_path / name) for name in ("data", "folder", "program"))

    assert SystemChildren().look_up("tool", {"PATH": path}, tmp_path) == real


def test_a_second_signal_is_noted_while_there_is_patience():
    script = """
import os, signal, sys
from smartaipi_cli.machine.child import Interrupted
from smartaipi_cli.machine.system_children import SystemChildren
with SystemChildren().interrupts() as patience:
    patience.left = 1
    os.kill(os.getpid(), signal.SIGTERM)
    print("noted")
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except Interrupted as ended:
        print(ended.exit_code)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=PATIENCE_S)

    assert done.stdout == b"noted\n143\n"
