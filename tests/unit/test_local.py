"""Commands that are answered without the framework answer exactly as through it."""

from pathlib import Path

import pytest

from smartaipi_cli.app import run
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.local import LOCAL, is_local, run_local
from smartaipi_cli.machine.fakes import ManualClock, ScriptedProcesses, ScriptedTerminal
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.paths import Paths
from smartaipi_cli.machine.real_files import RealFiles


def refuse() -> Transport:
    raise AssertionError("a local command does not call out")


def machine_in(folder: Path) -> Machine:
    return Machine(
        files=RealFiles(),
        paths=Paths.under(folder / "ours"),
        home=folder / "home",
        working_folder=folder,
        environment={"SMARTAIPI_CREDENTIAL_STORE": "file"},
        platform="linux",
        clock=ManualClock(),
        processes=ScriptedProcesses(),
        terminal=ScriptedTerminal(),
        keychain=lambda: None,
        open_transport=refuse,
        make_identifier=lambda: "abcd",
        program=("/opt/smartaipi",),
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "home").mkdir()
    assert run(["profiles", "add", "work", "--gateway", "smartaipi"], machine_in(tmp_path)) == 0
    return tmp_path


@pytest.mark.parametrize("flags", [(), ("--json",), ("--quiet",), ("-q", "--json")], ids=" ".join)
@pytest.mark.parametrize("words", LOCAL, ids=" ".join)
def test_both_ways_give_the_same_output_and_code(folder, words, flags):
    arguments = [*words, *flags]
    short, long = machine_in(folder), machine_in(folder)

    codes = (run_local(arguments, short), run(arguments, long))

    assert codes == (0, 0)
    assert short.terminal.output.getvalue() == long.terminal.output.getvalue() != ""
    assert short.terminal.errors.getvalue() == long.terminal.errors.getvalue()


@pytest.mark.parametrize("words", LOCAL, ids=" ".join)
def test_both_ways_fail_alike(folder, words):
    (folder / "ours" / "config" / "config.toml").write_text("profiles = 7\n")
    short, long = machine_in(folder), machine_in(folder)

    codes = (run_local(list(words), short), run(list(words), long))

    assert codes[0] == codes[1]
    assert short.terminal.errors.getvalue() == long.terminal.errors.getvalue()


@pytest.mark.parametrize(
    "arguments",
    [["status", "--help"], ["history", "list", "--verify"], ["profiles"], ["profiles", "list", "x"], []],
)
def test_anything_more_than_common_options_goes_through_the_framework(arguments):
    assert not is_local(arguments, {})
