"""A fresh sandbox for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox_desk import Desk, open_desk

from smartaipi_cli.sandbox.pytest_plugin import smartaipi_sandbox, smartaipi_sandbox_world

__all__ = ["smartaipi_sandbox", "smartaipi_sandbox_world"]
"""The plugin's fixtures; only the outermost `conftest.py` of a suite may name plugins."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path / "box")
    yield opened
    opened.store.close()
