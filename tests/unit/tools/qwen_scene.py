"""A home with Qwen Code's files in it, as its modules see it."""

import json
from collections.abc import Mapping
from pathlib import Path

from smartaipi_cli.documents import json_values
from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent, Content, bytes_of
from smartaipi_cli.tools import qwen
from smartaipi_cli.tools.base import Inline, Place, ReadFile, Snapshot, Wish

HOME = Path("/home/ada")
WORK = HOME / "repo" / "sub"
KEY = Secret("sk-test-canary0123456789")
NAME = "SMARTAIPI_WORK_API_KEY"
URL = "https://gw.test/v1"
ROOT = "https://gw.test"
URLS = frozenset({URL, ROOT})
PROFILE = Profile(
    name="work",
    gateway="smartaipi",
    label="Smart AIPI",
    openai_url=URL,
    anthropic_url=ROOT,
    models=ModelChoice(codex="gpt-5.4"),
)
WISH = Wish(profile=PROFILE, key=Inline(secret=KEY), models=PROFILE.models)
SETTINGS = ".qwen/settings.json"
SECRETS = ".qwen/.env"
PROJECT = "repo/sub/.qwen/settings.json"


def settings(*models: dict[str, object], login: str = "openai", name: str = "m", **more: object):
    """Settings with these models of a provider, which is selected."""
    return {
        "$version": 4,
        "modelProviders": {login: list(models)},
        "security": {"auth": {"selectedType": login}},
        "model": {"name": name, **more},
    }


def model(name: str = "m", url: str = "https://other.test/v1", variable: str = "OTHER_KEY", **more: object):
    """An entry of a model."""
    return {"id": name, "baseUrl": url, "envKey": variable, **more}


def scene(
    files: Mapping[str, object] | None = None,
    *,
    scope: str = "user",
    folder: Path = WORK,
    mode: int = 0o600,
    **environment: str,
) -> Snapshot:
    """The snapshot of a home with these files, named relative to it: a text, bytes, or what becomes JSON."""
    place = Place(home=HOME, working_folder=folder, environment=environment, platform="linux")
    contents = {HOME / name: as_bytes(data) for name, data in (files or {}).items()}
    return Snapshot(
        place=place,
        files={
            role: ReadFile(path=path, state=Content(contents[path], mode) if path in contents else Absent())
            for role, path in qwen.locate(place, scope, "").items()
        },
    )


def as_bytes(data: object) -> bytes:
    """A file's content."""
    if isinstance(data, bytes):
        return data
    return data.encode() if isinstance(data, str) else json.dumps(data).encode()


def applied(before: Snapshot, plan) -> Snapshot:
    """The snapshot after a plan."""
    new = {change.path: change.after for change in plan.changes}
    return before._replace(
        files={
            role: file._replace(state=new.get(file.path, file.state)) for role, file in before.files.items()
        }
    )


def read(snapshot: Snapshot, role: str = "target"):
    """What a file of settings means."""
    return json_values.parse(bytes_of(snapshot.files[role].state) or b"{}")


def text(snapshot: Snapshot, role: str = "secrets") -> str:
    """A dotenv file."""
    return (bytes_of(snapshot.files[role].state) or b"").decode()
