"""A home with Continue's files in it, as its modules see it."""

from pathlib import Path

from smartaipi_cli.documents import yaml
from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent, Content, bytes_of
from smartaipi_cli.tools.base import Inline, Place, ReadFile, Snapshot, Wish
from smartaipi_cli.tools.continue_dev import locate

HOME = Path("/home/ada")
KEY = Secret("sk-test-canary0123456789")
PROFILE = Profile(
    name="work",
    gateway="smartaipi",
    label="Smart AIPI",
    openai_url="https://gw.test/v1",
    anthropic_url="https://gw.test",
    key_variable="SMARTAIPI_API_KEY",
    models=ModelChoice(codex="gpt-5.4"),
)
URLS = frozenset({PROFILE.openai_url, PROFILE.anthropic_url})
REFERENCE = "${{ secrets.SMARTAIPI_API_KEY }}"
ENTRY = (
    "- name: Smart AIPI\n  provider: openai\n  model: gpt-5.4\n  apiBase: https://gw.test/v1\n"
    f"  apiKey: {REFERENCE}\n"
)
CONFIG = f"name: x\nversion: 1.0.0\nmodels:\n{ENTRY}"
OTHER = "- name: Other # keep\n  provider: openai\n  model: m\n  apiBase: https://other.test/v1\n"


def scene(*, environment=None, platform="linux", **files):
    place = Place(
        home=HOME, working_folder=HOME / "project", environment=environment or {}, platform=platform
    )
    roles = {role.replace("_", " "): text for role, text in files.items()}
    return Snapshot(
        place=place,
        files={
            role: ReadFile(
                path=path, state=Content(roles[role].encode(), 0o600) if role in roles else Absent()
            )
            for role, path in locate(place, "user", "").items()
        },
    )


def wish(key=None, **more):
    return Wish(profile=PROFILE, key=key or Inline(secret=KEY), models=PROFILE.models, **more)


def after(snapshot, plan):
    new = {change.path: change.after for change in plan.changes}
    files = {
        role: file._replace(state=new.get(file.path, file.state)) for role, file in snapshot.files.items()
    }
    return snapshot._replace(files=files)


def text_of(snapshot, role="target"):
    return (bytes_of(snapshot.files[role].state) or b"").decode()


def models_of(snapshot):
    return yaml.get_value(text_of(snapshot).encode(), ["models"])
