"""Real clients, a real program and a gateway on the loopback address; a fresh home for each test."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest
from live_clients import REQUIRE_VARIABLE, Clients, Missing, find_clients
from live_gateway import LiveGateway
from live_home import PROFILE, LiveHome
from live_outside import Outside, refusing_outside
from live_terminal import LiveTerminal, terminal_with
from stub_gateway import StubGateway, stub_gateway

from smartaipi_cli.sandbox.testing import running

STUB_KEY = "sk-test-live-stub-key-0123456789abcdef"

OpenTerminal = Callable[..., LiveTerminal]


def not_run(reason: str) -> NoReturn:
    """Reports that a test did not run, or fails it where the clients are required."""
    if os.environ.get(REQUIRE_VARIABLE) == "1":
        pytest.fail(f"{REQUIRE_VARIABLE}=1, but {reason}", pytrace=False)
    pytest.skip(f"NOT RUN: {reason}")


@pytest.fixture(scope="session")
def clients() -> Clients:
    found = find_clients(os.environ, Path.home())
    if isinstance(found, Missing):
        not_run(found.reason)
    return found


@pytest.fixture(scope="session")
def outside() -> Iterator[Outside]:
    with refusing_outside() as refusing:
        yield refusing


@pytest.fixture
def bare_home(tmp_path: Path, clients: Clients, outside: Outside) -> LiveHome:
    """A home that knows no gateway."""
    outside.hosts.clear()
    home = LiveHome(
        folder=tmp_path / "home",
        environment={
            "PATH": clients.path,
            "HOME": str(tmp_path / "home"),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "SMARTAIPI_CREDENTIAL_STORE": "file",
            **outside.environment,
        },
    )
    home.project.mkdir(parents=True)
    return home


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, LiveGateway]]:
    folder = tmp_path_factory.mktemp("sandbox")
    with running(folder) as address:
        yield folder, LiveGateway(address=address)


@pytest.fixture
def gateway(sandbox: tuple[Path, LiveGateway]) -> LiveGateway:
    """The sandbox that `home` has a profile of."""
    return sandbox[1]


@pytest.fixture
def home(bare_home: LiveHome, sandbox: tuple[Path, LiveGateway]) -> LiveHome:
    """A home with a profile of the sandbox and a key for it; the sandbox has forgotten what was before."""
    folder, gateway = sandbox
    state = bare_home.folder / ".local" / "state" / "smartaipi"
    state.mkdir(parents=True, mode=0o700)
    (state / "sandbox").symlink_to(folder)
    bare_home.set_up("profiles", "add", PROFILE, "--gateway", "sandbox")
    bare_home.set_up("keys", "create", "--name", PROFILE, "--store")
    gateway.forget()
    return bare_home


@pytest.fixture
def stub() -> Iterator[StubGateway]:
    with stub_gateway(STUB_KEY) as gateway:
        yield gateway


@pytest.fixture
def stub_home(bare_home: LiveHome, stub: StubGateway) -> LiveHome:
    """A home with a profile of the stub and a key for it."""
    bare_home.set_up("profiles", "add", PROFILE, "--gateway", "custom", "--url", stub.url)
    bare_home.keep_key(STUB_KEY)
    return bare_home


@pytest.fixture
def open_terminal() -> Iterator[OpenTerminal]:
    """Opens a home's project in a terminal with a client in it; closed with the test."""
    if shutil.which("tmux") is None:
        not_run("`tmux` is not on PATH")
    with ExitStack() as stack:

        def open_it(home: LiveHome, command: str, **variables: str) -> LiveTerminal:
            sockets = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="live-")))
            terminal = terminal_with(
                command, sockets=sockets, folder=home.project, environment={**home.environment, **variables}
            )
            return stack.enter_context(terminal)

        yield open_it
