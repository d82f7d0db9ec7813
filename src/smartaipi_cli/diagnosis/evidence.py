"""Everything that the checks look at, read before they run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from smartaipi_cli.domain.key_text import fingerprint, redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.secret_names import is_secret_name
from smartaipi_cli.tools.base import Effective, Place, ReadFile, Scope, Snapshot, Tool


class KnownKey(NamedTuple):
    """A key that is stored here: for people, and where it belongs."""

    label: str
    hosts: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A variable that some place sets for the programs that start from it.

    `source` is `environment`, or a file; `line` is 0 where there are no lines. `value` is None when it is computed.
    """

    name: str
    value: str | None = field(repr=False)
    source: str
    line: int = 0
    is_certain: bool = True
    stands_alone: bool = False

    @property
    def place(self) -> str:
        """Where it is set, in words."""
        if not self.line:
            return "this environment" if self.source == ENVIRONMENT else f"`{self.source}`"
        return f"`{self.source}`, line {self.line}"

    @property
    def shown(self) -> str:
        """The value as it may be printed."""
        if self.value is None:
            return COMPUTED
        return redact(Secret(self.value)) if is_secret_name(self.name) else self.value


ENVIRONMENT = "environment"
COMPUTED = "(computed)"
"""Stands for a value that only the shell knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolEvidence:
    """One client: its files, what it will use, and what its own helper of ours would print."""

    tool: Tool
    scope: Scope
    provider: str
    snapshot: Snapshot
    effective: Effective
    helper_key: Secret | None = None
    login: str = ""
    is_installed: bool = False

    @property
    def name(self) -> str:
        """The tool's command."""
        return self.tool.SPEC.name

    @property
    def label(self) -> str:
        """The tool as people call it."""
        return self.tool.SPEC.label

    @property
    def host(self) -> str:
        """Where its requests go, empty when that is the client's own business."""
        if self.effective.elsewhere:
            return ""
        url = self.effective.base_url
        return urlsplit(url.value).netloc if url else self.tool.SPEC.vendor_host

    @property
    def key(self) -> Secret | None:
        """The key that it sends first, as far as it is known without running anything."""
        return self.effective.secret or (self.helper_key if self.effective.mode == "helper" else None)

    def sent(self) -> Iterator[tuple[str, Secret, str]]:
        """(header, key, source) of every credential that is known to go out."""
        if self.key is not None:
            for header in self.effective.headers:
                yield header, self.key, self.effective.key_source
        for companion in self.effective.companions:
            secret = companion.secret or self.helper_key
            if secret is not None:
                yield companion.header, secret, companion.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The whole machine, as far as it concerns the clients.

    `urls` are the addresses of every gateway that is known by preset or profile, `vendor_hosts` those of the
    vendors. `keys` goes by fingerprint. `shell_files` are those that may set variables, `private_files` those of
    editors and of our own store.
    """

    place: Place
    tools: tuple[ToolEvidence, ...]
    exports: tuple[Export, ...] = ()
    shell_files: Mapping[str, ReadFile] = field(default_factory=dict)
    private_files: tuple[ReadFile, ...] = ()
    urls: frozenset[str] = frozenset()
    vendor_hosts: frozenset[str] = frozenset()
    keys: Mapping[str, KnownKey] = field(default_factory=dict)
    secrets: tuple[Secret, ...] = ()

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of the gateways."""
        return frozenset(urlsplit(url).netloc for url in self.urls)

    def owner_of(self, secret: Secret) -> KnownKey | None:
        """The stored key that this is, None for any other."""
        return self.keys.get(fingerprint(secret))
