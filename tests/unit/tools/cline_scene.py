"""A home with Cline's files in it, as its modules see it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent, Content, bytes_of
from smartaipi_cli.tools import cline
from smartaipi_cli.tools.base import Inline, Place, ReadFile, Snapshot, Wish

HOME = Path("/home/ada")
WORK = HOME / "work"
KEY = Secret("sk-test-canary0123456789")
URL = "https://gw.test/v1"
URLS = frozenset({URL, "https://gw.test"})
PROFILE = Profile(
    name="work",
    gateway="smartaipi",
    label="Smart AIPI",
    openai_url=URL,
    anthropic_url="https://gw.test",
    models=ModelChoice(codex="gpt-5.4"),
)
NOW = datetime(2026, 11, 21, 7, 5, 9, 42_000, tzinfo=UTC)
WISH = Wish(profile=PROFILE, key=Inline(secret=KEY), models=PROFILE.models, now=NOW)
PROVIDERS = ".cline/data/settings/providers.json"
STATE = ".cline/data/globalState.json"
SECRETS = ".cline/data/secrets.json"


def entry(provider: str, **settings: object) -> dict[str, object]:
    """A provider as the client writes it."""
    return {
        "settings": {"provider": provider, **settings},
        "updatedAt": "2026-11-20T12:00:00.000Z",
        "tokenSource": "manual",
    }


def document(**more: object) -> dict[str, object]:
    """The client's file with one provider of the user's."""
    return {
        "version": 1,
        "lastUsedProvider": "gemini",
        "modes": {},
        "providers": {"gemini": entry("gemini", apiKey="sk-test-gemini0123456789")},
        **more,
    }


def with_slot(provider: str, **settings: object) -> dict[str, object]:
    """The client's file in which one of its places is taken."""
    return document(providers={provider: entry(provider, **settings)}, lastUsedProvider=provider)


def scene(files: Mapping[str, object] | None = None, *, mode: int = 0o600, **environment: str) -> Snapshot:
    """The snapshot of a home with these files, named relative to it: bytes, or what becomes JSON."""
    place = Place(home=HOME, working_folder=WORK, environment=environment, platform="linux")
    contents = {
        HOME / name: data if isinstance(data, bytes) else json.dumps(data).encode()
        for name, data in (files or {}).items()
    }
    return Snapshot(
        place=place,
        files={
            role: ReadFile(path=path, state=Content(contents[path], mode) if path in contents else Absent())
            for role, path in cline.locate(place, "user", "").items()
        },
    )


def applied(before: Snapshot, plan) -> Snapshot:
    """The snapshot after a plan."""
    new = {change.path: change.after for change in plan.changes}
    return before._replace(
        files={
            role: file._replace(state=new.get(file.path, file.state)) for role, file in before.files.items()
        }
    )


def read(snapshot: Snapshot, role: str = "target"):
    """What a file means."""
    return json.loads(bytes_of(snapshot.files[role].state) or b"{}")
