"""What a tool module works with: where its files are, what they hold, what is wanted, what is in effect."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent, FileState

if TYPE_CHECKING:
    from smartaipi_cli.domain.catalogue import Model
    from smartaipi_cli.plan.plan import Plan

Scope = Literal["user", "project"]
WireProtocol = Literal["chat", "responses", "messages"]
SecretWay = Literal["helper", "file", "env", "inline"]
"""How a client gets the key: it runs our command, reads a file of ours, reads a variable, or has it in its file."""

SecretMode = Literal["helper", "file", "env", "inline", "none"]
Version = tuple[int, int, int]
NEVER: Version = (0, 0, 0)
"""Every version obeys."""


class ToolSpec(NamedTuple):
    """The facts about a client that need no code.

    `protocols` are those that the client can speak to a gateway, the one that we set up first. `ways` are the
    ways of giving it the key, the best first; `helper_since` and `inline_since` are the first versions that obey
    two of them, an older client would silently send its requests without a key. `tested` are the versions that
    were really run, `not_run` says what was not. `steps_aside` tells that a vendor's login moves the set-up into
    the project's scope; `login_hint` is what a user with such a login can do. `vendor_host` is where the client
    sends its requests when nothing says otherwise; `key_variables` are those that it reads the key from, by
    protocol, where no other can be named.
    """

    name: str
    label: str
    binary: str
    protocols: tuple[WireProtocol, ...]
    tested: tuple[str, ...]
    files_written: tuple[str, ...]
    keys_written: tuple[str, ...]
    ways: tuple[SecretWay, ...] = ("helper", "inline")
    helper_since: Version = NEVER
    inline_since: Version = NEVER
    scopes: tuple[Scope, ...] = ("user", "project")
    steps_aside: bool = False
    login_hint: str = ""
    not_run: str = ""
    vendor_host: str = ""
    key_variables: Mapping[WireProtocol, str] = MappingProxyType({})

    @property
    def protocol(self) -> WireProtocol:
        """The protocol that a set-up uses when nobody asks for another."""
        return self.protocols[0]


class Place(NamedTuple):
    """Where we are: what decides which files a client reads. `repository` is the root of the Git repository."""

    home: Path
    working_folder: Path
    environment: Mapping[str, str]
    platform: str
    repository: Path | None = None


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


class KeyFile(NamedTuple):
    """The client reads the key from this file, which we keep for its owner alone."""

    path: Path


class Variable(NamedTuple):
    """The client reads the key from this variable of its environment."""

    name: str


def literal(key: "KeyWay") -> Secret:
    """The key itself, for a client that has no other way than those that were told apart before."""
    if not isinstance(key, Inline):
        raise TypeError(f"{type(key).__name__} is no way of this client")
    return key.secret


KeyWay = Helper | KeyFile | Variable | Inline
WAY_NAMES: dict[type[KeyWay], SecretWay] = {
    Helper: "helper",
    KeyFile: "file",
    Variable: "env",
    Inline: "inline",
}


class Wish(NamedTuple):
    """What a set-up should bring about.

    `key_label` is the key's fingerprint, `key_name` its name in the account where that is known. `models` has an id
    for every role that the client needs, `offered` all that the gateway serves to the key (for clients with a list
    of their own). `websocket` is the outcome of the upgrade probe. `catalogue` is the text of Codex's model
    catalogue when one is to be written. `vscode` says that Claude Code's extension is set up as well, `keep_import`
    that Roo Code shall import its profile at every start, `first` that a new model comes before the others of a
    list. For a client that wants a time in its file, `now` is it, aware and in UTC; `replace` allows that another
    gateway's entry is taken over where the client has but one; `editor` is the
    running editor that holds the client's files in memory.
    """

    profile: Profile
    key: KeyWay
    key_label: str = ""
    key_name: str = ""
    protocol: WireProtocol = "chat"
    models: ModelChoice = ModelChoice()
    offered: "tuple[Model, ...]" = ()
    model: str = ""
    scope: Scope = "user"
    reasoning_effort: str = ""
    fast: bool = False
    websocket: bool = False
    catalogue: bytes = b""
    strict: bool = False
    vscode: bool = False
    keep_import: bool = False
    first: bool = False
    now: datetime = datetime.fromtimestamp(0, UTC)
    replace: bool = False
    editor: str = ""

    @property
    def labels(self) -> dict[str, str]:
        """What history and status keep of a set-up; secret-free."""
        return {
            "profile": self.profile.name,
            "gateway": self.profile.gateway,
            "key": self.key_label,
            "key_name": self.key_name,
            "secret": WAY_NAMES[type(self.key)],
            "scope": self.scope,
            "action": "connect",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an effective value comes from: a file, or a variable of the environment."""

    value: str = field(repr=False)
    source: str


class Finding(NamedTuple):
    """Something in a client's configuration that keeps the set-up from working as the user thinks.

    `stops` tells that the client ends because of it and sends nothing.
    """

    code: str
    message: str
    hint: str = ""
    stops: bool = False


class Contender(NamedTuple):
    """A value that stands somewhere for one of a client's settings, and what becomes of it.

    `setting` is the client's own name for it, and `subject` what it decides: `address`, `key`, `model` or another of
    the client's affairs; empty where the setting's name says it. `shown` is the value as it may be printed, a secret
    masked; `reason` says why it wins or loses, empty where it has no rival.
    """

    setting: str
    shown: str
    source: str
    wins: bool
    reason: str
    subject: str = ""


class Companion(NamedTuple):
    """A second credential that a client sends in a header of its own, beside the first: its own or a helper's."""

    header: str
    secret: Secret | None
    source: str


class Effective(NamedTuple):
    """What the client will really use, by its own rules of precedence.

    `base_url` is as configured; `root` is where its requests go in the form of the gateway's own addresses (with
    `/v1` for OpenAI's protocols, without for Anthropic's), where that is another; `protocol` is the one that it
    speaks, where it is not the first of its own. `command` is the key helper (a shell command for Claude Code, a
    list for Codex), `secret` the key that it reads or has; neither means that the client sends no key of ours.
    `companions` go out beside it; `account` says where the vendor's login is that goes out in place of a key;
    `elsewhere` names the setting that sends everything to another cloud, where there is no address to tell.
    """

    base_url: Origin | None = None
    root: str = ""
    protocol: WireProtocol | None = None
    model: Origin | None = None
    mode: SecretMode = "none"
    command: tuple[str, ...] = ()
    through_shell: bool = False
    secret: Secret | None = None
    key_source: str = ""
    headers: tuple[str, ...] = ("bearer",)
    findings: tuple[Finding, ...] = ()
    companions: tuple[Companion, ...] = ()
    account: str = ""
    elsewhere: str = ""


class Tool(Protocol):
    """What a tool module offers."""

    SPEC: ToolSpec

    def locate(self, place: Place, scope: Scope, provider: str) -> Mapping[str, Path]:
        """Role to absolute path of every file that matters."""
        ...

    def find_more(self, snapshot: Snapshot) -> Mapping[str, Path]:
        """Role to absolute path of the files that the client's files refer to; a module need not have it."""
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

    def contenders(self, snapshot: Snapshot) -> tuple[Contender, ...]:
        """Every value that competes for a setting, the strongest first; a module need not have it."""
        ...

    def start_command(self, wish: Wish) -> str:
        """What a person types to use the set-up."""
        ...


def parse_version(text: str) -> Version | None:
    """The first `1.2.3` in what a program says about its version."""
    import re

    match = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def show_version(version: Version) -> str:
    """`1.2.3`."""
    return ".".join(map(str, version))
