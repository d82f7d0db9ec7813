"""A new Nushell has the variables once its user has added the printed line, and starts well without the file.

Observed with nushell 0.115.1 on Linux.
"""

import json
import shutil

import pytest
from live_clients import Clients
from live_gateway import LiveGateway
from live_home import LiveHome, Ran

from smartaipi_cli.sandbox.fingerprints import fingerprint

pytestmark = pytest.mark.live

NAMES = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL")
OTHER = "sk-test-vendor-key-0123456789"


@pytest.fixture(autouse=True)
def _nushell(clients: Clients) -> None:
    if shutil.which("nu", path=clients.path) is None:
        pytest.skip(
            "NOT RUN: nushell is not installed; scripts/install_clients has it for Linux on x64 alone"
        )


def start(home: LiveHome, command: str) -> Ran:
    """A new Nushell that has read its user's own files, and inherits a key of the vendor's."""
    return home.run("nu", "--login", "-c", command, ANTHROPIC_API_KEY=OTHER)


def variables_of(home: LiveHome) -> dict[str, str]:
    ran = start(home, "$env | select --optional " + " ".join((*NAMES, "ANTHROPIC_API_KEY")) + " | to json")
    assert (ran.code, ran.errors) == (0, "")
    found: dict[str, str | None] = json.loads(ran.output)
    return {name: value for name, value in found.items() if value is not None}


def add_printed_line(home: LiveHome, ran: Ran) -> None:
    """What a person does who is told to add a line to `config.nu`."""
    (line,) = {
        text.partition("add to config.nu: ")[2] for text in ran.text.splitlines() if "config.nu: " in text
    }
    home.write(".config/nushell/config.nu", f"# mine\n{line}\n$env.MINE = 'here'\n".encode())


def test_a_new_shell_has_the_variables_and_its_requests_reach_the_gateway(
    home: LiveHome, gateway: LiveGateway
):
    add_printed_line(home, home.set_up("shell", "--shell", "nushell", "--yes"))
    gateway.forget()

    found = variables_of(home)
    asked = start(
        home,
        'http get --headers {Authorization: $"Bearer ($env.OPENAI_API_KEY)"} $"($env.OPENAI_BASE_URL)/models"',
    )

    assert set(found) == set(NAMES)
    assert found["OPENAI_API_KEY"] == found["ANTHROPIC_AUTH_TOKEN"] == home.key
    assert asked.code == 0, asked.errors
    assert gateway.credentials() == {fingerprint(home.key)}


@pytest.mark.parametrize(
    "way_back", [("undo", "--yes"), ("shell", "--remove", "--yes")], ids=["undo", "remove"]
)
def test_after_the_way_back_the_line_does_nothing(home: LiveHome, way_back: tuple[str, ...]):
    add_printed_line(home, home.set_up("shell", "--shell", "nushell", "--yes"))

    home.set_up(*way_back)

    assert variables_of(home) == {"ANTHROPIC_API_KEY": OTHER}
    assert start(home, "$env.MINE").output == "here\n"
