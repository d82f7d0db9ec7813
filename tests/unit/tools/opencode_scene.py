"""A home with OpenCode's or Kilo Code's files in it, as their modules see it."""

from collections.abc import Mapping
from pathlib import Path

from smartaipi_cli.documents import json_values
from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent, Content, bytes_of
from smartaipi_cli.tools.base import Inline, KeyFile, Place, ReadFile, Snapshot, Wish
from smartaipi_cli.tools.registry import TOOLS

HOME = Path("/home/ada")
WORK = HOME / "repo" / "sub"
KEY = Secret("sk-test-canary0123456789")
KEY_FILE = HOME / ".local/share/smartaipi/credentials/work/key"
PROFILE = Profile(
    name="work",
    gateway="smartaipi",
    label="Smart AIPI",
    openai_url="https://gw.test/v1",
    anthropic_url="https://gw.test",
    models=ModelChoice(codex="gpt-5.4"),
)
OFFERED = tuple(
    Model(id=name) for name in ("gpt-5.4", "gpt-5.4-mini", "claude-haiku-4-5", "text-embedding-3")
)
FROM_FILE = Wish(profile=PROFILE, key=KeyFile(path=KEY_FILE), models=PROFILE.models, offered=OFFERED)
INLINE = FROM_FILE._replace(key=Inline(secret=KEY))


def scene(
    files: Mapping[str, bytes] | None = None,
    *,
    tool: str = "opencode",
    scope: str = "user",
    repository: Path | None = HOME / "repo",
    **environment: str,
) -> Snapshot:
    """The snapshot of a home with these files, named relative to it."""
    contents = {HOME / name: data for name, data in (files or {}).items()}
    place = Place(
        home=HOME, working_folder=WORK, environment=environment, platform="linux", repository=repository
    )
    client = TOOLS[tool]

    def read(located: Mapping[str, Path]) -> dict[str, ReadFile]:
        return {
            role: ReadFile(path=path, state=Content(contents[path], 0o600) if path in contents else Absent())
            for role, path in located.items()
        }

    first = Snapshot(place=place, files=read(client.locate(place, scope, "smartaipi")))
    return first._replace(files={**first.files, **read(client.find_more(first))})


def written(plan, name: str):
    """What the file means after a plan."""
    change = next(change for change in plan.changes if change.path == HOME / name)
    return json_values.parse(bytes_of(change.after) or b"")
