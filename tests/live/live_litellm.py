"""A real LiteLLM proxy on a real PostgreSQL, both on loopback; its models answer without any vendor.

Tried with LiteLLM 1.106.2 and PostgreSQL 18.4. LiteLLM's own migrations need a program that no package registry
has, so they are applied with `psql`; its query engine is `litellm/query-engine.js`.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from live_postgres import Database, running_postgres
from live_process import free_port, running_process, wait_until

QUERY_ENGINE: Final = Path(__file__).with_name("litellm") / "query-engine.js"
MASTER_KEY: Final = "sk-test-litellm-master-0000000000000001"
MODEL: Final = "small"
OTHER_MODEL: Final = "large"
CONFIGURATION: Final = {
    "model_list": [
        {
            "model_name": name,
            "litellm_params": {
                "model": f"openai/{name}-upstream",
                "api_key": "sk-test-upstream-never-called",
                "mock_response": "Hello from nowhere",
                "input_cost_per_token": 2e-06,
                "output_cost_per_token": 8e-06,
            },
        }
        for name in (MODEL, OTHER_MODEL)
    ],
    "general_settings": {"master_key": MASTER_KEY, "proxy_batch_write_at": 1},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What `scripts/install_litellm` has installed."""

    folder: Path
    node: Path

    @property
    def programs(self) -> Path:
        """The programs of LiteLLM's Python environment."""
        return self.folder / "python" / "bin"

    @property
    def site_packages(self) -> Path:
        """The packages of that environment."""
        return next(self.folder.glob("python/lib/python3.*/site-packages"))


def find_litellm(environment: Mapping[str, str], home: Path) -> Installed | str:
    """What is installed, or the reason why it cannot be run."""
    cache = Path(environment.get("XDG_CACHE_HOME") or home / ".cache")
    folder = Path(environment.get("SMARTAIPI_LITELLM") or cache / "smartaipi" / "litellm")
    if not (folder / "installed").is_file():
        return f"`{folder}` has no LiteLLM; scripts/install_litellm installs it"
    node = shutil.which("node", path=environment.get("PATH"))
    if node is None:
        return "LiteLLM's query engine needs `node`, which is not on PATH"
    return Installed(folder=folder, node=Path(node))


@contextmanager
def running_litellm(installed: Installed, outside: Mapping[str, str]) -> Iterator[str]:
    """The address of a proxy with an empty database; `outside` are the variables that keep it on this machine."""
    with (
        tempfile.TemporaryDirectory(prefix="litellm-") as folder,
        running_postgres(installed.site_packages) as database,
    ):
        database.run_scripts(*migrations(installed))
        with running_proxy(installed, database, Path(folder), outside) as url:
            yield url


def migrations(installed: Installed) -> list[Path]:
    """LiteLLM's database schema, in the order in which it grew."""
    return sorted(installed.site_packages.glob("litellm_proxy_extras/migrations/*/migration.sql"))


@contextmanager
def running_proxy(
    installed: Installed, database: Database, folder: Path, outside: Mapping[str, str]
) -> Iterator[str]:
    """The proxy itself."""
    (folder / "config.yaml").write_text(json.dumps(CONFIGURATION), encoding="utf-8")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [installed.programs / "litellm", "--config", folder / "config.yaml"]
    address = ["--host", "127.0.0.1", "--port", str(port)]
    log = folder / "litellm.log"
    with running_process(
        [*command, *address], log=log, cwd=folder, env=variables(installed, database, folder, outside)
    ) as process:
        wait_until(lambda: is_ready(url), process, log)
        yield url


def is_ready(url: str) -> bool:
    """Whether it answers and has its database."""
    try:
        found = httpx.get(f"{url}/health/readiness", trust_env=False, timeout=10)
    except httpx.TransportError:
        return False
    return found.is_success and found.json().get("db") == "connected"


def variables(
    installed: Installed, database: Database, folder: Path, outside: Mapping[str, str]
) -> Mapping[str, str]:
    """The proxy's environment; nothing is inherited."""
    return {
        **outside,
        "PATH": os.pathsep.join(
            [str(installed.programs), str(installed.node.parent), "/usr/local/bin", "/usr/bin", "/bin"]
        ),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "DATABASE_URL": database.url,
        "DISABLE_SCHEMA_UPDATE": "true",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "LITELLM_SALT_KEY": "sk-test-litellm-salt",
        "NODE_PATH": str(installed.folder / "node_modules"),
        "PRISMA_BINARY_CACHE_DIR": str(installed.folder),
        "PRISMA_QUERY_ENGINE_BINARY": str(QUERY_ENGINE),
        "PRISMA_SCHEMA_ENGINE_BINARY": str(QUERY_ENGINE),
        "PRISMA_CLI_QUERY_ENGINE_TYPE": "binary",
        "CHECKPOINT_DISABLE": "1",
    }
