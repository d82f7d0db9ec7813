"""Servers of a folder that goes are ended, and nobody else's."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from smartaipi_cli.machine.leftovers import PROCESSES, end_servers_of

MARK = "TEST_SERVER=1"

pytestmark = pytest.mark.skipif(not PROCESSES.is_dir(), reason="NOT RUN: this system does not tell")


@pytest.fixture
def start() -> Iterator:
    """Starts a program that waits; what is left of it ends with the test."""
    started = []

    def start_it(program: Path, **variables: str) -> subprocess.Popen:
        started.append(subprocess.Popen([program, "60"], env={"PATH": os.defpath, **variables}))
        return started[-1]

    yield start_it
    for process in started:
        process.kill()
        process.wait(10)


def test_what_runs_from_the_folder_is_ended_and_its_neighbour_is_not(tmp_path, start):
    folder, neighbour = tmp_path / "run", tmp_path / "run-2"
    for place in (folder, neighbour):
        place.mkdir()
        shutil.copy(shutil.which("sleep"), place / "server")
    ours, other = start(folder / "server"), start(neighbour / "server")

    end_servers_of(folder, frozenset({MARK}))

    assert (ours.wait(10), other.poll()) == (-15, None)


def test_a_mark_counts_only_beside_the_folder(tmp_path, start):
    """A program that the user's command left running has the folder in its environment too, and is not ours to end."""
    sleep = Path(shutil.which("sleep"))
    name, value = MARK.split("=")
    inside, outside = f"{tmp_path}/run/cline", f"{tmp_path}/elsewhere"
    server = start(sleep, CLIENT_DIR=inside, **{name: value})
    foreign = start(sleep, CLIENT_DIR=outside, **{name: value})
    users = start(sleep, CLIENT_DIR=inside)

    end_servers_of(tmp_path / "run", frozenset({MARK}))

    assert (server.wait(10), foreign.poll(), users.poll()) == (-15, None, None)
