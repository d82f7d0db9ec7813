"""One cheap request over each protocol that the gateway of a profile should speak."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from smartaipi_cli.actions.request_test.blocks import suite_table, verdict_lines
from smartaipi_cli.actions.request_test.data import tested_data
from smartaipi_cli.actions.request_test.sending import Caller, Tested, TestWish, find_caller, priced, send
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.verdict import Grade, Verdict
from smartaipi_cli.results import Block, Problem, Result

OnProgress = Callable[[int, int | None], None]


def run_suite(machine: Machine, wish: TestWish, on_progress: OnProgress) -> Result:
    """Test them one after the other; `on_progress` is told how many are done, and how many there are.

    Ends with the gravest verdict's exit code, or with 130 and what was measured before Ctrl-C. Errors: those of
    `find_caller`, `model-needed`.
    """
    caller = find_caller(machine, wish)
    names = protocols_of(caller)
    tested: list[Tested] = []
    try:
        for number, name in enumerate(names):
            on_progress(number, len(names))
            tested.append(send(machine, caller, replace(wish, protocol=name), name))
    except KeyboardInterrupt:
        if not tested:
            raise
        return suite_result(caller, tuple(tested), interrupted(len(tested), len(names), "protocols"))
    done = priced(machine, caller, wish, tuple(tested))
    return suite_result(caller, done, summary(done))


def suite_result(caller: Caller, tested: tuple[Tested, ...], problem: Problem | None) -> Result:
    """The table, a sentence for everything that is not as it should be, and what it comes to."""
    is_interrupted = problem is not None and problem.code == "interrupted"
    return Result(
        data={"profile": caller.profile.name, "protocols": [tested_data(one) for one in tested]},
        blocks=(suite_table(tested), *said(tested)),
        problem=problem,
        exit_code=ExitCode.INTERRUPTED if is_interrupted else exit_code_of(gravest(tested)),
    )


def interrupted(done: int, total: int, unit: str) -> Problem:
    """What Ctrl-C left."""
    return Problem(code="interrupted", message=f"interrupted after {done} of {total} {unit}")


def protocols_of(caller: Caller) -> tuple[str, ...]:
    """What the gateway should speak, as the profile has it."""
    profile, names = caller.profile, []
    if profile.openai_url:
        names += ["models", *(name for name in ("chat", "responses") if name in profile.protocols)]
        if "responses" in profile.protocols and profile.websocket != "off":
            names.append("websocket")
    if profile.anthropic_url and "messages" in profile.protocols:
        names += ["messages", "count-tokens"]
    return tuple(names)


def said(tested: tuple[Tested, ...]) -> Iterator[Block]:
    """A sentence for each thing that is not as it should be."""
    for one in tested:
        lines = tuple(verdict_lines(one.last, f"{one.protocol}: "))
        if lines:
            yield from lines


def gravest(tested: tuple[Tested, ...]) -> Verdict | None:
    """The first failure, else the first flaw; None when all is well."""
    verdicts = [verdict for one in tested for verdict in one.last.verdicts]
    failed = [verdict for verdict in verdicts if verdict.grade is Grade.FAILED]
    flawed = [verdict for verdict in verdicts if verdict.grade is Grade.FLAWED]
    return next(iter((*failed, *flawed)), None)


def exit_code_of(verdict: Verdict | None) -> ExitCode:
    """What the command ends with."""
    return verdict.exit_code if verdict else ExitCode.DONE


def summary(tested: tuple[Tested, ...]) -> Problem | None:
    """How many protocols are not as they should be, under the code of the gravest verdict."""
    found = gravest(tested)
    if found is None:
        return None
    number = sum(1 for one in tested if not one.last.verdict.is_good)
    return Problem(code=found.code, message=f"{number} of {len(tested)} protocols are not as they should be")
