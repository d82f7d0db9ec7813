"""Every client that we can set up, by the name of its command. Explicit: nothing is discovered.

A client is three modules: `NAME` has its facts and tells where its files are, `NAME_effective` what it will really
use, `NAME_plan` what is written. Looking at a client loads nothing of what writes.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, cast

from smartaipi_cli.tools import claude_code, cline, codex, continue_dev, kilo, opencode, qwen, roo
from smartaipi_cli.tools.base import Contender, Effective, Place, Scope, Snapshot, Tool, ToolSpec, Wish

if TYPE_CHECKING:
    from smartaipi_cli.plan.plan import Plan


class Client:
    """The `Tool` that three modules make up; the contract tests hold each of them to the protocol."""

    def __init__(self, facts: ModuleType) -> None:
        self._name = facts.__name__
        self._facts: Any = facts
        self.SPEC: ToolSpec = self._facts.SPEC

    def locate(self, place: Place, scope: Scope, provider: str) -> Mapping[str, Path]:
        """See `Tool`."""
        return cast("Mapping[str, Path]", self._facts.locate(place, scope, provider))

    def find_more(self, snapshot: Snapshot) -> Mapping[str, Path]:
        """See `Tool`."""
        if not hasattr(self._facts, "find_more"):
            return {}
        return cast("Mapping[str, Path]", self._facts.find_more(snapshot))

    def find_login(self, snapshot: Snapshot) -> str:
        """See `Tool`."""
        return str(self._facts.find_login(snapshot))

    def plan_connect(self, snapshot: Snapshot, wish: Wish) -> "Plan":
        """See `Tool`."""
        return cast("Plan", self._part("plan").plan_connect(snapshot, wish))

    def plan_remove(self, snapshot: Snapshot, urls: AbstractSet[str]) -> "Plan":
        """See `Tool`."""
        return cast("Plan", self._part("plan").plan_remove(snapshot, urls))

    def resolve(self, snapshot: Snapshot) -> Effective:
        """See `Tool`."""
        return cast("Effective", self._part("effective").resolve(snapshot))

    def contenders(self, snapshot: Snapshot) -> tuple[Contender, ...]:
        """See `Tool`."""
        if find_spec(f"{self._name}_contenders") is None:
            return ()
        return cast("tuple[Contender, ...]", self._part("contenders").contenders(snapshot))

    def start_command(self, wish: Wish) -> str:
        """See `Tool`."""
        return str(self._facts.start_command(wish))

    def _part(self, name: str) -> Any:
        return import_module(f"{self._name}_{name}")


MODULES: Final = (claude_code, codex, opencode, cline, continue_dev, kilo, qwen, roo)

TOOLS: Final[Mapping[str, Tool]] = {client.SPEC.name: client for client in map(Client, MODULES)}
