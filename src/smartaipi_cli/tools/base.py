"""What a tool module works with: where its files are, what they hold, what is wanted, what is in effect."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent, FileState

if TYPE_CHECKING:
    from smartaipi_cli.plan.plan import Plan

Scope = Literal["user", "project"]
SecretMode = Literal["helper", "inline", "none"]
Version = tuple[int, int, int]


class ToolSpec(NamedTuple):
    """The facts about a client that need no code.

    `helper_since` and `inline_since` are the first versions that obey each way of giving a key; an older
    client would silently send its requests without one. `tested` are the versions that were really run.
    """

    name: str
    label: str
    binary: str
    protocol: Literal["messages", "responses"]
    helper_since: Version
    inline_since: Version
    tested: tuple[str, ...]
    files_written: tuple[str, ...]
    keys_written: tuple[str, ...]


class Place(NamedTuple):
    """Where we are: what decides which files a client reads."""

    home: Path
    working_folder: Path
    environment: Mapping[str, str]
    platform: str


class ReadFile(NamedTuple):
    """A file that a client reads, as it is now."""

    path: Path
    state: FileState = Absent()


class Snapshot(NamedTuple):
    """All that a tool module may look at. `files` goes by the roles that `locate` gave."""

    place: Place
    files: Mapping[str, ReadFile]
    version: Version | None = None


class Helper(NamedTuple):
    """The command that prints the key: program and arguments, none of them secret."""

    command: tuple[str, ...]


class Inline(NamedTuple):
    """The key itself stands in the client's file."""

    secret: Secret


class Wish(NamedTuple):
    """What a set-up should bring about.

    `models` has an id for every role that the client needs. `websocket` is the outcome of the upgrade probe.
    `catalogue` is the text of Codex's model catalogue when one is to be written.
    """

    profile: Profile
    key: Helper | Inline
    key_label: str = ""
    models: ModelChoice = ModelChoice()
    model: str = ""
    scope: Scope = "user"
    reasoning_effort: str = ""
    fast: bool = False
    websocket: bool = False
    catalogue: bytes = b""
    strict: bool = False

    @property
    def labels(self) -> dict[str, str]:
        """What history and status keep of a set-up; secret-free."""
        return {
            "profile": self.profile.name,
            "gateway": self.profile.gateway,
            "key": self.key_label,
            "secret": "helper" if isinstance(self.key, Helper) else "inline",
            "scope": self.scope,
            "action": "connect",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an effective value comes from: a file, or a variable of the environment."""

    value: str = field(repr=False)
    source: str


class Finding(NamedTuple):
    """Something in a client's configuration that keeps the set-up from working as the user thinks."""

    code: str
    message: str
    hint: str = ""


class Effective(NamedTuple):
    """What the client will really use, by its own rules of precedence.

    `base_url` is as configured. `command` is the key helper (a shell command for Claude Code, a list for
    Codex), `secret` a literal key; neither means that the client sends no key of ours. `rival_secrets` are
    further credentials that the client would send along.
    """

    base_url: Origin | None = None
    model: Origin | None = None
    mode: SecretMode = "none"
    command: tuple[str, ...] = ()
    through_shell: bool = False
    secret: Secret | None = None
    key_source: str = ""
    headers: tuple[str, ...] = ("bearer",)
    findings: tuple[Finding, ...] = ()


class Tool(Protocol):
    """What a tool module offers."""

    SPEC: ToolSpec

    def locate(self, place: Place, scope: Scope, provider: str) -> Mapping[str, Path]:
        """Role to absolute path of every file that matters."""
        ...

    def find_login(self, snapshot: Snapshot) -> str:
        """A sentence about a vendor login that a set-up would get in the way of, else an empty text."""
        ...

    def plan_connect(self, snapshot: Snapshot, wish: Wish) -> "Plan":
        """The plan that connects the client."""
        ...

    def plan_remove(self, snapshot: Snapshot, urls: AbstractSet[str]) -> "Plan":
        """The plan that takes everything of ours out of the target again, without any history.

        `urls` are the addresses of the gateways that we know: what points elsewhere is not ours.
        """
        ...

    def resolve(self, snapshot: Snapshot) -> Effective:
        """What the client will use."""
        ...


def parse_version(text: str) -> Version | None:
    """The first `1.2.3` in what a program says about its version."""
    import re

    match = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def show_version(version: Version) -> str:
    """`1.2.3`."""
    return ".".join(map(str, version))
