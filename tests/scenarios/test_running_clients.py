"""Another program writes the same file meanwhile: the values of both sides are there in the end."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import rewriting_client
from home import CLAUDE, PATIENCE_S, SETTINGS, STATE
from rewriting_client import rewrite

from smartaipi_cli.domain.transport import Request, Stream
from smartaipi_cli.http.client import HttpTransport
from smartaipi_cli.machine.fakes import ManualClock
from smartaipi_cli.machine.real_files import RealFiles

BEFORE = b'{\n  "theme": "dark",\n  "env": {"MY_TEAM_VAR": "keep me"}\n}\n'
OURS = b"apiKeyHelper"
CLIENT = Path(rewriting_client.__file__)


class Interrupted(RealFiles):
    """Real files; another program saves a value each time just before our new settings are put into their place."""

    def __init__(self, write: Callable[[int], None], times: int) -> None:
        super().__init__()
        self.write_meanwhile = write
        self.times = times
        self.done = 0

    def exchange(self, one: Path, other: Path) -> None:
        """See `RealFiles`."""
        settings = other if other.name == "settings.json" else one
        if self.done < self.times and settings.name == "settings.json" and OURS not in settings.read_bytes():
            self.done += 1
            self.write_meanwhile(self.done)
        super().exchange(one, other)


class Overwritten(RealFiles):
    """Real files; whoever looks at our new settings finds that a program has just put its own copy back."""

    done = 0

    def read(self, path: Path) -> bytes:
        """See `RealFiles`."""
        if path.name == "settings.json" and OURS in path.read_bytes():
            self.done += 1
            path.write_bytes(BEFORE)
        return super().read(path)


@dataclass(slots=True)
class Overwriting(ManualClock):
    """A clock; while somebody waits, a program puts its own older copy back, so many times."""

    path: Path = field(default_factory=Path)
    times: int = 1
    done: int = 0

    def pause(self, seconds: float) -> None:
        """See `ManualClock`."""
        ManualClock.pause(self, seconds)
        if self.done < self.times and OURS in self.path.read_bytes():
            self.done += 1
            self.path.write_bytes(json.dumps({**json.loads(BEFORE), "saved": self.done}).encode())


@pytest.mark.parametrize("times", [1, 5])
def test_what_a_client_writes_at_the_last_moment_is_kept(home, times):
    """It writes after we looked and before our file is in place, again and again."""
    path = home.write(SETTINGS, BEFORE)
    home.files = Interrupted(lambda number: rewrite(path, f"client{number}", number), times)

    done = home.run(*CLAUDE)

    settings = home.read_json(SETTINGS)
    assert (done.code, home.files.done) == (0, times), done.text
    assert {f"client{number}" for number in range(1, times + 1)} < set(settings)
    assert "apiKeyHelper" in settings
    assert settings["env"]["MY_TEAM_VAR"] == "keep me"


def test_a_file_that_never_rests_is_given_up_and_left_to_its_writer(home):
    """Code 5 after some attempts: what the other program wrote last stands, nothing of ours is beside it."""
    path = home.write(SETTINGS, BEFORE)
    home.files = Interrupted(lambda number: rewrite(path, "client", number), 1000)
    names = set(home.tree())

    refused = home.run(*CLAUDE)

    assert refused.code == 5
    assert "changes too fast; nothing was written" in refused.err
    assert home.read_json(SETTINGS) == {**json.loads(BEFORE), "client": home.files.done}
    assert set(home.tree()) == names


def test_a_client_that_puts_its_old_copy_back_is_noticed_and_the_change_made_again(home):
    """A running client writes from its memory; both its value and ours are there after."""
    path = home.write(SETTINGS, BEFORE)
    home.clock = Overwriting(path=path, times=2)

    done = home.run(*CLAUDE)

    settings = home.read_json(SETTINGS)
    assert (done.code, home.clock.done) == (0, 2), done.text
    assert (settings["saved"], "apiKeyHelper" in settings) == (2, True)
    assert "a running program overwrote the change 2 times" in done.err


def test_a_client_that_never_stops_putting_its_copy_back_is_reported(home):
    """Code 5 with the command that makes the change again once it is closed."""
    path = home.write(SETTINGS, BEFORE)
    home.files = Overwritten()

    refused = home.run(*CLAUDE)

    assert refused.code == 5
    assert f"a running program keeps rewriting `{path}`" in refused.err
    assert "smartaipi repair" in refused.err
    assert home.files.done == 6
    assert home.read(SETTINGS) == BEFORE


def test_what_a_client_sets_while_the_proof_fails_stays_and_is_told(home):
    """The set-up is taken back around it; that everything is as it was would not be true."""
    path = home.write(SETTINGS, BEFORE)

    class Saving(HttpTransport):
        """A transport to a gateway that is not there; a client saves its model as the request goes out."""

        def stream(self, request: Request) -> AbstractContextManager[Stream]:
            """See `HttpTransport`."""
            if "/messages" not in request.url:
                return super().stream(request)
            rewrite(path, "model", "chosen-by-hand")
            return super().stream(replace(request, url="http://127.0.0.1:9"))

    home.transport = Saving

    failed = home.run(*CLAUDE)

    assert failed.code == 8
    assert home.read_json(SETTINGS) == {**json.loads(BEFORE), "model": "chosen-by-hand"}
    assert "everything is as it was" not in failed.text
    assert f"`{path}`: left as somebody changed it: model" in failed.err


@pytest.mark.parametrize("name", [SETTINGS, STATE])
def test_two_real_processes_lose_nothing_of_each_other(home, name):
    """A process that saves one value after the other, and the real set-up and undo in between."""
    path = home.write(name, BEFORE)
    with subprocess.Popen([sys.executable, str(CLIENT), str(path), "120"]) as client:
        done = home.call(*CLAUDE, "--no-verify")
        assert client.wait(PATIENCE_S) == 0

    data = home.read_json(name)
    assert done.code == 0, done.text
    assert {f"n{number}" for number in range(120)} < set(data)
    assert ("apiKeyHelper" if name == SETTINGS else "hasCompletedOnboarding") in data
