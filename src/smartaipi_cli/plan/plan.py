"""A plan: all file changes of one command, shown as a diff and applied as one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.change import FileChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The file changes of one command, in the order in which they take effect.

    Definitions and secrets come first and the switch that uses them last, so that every beginning of the list
    is harmless. `notes` are said to the user; `labels` are secret-free facts for history and status, such as
    the profile, the gateway and a key's fingerprint. `undoes` and `continues` name an earlier change that
    this one reverts or completes.
    """

    title: str
    command: str
    changes: tuple[FileChange, ...]
    tool: str = ""
    notes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    undoes: str = ""
    continues: str = ""

    @property
    def is_noop(self) -> bool:
        """Whether every file would stay as it is."""
        return all(change.is_noop for change in self.changes)

    @property
    def secrets(self) -> frozenset[Secret]:
        """The secrets that the plan writes."""
        return frozenset(secret for change in self.changes for secret in change.secrets)
