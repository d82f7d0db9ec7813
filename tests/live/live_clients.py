"""The installed real clients, or the reason why there are none."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PINS: Final = Path(__file__).with_name("package.json")
"""The versions that these tests are written for, in npm's own format."""

REQUIRE_VARIABLE: Final = "SMARTAIPI_REQUIRE_CLIENTS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """Where programs are found: the folders of a PATH with the clients, Node and the system's tools."""

    path: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Why the clients cannot be run."""

    reason: str


def find_clients(environment: Mapping[str, str], home: Path) -> Clients | Missing:
    """The clients in the folder where `scripts/install_clients` puts them."""
    cache = Path(environment.get("XDG_CACHE_HOME") or home / ".cache")
    folder = Path(environment.get("SMARTAIPI_CLIENTS") or cache / "smartaipi" / "clients")
    for package, version in read_pins().items():
        found = installed_version(folder, package)
        if found != version:
            there = f"has {package} {found}, not {version}" if found else f"has no {package} {version}"
            return Missing(f"`{folder}` {there}; scripts/install_clients installs it")
    node = shutil.which("node", path=environment.get("PATH"))
    if node is None:
        return Missing("Codex needs `node`, which is not on PATH")
    folders = [
        folder / "node_modules" / ".bin",
        Path(node).parent,
        *map(Path, ("/usr/local/bin", "/usr/bin", "/bin")),
    ]
    return Clients(path=":".join(map(str, dict.fromkeys(folders))))


def read_pins() -> dict[str, str]:
    """Package to version."""
    pins: dict[str, str] = json.loads(PINS.read_text(encoding="utf-8"))["dependencies"]
    return pins


def installed_version(folder: Path, package: str) -> str:
    """The version of a package in a folder that npm has filled, else an empty text."""
    try:
        manifest = json.loads(
            (folder / "node_modules" / package / "package.json").read_text(encoding="utf-8")
        )
    except (OSError, ValueError):
        return ""
    return str(manifest["version"])
