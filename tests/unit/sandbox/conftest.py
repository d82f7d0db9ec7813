"""A fresh sandbox for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox_desk import Desk, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path / "box")
    yield opened
    opened.store.close()
