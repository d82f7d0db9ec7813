"""The homes and the gateway of the scenarios, for a program at a real terminal."""

import sys
from pathlib import Path

# Test folders are no packages; both kinds of scenario share one builder of homes.
sys.path.insert(0, str(Path(__file__).parents[1] / "scenarios"))

import pytest
from home import Home

from smartaipi_cli.sandbox.testing import running


@pytest.fixture(scope="session")
def gateway(tmp_path_factory):
    """A served sandbox: its addresses and one key."""
    folder = tmp_path_factory.mktemp("gateway")
    with running(folder / "sandbox") as address:
        urls = {"openai_url": address.openai_url, "anthropic_url": address.anthropic_url}
        first = Home(folder)
        management = {"management_url": address.management_url}
        first.add_profile("box", "sandbox", {**urls, **management}, token=address.account_token.reveal())
        made = first.run("keys", "create", "--name", "terminal", "--json")
        yield urls, made.envelope["data"]["key"]["value"]


@pytest.fixture
def home(tmp_path, gateway):
    """A home with a profile and its key."""
    urls, key = gateway
    made = Home(tmp_path)
    made.add_profile("box", "sandbox", urls, key)
    return made
