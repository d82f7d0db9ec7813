"""The installed official SDKs, or the reason why there are none; and the lines that their calls print."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
REQUIRE_VARIABLE: Final = "SMARTAIPI_REQUIRE_SDKS"
_PATIENCE_S: Final = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Sdks:
    """What `scripts/install_sdks` has installed, and the Node that is on PATH."""

    folder: Path
    node: Path

    @property
    def python(self) -> Path:
        """The Python that has the SDKs."""
        return self.folder / "python" / "bin" / "python"


def find_sdks(environment: Mapping[str, str], home: Path) -> Sdks | str:
    """The SDKs in the folder where `scripts/install_sdks` puts them; a reason when they are not there."""
    cache = Path(environment.get("XDG_CACHE_HOME") or home / ".cache")
    folder = Path(environment.get("SMARTAIPI_SDKS") or cache / "smartaipi" / "sdks")
    if not (folder / "installed").is_file():
        return f"`{folder}` has no SDKs; scripts/install_sdks installs them"
    node = shutil.which("node", path=environment.get("PATH"))
    return Sdks(folder=folder, node=Path(node)) if node else "`node` is not on PATH"


def run_calls(command: list[str | Path], *, key: str) -> dict[str, Any]:
    """Runs a program that prints a line of JSON for each call, and gives the lines by the names of the calls.

    It finds no proxy, no key and no home of its caller.
    """
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "SANDBOX_KEY": key, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line.pop("call"): line for line in lines}
