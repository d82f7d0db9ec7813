"""No key in what is shown, and paths as people write them."""

from pathlib import Path

import pytest

from smartaipi_cli.actions.concealment import conceal, shorten
from smartaipi_cli.domain.secret import Secret

KEY = "tok/en-test-canary~0123456789"


@pytest.mark.parametrize(
    "text",
    [
        "echo sk-test-canary-0123456789",
        "cai-canary0123456789",
        "gw-canary_0123456789abc",
        "AIzacanary0123456789abcdef",
        "curl -H 'Authorization: Bearer canary/of+an=odd~form'",
        f"a key of ours {KEY}",
    ],
)
def test_keys_are_covered_wherever_they_stand(text):
    assert "canary" not in conceal(text, [Secret(KEY)])


@pytest.mark.parametrize(
    "text",
    [
        "https://gw-production-europe.example.com/v1",
        "claude-sonnet-4-5-20250929",
        "/opt/smartaipi credential work --store /home/ada/.local/share/smartaipi/credentials",
        "{file:~/.local/share/smartaipi/credentials/work/key}",
        "632cfcbf82dd",
    ],
)
def test_what_is_no_key_stays(text):
    assert conceal(text, [Secret(KEY)]) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/home/ada/.bashrc", "~/.bashrc"),
        ("`/home/ada/.bashrc`, line 3", "`~/.bashrc`, line 3"),
        ("a in /home/ada, b in /home/ada/x", "a in ~, b in ~/x"),
        ("/home/adam/.bashrc", "/home/adam/.bashrc"),
        ("/home/ada-2/x", "/home/ada-2/x"),
        ("/srv/home/ada/x", "/srv/home/ada/x"),
        ("chmod 600 '/home/ada/my file'", "chmod 600 '/home/ada/my file'"),
    ],
)
def test_the_home_is_shortened_where_a_shell_would_read_it_back(text, expected):
    assert shorten(text, Path("/home/ada")) == expected


def test_the_root_of_the_system_is_no_home():
    assert shorten("/etc/x", Path("/")) == "/etc/x"
