"""Settings files as people have them: what Claude Code can read it still reads, what it cannot is refused."""

import json
import stat

import pytest
from live_home import LiveHome

pytestmark = pytest.mark.live

READABLE = {
    "byte order mark": b'\xef\xbb\xbf{"env": {"TEAM": "keep me"}}',
    "CRLF": b'{\r\n  "permissions": {"deny": ["Read(./.env)"]}\r\n}\r\n',
    "no final newline": b'{"cleanupPeriodDays": 30}',
    "another gateway before": b'{"model": "sonnet", "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9", '
    b'"ANTHROPIC_AUTH_TOKEN": "sk-test-of-another-gateway", "ANTHROPIC_MODEL": "other"}}',
    "foreign helper": b'{"apiKeyHelper": "echo sk-test-of-a-foreign-helper"}',
}
UNREADABLE = {
    "comment": b'{\n  // mine\n  "env": {"TEAM": "keep me"}\n}\n',
    "trailing comma": b'{"env": {"TEAM": "keep me",}}',
    "no JSON": b'{"env": ',
    "wrong type": b'{"env": "keep me"}',
}


@pytest.mark.parametrize("content", READABLE.values(), ids=READABLE.keys())
def test_the_client_reads_what_we_wrote_and_undo_brings_the_bytes_back(home: LiveHome, content: bytes):
    settings = home.write(".claude/settings.json", content)
    home.set_up("claude", "--secret", "helper", "--yes")

    ran = home.claude("-p", "say hi")
    home.set_up("undo", "--yes")

    assert (ran.code, ran.output.strip()) == (0, "say hi")
    assert settings.read_bytes() == content


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_settings_that_the_client_would_ignore_are_refused_and_left_alone(home: LiveHome, content: bytes):
    settings = home.write(".claude/settings.json", content)

    ran = home.smartaipi("claude", "--secret", "helper", "--yes")

    assert ran.code != 0
    assert str(settings) in ran.errors
    assert settings.read_bytes() == content
    assert not home.claude_state.exists()


def test_a_broken_state_file_is_refused_and_left_alone(home: LiveHome):
    state = home.write(".claude.json", b'{"numStartups": 1,')

    ran = home.smartaipi("claude", "--secret", "helper", "--yes")

    assert ran.code == 5, ran.text
    assert str(state) in ran.errors
    assert state.read_bytes() == b'{"numStartups": 1,'
    assert not home.claude_settings.exists()


def test_links_and_modes_stay_through_the_set_up_the_client_and_the_way_back(home: LiveHome):
    target = home.write("dotfiles/settings.json", b'{"env": {"TEAM": "keep me"}}\n', mode=0o640)
    home.claude_settings.parent.mkdir()
    home.claude_settings.symlink_to(target)

    home.set_up("claude", "--secret", "helper", "--yes")
    ran = home.claude("-p", "say hi")
    connected = json.loads(target.read_bytes())
    home.set_up("undo", "--yes")

    assert (ran.code, ran.output.strip()) == (0, "say hi")
    assert "apiKeyHelper" in connected
    assert home.claude_settings.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert target.read_bytes() == b'{"env": {"TEAM": "keep me"}}\n'
