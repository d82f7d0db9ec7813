"""What a benchmark is going to do, checked and worked out before anything is sent."""

from dataclasses import dataclass
from pathlib import Path

from smartaipi_cli.actions.benchmark.baselines import Baseline, check_new, read_baseline
from smartaipi_cli.actions.benchmark.contenders import find_contenders
from smartaipi_cli.actions.benchmark.wish import BenchWish
from smartaipi_cli.domain.money import Money, parse_money
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.conditions import Condition, parse_condition, parse_limits, parse_seconds
from smartaipi_cli.probe.load import Load
from smartaipi_cli.probe.race import Contender
from smartaipi_cli.probe.statistics import NEEDED

MOST_OPEN = 400
"""So many streams at once our own loop should keep up with; an open loop drops what goes beyond."""

FREELY_SPENT = Money.from_cents(100)
"""Where more may be spent than this, a person is asked first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is going to be done. `estimate` is what it may cost at most, None where prices are not known."""

    contenders: tuple[Contender, ...]
    load: Load
    warm_up: int
    duration_s: float | None
    limits: dict[str, float]
    conditions: tuple[Condition, ...]
    max_cost: Money
    reserve: Money | None
    estimate: Money | None
    model: str
    save: Path | None
    baseline: Baseline | None

    @property
    def question(self) -> str:
        """What a person is asked first; empty when it costs too little for that."""
        if self.estimate is None or self.estimate <= FREELY_SPENT:
            return ""
        requests = self.load.requests * len(self.contenders)
        return f"{requests:,} requests may cost up to {self.estimate}; go on?"


def make_plan(machine: Machine, wish: BenchWish) -> Plan:
    """Work everything out. Errors: `usage`, those of `find_caller` and `make_wish`, those of the files."""
    limits, conditions, load = parse_limits(wish.limits), read_conditions(wish), read_load(wish)
    max_cost = parse_money(wish.max_cost)
    if max_cost is None:
        raise UserError("usage", f"`{wish.max_cost}` is no amount", reason="it is in US dollars: `0.50`")
    duration_s = parse_seconds(wish.duration) if wish.duration else None
    baseline = read_baseline(machine, wish.baseline) if wish.baseline else None
    if wish.save:
        check_new(machine, wish.save)
    contenders = find_contenders(machine, wish)
    if len(contenders) > 1 and (wish.save or wish.baseline):
        raise UserError(
            "usage",
            "a baseline is of one way to be measured",
            hint="leave out --compare, and name one --transport",
        )
    costs = [contender.dearest for contender in contenders if contender.dearest is not None]
    asked = load.requests + wish.warm_up
    estimate = sum((Money(cost.dollars * asked) for cost in costs), Money.zero())
    return Plan(
        contenders=contenders,
        load=load,
        warm_up=wish.warm_up,
        duration_s=duration_s,
        limits=dict(limits),
        conditions=conditions,
        max_cost=max_cost,
        reserve=max(costs, default=None),
        estimate=min(estimate, max_cost) if len(costs) == len(contenders) else None,
        model=contenders[0].wish.model,
        save=wish.save,
        baseline=baseline,
    )


def read_load(wish: BenchWish) -> Load:
    """The loop that is wanted. Errors: `usage`."""
    if wish.concurrency and wish.rate_per_s:
        raise UserError(
            "usage",
            "--concurrency and --rate exclude each other",
            reason="requests start either when earlier ones end, or by the clock",
        )
    if wish.rate_per_s:
        return Load(requests=wish.requests, concurrency=MOST_OPEN, rate_per_s=wish.rate_per_s)
    return Load(requests=wish.requests, concurrency=wish.concurrency or 1)


def read_conditions(wish: BenchWish) -> tuple[Condition, ...]:
    """The conditions, as far as this run can decide them. Errors: `usage`."""
    conditions = tuple(map(parse_condition, wish.conditions))
    for condition in conditions:
        statistic, _, metric = condition.figure.partition("_")
        needed = NEEDED.get(statistic, 1)
        if metric != "icl" and wish.requests < needed:
            raise UserError(
                "usage",
                f"`{condition.text}` needs {needed} requests",
                reason="with fewer it would be the slowest one under another name",
                hint=f"add --requests {needed}",
            )
        if condition.figure == "goodput" and not wish.limits:
            raise UserError(
                "usage",
                f"`{condition.text}` needs limits to be good by",
                hint="add for example: --slo ttft=2s,itl=80ms",
            )
    return conditions
