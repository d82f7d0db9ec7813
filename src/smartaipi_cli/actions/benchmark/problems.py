"""What keeps a benchmark from being a success, and what is to be warned of."""

from smartaipi_cli.actions.benchmark.plan import Plan
from smartaipi_cli.actions.benchmark.report import Measured, Report
from smartaipi_cli.errors import ERROR_CODES, UserError
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.probe.load import BUSIEST_SHARE
from smartaipi_cli.probe.verdict import PROBE_CODES, Verdict
from smartaipi_cli.results import Problem, Warn

REPLACEMENTS = {ExitCode.CREDENTIAL: "permission-denied", ExitCode.BALANCE: "balance-exhausted"}
"""For verdicts that are no error codes of the program: one that ends the same."""


def problem_of(report: Report) -> Problem | None:
    """What keeps the run from being a success; the gravest."""
    if report.stopped == "interrupted":
        return Problem(
            code="interrupted",
            message=f"interrupted after {report.done} of {report.asked} requests",
            reason="what was still under way is not counted",
        )
    if refusal := next((found for one in report.measured if (found := refusal_of(one))), None):
        return Problem(
            code=code_of(refusal), message=refusal.sentence, reason=refusal.reason, hint=refusal.hint
        )
    if report.client.is_limited:
        return Problem(
            code="client-limited",
            message="our own side was too slow: the figures say little about the gateway",
            reason=f"{report.client.said}; {report.client.allowed_lag_s * 1000:.2f} ms and {BUSIEST_SHARE:.0%} may be",
            hint="ask for less at a time, or measure from a machine that is less busy",
        )
    failed = [(one, outcome) for one in report.measured for outcome in one.outcomes if outcome.is_failed]
    if failed:
        texts = dict.fromkeys(f"`{outcome.condition.text}`" for _, outcome in failed)
        return Problem(code="condition-failed", message=f"failed by {', '.join(texts)}")
    return None


def refusal_of(measured: Measured) -> Verdict | None:
    """The verdict on a contender of which not one request was answered."""
    if measured.summary.answered or not measured.trials:
        return None
    usual = next(iter(measured.summary.failed))
    return next(trial.verdict for trial in measured.trials if trial.verdict.code == usual)


def warnings_of(report: Report) -> tuple[Warn, ...]:
    """What is wrong with answers that came all the same, and what could not be kept to."""
    flaws = tuple(
        Warn(
            code=code,
            message=f"{report.naming(one)}{count} of {one.summary.answered} answers: {PROBE_CODES[code].text}",
        )
        for one in report.measured
        for code, count in one.summary.flawed.items()
    )
    unpriced = [one.contender for one in report.measured if one.contender.price is None]
    if not unpriced:
        return flaws
    return (
        *flaws,
        Warn(
            code="cost-unknown",
            message="what this cost is not known, and --max-cost could not stop it",
            hint="the number of requests and --max-tokens are what bounds it",
        ),
    )


def error_of(verdict: Verdict) -> UserError:
    """The error for a gateway that answers nothing: found by a warm-up, so nothing was measured."""
    return UserError(code_of(verdict), verdict.sentence, reason=verdict.reason, hint=verdict.hint)


def code_of(verdict: Verdict) -> str:
    """The error code of a verdict."""
    if verdict.code in ERROR_CODES:
        return verdict.code
    return REPLACEMENTS.get(verdict.exit_code, "gateway-failed")


def nothing_measured(plan: Plan) -> UserError:
    """The error for a limit that leaves room for nothing."""
    return UserError(
        "cancelled",
        f"{plan.max_cost} is not enough for one request",
        reason=f"one may cost {plan.reserve}" if plan.reserve else "",
        hint="raise --max-cost, or lower --max-tokens",
    )
