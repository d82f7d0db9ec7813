"""A benchmark from its plan to its result: run, summarised, judged, also when it was interrupted."""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from smartaipi_cli.actions.benchmark.baselines import save_baseline
from smartaipi_cli.actions.benchmark.blocks import blocks_of, definition_blocks, header
from smartaipi_cli.actions.benchmark.data import data_of, figures_of, settings_of
from smartaipi_cli.actions.benchmark.plan import Plan
from smartaipi_cli.actions.benchmark.problems import error_of, nothing_measured, problem_of, warnings_of
from smartaipi_cli.actions.benchmark.report import Client, Measured, Report
from smartaipi_cli.actions.request_test.network import ports_of
from smartaipi_cli.errors import ERROR_CODES
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.gateways.exchange import Progress
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.conditions import judge
from smartaipi_cli.probe.load import LONGEST_LAG_NS, is_client_limited
from smartaipi_cli.probe.race import Race
from smartaipi_cli.probe.spending import Spending
from smartaipi_cli.probe.statistics import summarise
from smartaipi_cli.probe.timing import percentile
from smartaipi_cli.probe.verdict import Verdict
from smartaipi_cli.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Why a run was over: interrupted by hand, or because nothing would be answered."""

    is_interrupted: bool = False
    refusal: Verdict | None = None


def explain() -> Result:
    """What the figures mean."""
    return definition_blocks()


def run_benchmark(
    machine: Machine, plan: Plan, on_progress: Progress, cpu_s: Callable[[], float] = time.process_time
) -> Result:
    """Run it, and give what was measured, also after Ctrl-C.

    Ends with 9 and `client-limited` when we were too slow ourselves, with 9 and `condition-failed` when a condition
    was not kept. Errors: `cancelled` when the first request would already pass the spending limit, those of a
    gateway that answers nothing.
    """
    race = Race(
        contenders=plan.contenders,
        load=plan.load,
        spending=Spending(limit=plan.max_cost, reserve=plan.reserve),
        nonce=machine.make_identifier(),
        clock=machine.clock.monotonic_ns,
        cpu_s=cpu_s,
        pause=ports_of(machine).pause,
        duration_s=plan.duration_s,
        on_progress=on_progress,
    )
    ending = carry_out(race, plan.warm_up)
    race.settle()
    if ending.refusal:
        raise error_of(ending.refusal)
    if not any(race.trials):
        if ending.is_interrupted:
            raise KeyboardInterrupt
        raise nothing_measured(plan)
    report = report_of(plan, race, is_interrupted=ending.is_interrupted)
    if plan.save and not ending.is_interrupted:
        save_baseline(machine, plan.save, settings_of(report), figures_of(report.measured[0].summary))
    problem = problem_of(report)
    return Result(
        data={"header": [line.text for line in header(report)], **data_of(report)},
        blocks=blocks_of(report),
        warnings=warnings_of(report),
        problem=problem,
        exit_code=ERROR_CODES[problem.code] if problem else ExitCode.DONE,
    )


def carry_out(race: Race, warm_up: int) -> Ending:
    """Run it to its end, or to Ctrl-C."""

    async def work() -> Verdict | None:
        try:
            refusal = await race.warm_up(warm_up)
            if refusal is None:
                await race.run()
        finally:
            race.close()
        return refusal

    try:
        return Ending(refusal=asyncio.run(work()))
    except KeyboardInterrupt:
        return Ending(is_interrupted=True)


def report_of(plan: Plan, race: Race, *, is_interrupted: bool) -> Report:
    """What is to be told of a run."""
    measured = []
    for index, contender in enumerate(plan.contenders):
        dropped = sum(number % len(plan.contenders) == index for number in race.dropped)
        trials = tuple(sorted(race.trials[index], key=lambda trial: trial.number))
        summary = summarise(trials, elapsed_s=race.elapsed_s, dropped=dropped, limits=plan.limits)
        if len(plan.contenders) > 1:  # who takes turns shares the time, so that there is no rate of one's own
            summary = replace(summary, requests_per_s=None, tokens_per_s=None)
        outcomes = tuple(judge(condition, summary) for condition in plan.conditions)
        measured.append(Measured(contender=contender, trials=trials, summary=summary, outcomes=outcomes))
    done = sum(len(one.trials) for one in measured) + len(race.dropped)
    stopped = "interrupted" if is_interrupted else "max-cost" if race.spending.is_exhausted else ""
    return Report(
        plan=plan,
        measured=tuple(measured),
        client=client_of(race, measured),
        spent=race.spending.spent if plan.reserve is not None else None,
        asked=race.total,
        done=done,
        elapsed_s=race.elapsed_s,
        stopped=stopped or ("duration" if done < race.total else ""),
    )


def client_of(race: Race, measured: Sequence[Measured]) -> Client:
    """How our own side fared."""
    gaps = [one.summary.spreads["itl"].p50 for one in measured if "itl" in one.summary.spreads]
    cpu_share = race.used_cpu_s / race.elapsed_s if race.elapsed_s > 0 else 0.0
    gap_s = min(gaps, default=math.inf)
    return Client(
        allowed_lag_s=min(LONGEST_LAG_NS / 1e9, gap_s / 10),
        lag_p99_s=percentile(race.lags_ns, 0.99) / 1e9 if race.lags_ns else None,
        cpu_share=cpu_share,
        is_limited=is_client_limited(race.lags_ns, gap_s * 1e9, cpu_share),
    )
