"""Fuzz the sandbox's management API by its own OpenAPI description, with schemathesis in an environment of its own.

Run with `python scripts/fuzz_contract.py`. Every operation, valid and invalid data, calls that follow from other
calls; the same each time. Says NOT RUN when schemathesis cannot be installed.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from smartaipi_cli.sandbox.seeding.books import seed_books
from smartaipi_cli.sandbox.seeding.usage import SeedWish
from smartaipi_cli.sandbox.testing import running
from smartaipi_cli.sandbox.world import real_world

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = Path(os.environ.get("SMARTAIPI_CONTRACT_VENV", ROOT / ".venv-contract"))
BOUNDED = ("--seed", "1", "--max-examples", "8", "--generation-database", "none", "--max-time", "60")


def main() -> int:
    """Give schemathesis' exit code: 0 when nothing was found."""
    if not is_installed():
        print("NOT RUN: schemathesis could not be installed")
        return 0
    with TemporaryDirectory() as name:
        folder = Path(name) / "sandbox"
        seed_books(folder, SeedWish(records=500, keys=12, days=20), real_world())
        with running(folder) as address:
            authorization = f"Authorization: Bearer {address.account_token.reveal()}"
            config = ROOT / "scripts" / "fuzz_contract.toml"
            where = (f"{address.management_url}/openapi.json", "--url", address.management_url)
            command = [
                ENVIRONMENT / "bin" / "schemathesis",
                "--config-file",
                config,
                "--no-color",
                "run",
                *where,
            ]
            # The token of a sandbox that lives for a minute; schemathesis has no other way to be given one.
            command += ["--header", authorization, "--continue-on-failure", *BOUNDED]
            return subprocess.run(command, cwd=name, check=False).returncode


def is_installed() -> bool:
    """Make the environment when it is not there, exactly as locked."""
    uv = Path(sys.executable).with_name("uv")
    locked = ROOT / "requirements" / "contract.lock"
    steps = (
        [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, ENVIRONMENT],
        [
            uv,
            "pip",
            "sync",
            "--quiet",
            "--require-hashes",
            "--python",
            ENVIRONMENT / "bin" / "python",
            locked,
        ],
    )
    return all(subprocess.run(step, check=False).returncode == 0 for step in steps)


if __name__ == "__main__":
    sys.exit(main())
