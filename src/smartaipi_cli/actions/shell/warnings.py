"""What the user should know before new shells have the variables."""

from collections.abc import Iterator, Sequence

from smartaipi_cli.actions.connection.snapshots import place_of
from smartaipi_cli.actions.history.reading import read_state
from smartaipi_cli.actions.profiles.selection import KEY_VARIABLE
from smartaipi_cli.actions.shell.reading import text_of, texts_after
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Warn
from smartaipi_cli.tools.shell_env_effective import find_moved, find_problems
from smartaipi_cli.tools.shell_wish import ShellSetup, ShellWish


def unasked_warnings(labels: Sequence[str]) -> Iterator[Warn]:
    """The shells that did not look at their files."""
    for label in labels:
        yield Warn(
            code="syntax-not-checked",
            message=f"{label} could not check its start files: it is not installed, or has no such option",
        )


def client_warnings(machine: Machine, wish: ShellWish) -> Iterator[Warn]:
    """Tools that read the same variables, or seem to."""
    if wish.has_openai and machine.processes.find("codex"):
        yield Warn(
            code="client-ignores-variables",
            message="Codex does not obey OPENAI_BASE_URL",
            hint="smartaipi codex",
        )
    if wish.has_anthropic and machine.processes.find("claude"):
        yield Warn(
            code="client-obeys-variables",
            message="Claude Code, started from such a shell, uses the gateway instead of a Claude account",
            hint="smartaipi shell --only openai leaves it alone; smartaipi claude sets it up by itself",
        )
    if wish.own_variable == KEY_VARIABLE:
        yield Warn(
            code="key-variable-for-all",
            message=f"smartaipi itself will take {KEY_VARIABLE} before stored keys, whatever the profile",
        )


def problem_warnings(
    machine: Machine, setups: Sequence[ShellSetup], plan: Plan, wish: ShellWish
) -> Iterator[Warn]:
    """Why new shells would not have the variables, known before anything is written."""
    findings = [
        finding
        for file in texts_after(machine, setups, plan)
        for finding in find_problems(file, tuple(wish.variables), wish.dropped)
    ]
    if any(setup.shell_name == "zsh" for setup in setups):
        place = place_of(machine)
        first = place.home / ".zshenv"
        findings += find_moved(place, first, text_of(read_state(machine, first)))
    for finding in findings:
        yield Warn(code=finding.code, message=finding.message, hint=finding.hint)
