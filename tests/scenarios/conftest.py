"""One local gateway for all scenarios, and a fresh home for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from home import Account, Home

from smartaipi_cli.sandbox.testing import running


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """A served sandbox with one key."""
    folder = tmp_path_factory.mktemp("gateway")
    with running(folder / "sandbox") as address:
        urls = {
            "openai_url": address.openai_url,
            "anthropic_url": address.anthropic_url,
            "management_url": address.management_url,
        }
        token = address.account_token.reveal()
        first = Home(folder)
        first.add_profile("box", "sandbox", urls, token=token)
        made = first.run("keys", "create", "--name", "scenarios", "--json")
        yield Account(urls=urls, key=made.envelope["data"]["key"]["value"], token=token)


@pytest.fixture
def bare_home(tmp_path: Path) -> Home:
    """A home in which nothing was ever set up."""
    return Home(tmp_path)


@pytest.fixture
def home(bare_home: Home, account: Account) -> Home:
    """A home with a profile `box` on the sandbox, and its key."""
    bare_home.add_profile("box", "sandbox", account.urls, account.key, account.token)
    return bare_home
