"""What Cline's set-up looks at beyond its files: the clock, the variables and the running editors."""

from dataclasses import replace

import pytest
from key_desk import Desk

from smartaipi_cli.actions.connection.cline_extras import complete_for_cline, find_editor
from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.profiles.selection import Credential
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.fakes import ScriptedProcesses
from smartaipi_cli.machine.processes import Finished
from smartaipi_cli.tools.base import Inline, Variable, Wish

KEY = Secret("sk-test-canary0123456789")
CREDENTIAL = Credential(secret=KEY, source="test")
PROFILE = Profile(name="work", gateway="smartaipi", label="Smart AIPI", openai_url="https://gw.test/v1")
LISTS = {"linux": ("ps",), "darwin": ("ps",), "win32": ("tasklist",)}


def machine(platform="linux", listed="", **environment):
    finished = Finished(exit_code=0, output=listed, errors="")
    return replace(
        Desk().machine,
        platform=platform,
        environment=environment,
        processes=ScriptedProcesses(answers={LISTS[platform]: finished}),
    )


def complete(key, protocol="chat", **environment):
    here = machine(**environment)
    wish = Wish(profile=PROFILE, key=key, protocol=protocol)
    request = Connect(tool="cline", replace=True)
    return complete_for_cline(here, here.open_transport(), request, CREDENTIAL, wish), here


@pytest.mark.parametrize(
    ("platform", "listed", "editor"),
    [
        ("linux", "bash\n/usr/share/code/code\n", "VS Code"),
        ("linux", "bash\ncodespell\n", ""),
        ("linux", "", ""),
        ("darwin", "/Applications/Visual Studio Code.app/Contents/Frameworks/Code Helper\n", "VS Code"),
        ("darwin", "/Applications/Cursor.app/Contents/MacOS/Cursor\n", "Cursor"),
        ("win32", '"System","4","Services","0","8 K"\n"Code.exe","9","Console","1","8 K"\n', "VS Code"),
        ("win32", '"notepad.exe","9","Console","1","8 K"\n', ""),
    ],
)
def test_an_editor_that_runs_is_found_among_the_processes(platform, listed, editor):
    assert find_editor(machine(platform, listed)) == editor


def test_the_time_of_the_entry_is_the_clocks():
    wish, here = complete(Inline(secret=KEY))

    assert wish.now == here.clock.now()
    assert wish.replace


@pytest.mark.parametrize(
    ("key", "protocol", "environment", "code"),
    [
        (Variable(name="OPENAI_API_KEY"), "chat", {}, ""),
        (Variable(name="OPENAI_API_KEY"), "responses", {"OPENAI_API_KEY": KEY.reveal()}, ""),
        (Inline(secret=KEY), "chat", {"OPENAI_API_KEY": "sk-test-vendor0123456789"}, ""),
        (
            Variable(name="OPENAI_API_KEY"),
            "chat",
            {"OPENAI_API_KEY": "sk-test-vendor0123456789"},
            "wrong-credential",
        ),
        (Variable(name="SMARTAIPI_API_KEY"), "messages", {}, "usage"),
    ],
    ids=["not set", "set", "not needed", "another vendor's key", "a variable that others read as well"],
)
def test_a_key_of_another_vendor_is_never_sent_to_the_gateway(key, protocol, environment, code):
    if not code:
        assert complete(key, protocol, **environment)[0].key == key
        return

    with pytest.raises(UserError) as refused:
        complete(key, protocol, **environment)

    assert refused.value.code == code
    assert "vendor0123" not in f"{refused.value.message} {refused.value.reason}"
