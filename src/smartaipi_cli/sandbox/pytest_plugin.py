"""A pytest plugin: a gateway of its own for each test that asks for one.

Opt in with `pytest_plugins = ["smartaipi_cli.sandbox.pytest_plugin"]` in the `conftest.py` of a test suite; the
package pytest has to be there.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smartaipi_cli.sandbox.testing import observed
from smartaipi_cli.sandbox.under_test import SandboxUnderTest
from smartaipi_cli.sandbox.world import World, real_world


@pytest.fixture
def smartaipi_sandbox_world() -> World:
    """The clock and the randomness of the gateway; override it with `seeded_world` to freeze both."""
    return real_world()


@pytest.fixture
def smartaipi_sandbox(tmp_path: Path, smartaipi_sandbox_world: World) -> Iterator[SandboxUnderTest]:
    """A gateway on a free port of 127.0.0.1, in this process, with an account, 25 dollars and one key."""
    folder = tmp_path / "smartaipi-sandbox"
    with observed(folder, smartaipi_sandbox_world) as sandbox:
        yield SandboxUnderTest(sandbox, folder)
