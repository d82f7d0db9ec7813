"""Commands that only read our own files and take no options of their own: answered without the framework.

Parsing with Typer costs six bare Python starts; these are typed many times a day, or stand in a prompt. A test
holds that they answer exactly as through the framework.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import cast

from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Result

COMMON = {"--json": "json", "--quiet": "quiet", "-q": "quiet"}
VARIABLES = ("SMARTAIPI_JSON", "SMARTAIPI_QUIET", "SMARTAIPI_NO_COLOR", "SMARTAIPI_VERBOSE")
"""Variables that stand for options of every command; with one of them the framework is asked."""

LOCAL = {
    ("status",): ("status.status", "show_status"),
    ("profiles", "list"): ("profiles.listing", "list_profiles"),
    ("history", "list"): ("history.listing", "list_history"),
}
"""Words of a command to the module and function of its action."""


def is_local(arguments: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether nothing but such a command and common options was asked for."""
    return words_of(arguments) in LOCAL and not any(environment.get(name) for name in VARIABLES)


def words_of(arguments: Sequence[str]) -> tuple[str, ...]:
    """The arguments that are no common options."""
    return tuple(word for word in arguments if word not in COMMON)


def run_local(arguments: Sequence[str], machine: Machine | None = None) -> int:
    """Run the command and give its exit code."""
    from smartaipi_cli.outcome import Invocation, guarded

    if machine is None:
        from smartaipi_cli.composition import real_machine

        machine = real_machine()
    words = words_of(arguments)
    flags = {COMMON[word] for word in arguments if word in COMMON}
    invocation = Invocation(
        machine=machine, command=" ".join(words), json="json" in flags, quiet="quiet" in flags
    )

    def work() -> int:
        module, name = LOCAL[words]
        action = getattr(import_module(f"smartaipi_cli.actions.{module}"), name)
        result = cast("Callable[[Machine], Result]", action)(machine)
        return invocation.show(result)

    return guarded(invocation, arguments, work)
