"""Configurations as people have them: Codex still loads them strictly, and only what is ours differs.

Observed with Codex 0.169.0.
"""

import stat
from typing import Any

import pytest
from live_codex import read_config
from live_home import LiveHome

pytestmark = pytest.mark.live

OURS = {"model", "model_provider", "model_reasoning_effort", "model_providers"}
CONFIGS = {
    "comments": b'# mine\nmodel = "gpt-5.5"   # pinned\n\n# about tools\n[mcp_servers.mine]\ncommand = "mine"  # '
    b"local\nenabled = false\n",
    "CRLF": b'# mine\r\nmodel = "gpt-5.5"\r\napproval_policy = "on-request"\r\n\r\n[tui]\r\nnotifications = true\r\n',
    "byte order mark": b'\xef\xbb\xbfapproval_policy = "on-request"\n',
    "tables before any key": b"[tui]\nnotifications = true\n\n[mcp_servers.mine]\ncommand = 'mine'\nenabled = false\n",
    "foreign provider in use": b'model_provider = "other"\n\n[model_providers.other]\nname = "Other"\n'
    b'base_url = "http://127.0.0.1:9/v1"\nwire_api = "responses"\nenv_key = "OTHER_KEY"\n',
    "provider as a dotted key": b'model_providers.other.name = "Other"\nmodel_providers.other.base_url = '
    b'"http://127.0.0.1:9/v1"\n',
    "our provider with keys of others": b'[model_providers.sandbox]\nname = "Old"\nbase_url = "http://127.0.0.1:9/v1"\n'
    b'env_key = "OLD_KEY"\nrequest_max_retries = 2\n',
    "no final newline": b'approval_policy = "never"',
}
NOT_STARTING = {
    "legacy profile": (b'profile = "work"\n\n[profiles.work]\nmodel = "gpt-5.5"\n', "top-level `profile`"),
    "chat protocol": (
        b'[model_providers.old]\nname = "Old"\nbase_url = "http://127.0.0.1:9/v1"\nwire_api = "chat"\n',
        'wire_api = "chat"',
    ),
    "no TOML": (b"model = \n", "line 1"),
}


@pytest.mark.parametrize("content", CONFIGS.values(), ids=CONFIGS.keys())
def test_the_client_loads_what_we_wrote_and_only_ours_differs(home: LiveHome, content: bytes):
    config = home.write(".codex/config.toml", content)
    before = read_config(config)
    home.set_up("codex", "--secret", "helper", "--yes")
    after = read_config(config)

    ran = home.say_hi()
    kept = comments(config.read_bytes())
    home.set_up("undo", "--yes")

    assert (ran.code, ran.output.strip()) == (0, "say hi"), ran.errors
    assert without_ours(after) == without_ours(before)
    assert kept == comments(content)
    assert config.read_bytes() == content


def without_ours(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration without what a set-up may change; other providers are not ours."""
    providers = {
        name: table for name, table in config.get("model_providers", {}).items() if name != "sandbox"
    }
    return {key: value for key, value in config.items() if key not in OURS} | {"others": providers}


def comments(content: bytes) -> list[bytes]:
    """All comments, in order."""
    return [line[line.index(b"#") :] for line in content.splitlines() if b"#" in line]


def test_keys_of_others_in_our_provider_stay(home: LiveHome):
    config = home.write(".codex/config.toml", CONFIGS["our provider with keys of others"])

    home.set_up("codex", "--secret", "helper", "--yes")

    provider = read_config(config)["model_providers"]["sandbox"]
    assert provider["request_max_retries"] == 2
    assert "env_key" not in provider


@pytest.mark.parametrize(("content", "reason"), NOT_STARTING.values(), ids=NOT_STARTING.keys())
def test_a_configuration_with_which_the_client_cannot_start_is_refused_with_the_reason(
    home: LiveHome, content: bytes, reason: str
):
    config = home.write(".codex/config.toml", content)

    by_client = home.say_hi()
    ran = home.smartaipi("codex", "--secret", "helper", "--yes")

    assert by_client.code != 0
    assert ran.code == 5, ran.text
    assert reason in ran.errors
    assert config.read_bytes() == content


def test_links_and_modes_stay_through_the_set_up_the_client_and_the_way_back(home: LiveHome):
    target = home.write("dotfiles/config.toml", CONFIGS["comments"], mode=0o640)
    home.codex_config.parent.mkdir()
    home.codex_config.symlink_to(target)

    home.set_up("codex", "--secret", "helper", "--yes")
    ran = home.say_hi()
    connected = read_config(target)
    home.set_up("undo", "--yes")

    assert (ran.code, ran.output.strip()) == (0, "say hi"), ran.errors
    assert connected["model_provider"] == "sandbox"
    assert home.codex_config.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert target.read_bytes() == CONFIGS["comments"]
