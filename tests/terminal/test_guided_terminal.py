"""A guided page at a real terminal: the key is asked about, copied, and on the screen only where that is wanted."""

import pytest
from pseudo_terminal import CONTROL_C, at_terminal

from smartaipi_cli.sandbox.testing import running

QUESTION = "copy the key to the clipboard for 60 s? [y/N]"


@pytest.fixture
def desktop(home):
    """The home with a made-up clipboard program; what was copied stands in a file."""
    held = home.folder / "held"
    home.environment |= {"DISPLAY": ":0", "PATH": f"{home.programs}:/bin"}
    home.install(
        "xsel", f'case "$*" in *--output*) cat {held};; *--clear*) : > {held};; *) cat > {held};; esac'
    )
    return home


def key_of(home) -> str:
    return home.machine.credential_files.read("box", "key").reveal()


def test_yes_copies_the_key_which_is_never_on_the_screen(desktop):
    with at_terminal(desktop, "cursor") as conversation:
        conversation.wait_for(QUESTION)
        assert "Override OpenAI Base URL" in conversation.text
        conversation.type("y\n")
        code = conversation.end()

    assert code == 0, conversation.text
    assert (desktop.folder / "held").read_text() == key_of(desktop)
    assert "in the clipboard (by xsel)" in conversation.text
    assert key_of(desktop) not in conversation.shown


def test_no_copies_nothing(desktop):
    with at_terminal(desktop, "cursor") as conversation:
        conversation.wait_for(QUESTION)
        conversation.type("n\n")
        code = conversation.end()

    assert code == 0, conversation.text
    assert not (desktop.folder / "held").exists()


def test_without_a_clipboard_nobody_is_asked(home):
    home.environment["PATH"] = f"{home.programs}:/bin"
    with at_terminal(home, "cursor") as conversation:
        code = conversation.end()

    assert code == 0, conversation.text
    assert "clipboard" not in conversation.text


def test_the_key_is_on_the_screen_when_that_is_asked_for(home):
    with at_terminal(home, "cursor", "--show-key") as conversation:
        code = conversation.end()

    assert code == 0, conversation.text
    assert key_of(home) in conversation.text


def test_control_c_while_watching_ends_quietly(home, tmp_path):
    with running(tmp_path / "watched") as address:
        urls = {"openai_url": address.openai_url, "management_url": address.management_url}
        home.add_profile("watched", "sandbox", urls, key_of(home), address.account_token.reveal())
        home.environment["PATH"] = f"{home.programs}:/bin"
        with at_terminal(home, "cursor", "--profile", "watched", "--wait") as conversation:
            conversation.wait_for("watching for a request")
            conversation.type(CONTROL_C)
            code = conversation.end()

    assert code == 130, conversation.text
    assert "Traceback" not in conversation.text
