"""A benchmark for programs: times in seconds, shares from 0 to 1."""

from collections.abc import Mapping
from dataclasses import asdict

from smartaipi_cli.actions.benchmark.report import Measured, Report
from smartaipi_cli.probe.conditions import figure_of
from smartaipi_cli.probe.statistics import METRICS, NEEDED, Spread, Summary
from smartaipi_cli.probe.trials import Trial

COMPARED = (
    *(f"{statistic}_{metric}" for metric in METRICS for statistic in (*NEEDED, "mean")),
    "tokens_per_s",
    "requests_per_s",
    "error_rate",
    "goodput",
)
"""The figures that a baseline keeps."""


def data_of(report: Report) -> dict[str, object]:
    """Everything about a run, each sample too."""
    return {
        "settings": settings_of(report),
        "stopped": report.stopped,
        "requests_asked": report.asked,
        "requests_done": report.done,
        "elapsed_s": report.elapsed_s,
        "cost_usd": report.spent,
        "estimate_usd": report.plan.estimate,
        "client": asdict(report.client),
        "contenders": [contender_data(one) for one in report.measured],
        "baseline": baseline_data(report),
    }


def settings_of(report: Report) -> dict[str, object]:
    """How the run was made."""
    plan, first = report.plan, report.measured[0]
    is_open = plan.load.rate_per_s is not None
    return {
        "model": plan.model,
        "protocol": first.protocol,
        "loop": "open" if is_open else "closed",
        "concurrency": None if is_open else plan.load.concurrency,
        "rate_per_s": plan.load.rate_per_s,
        "requests": plan.load.requests,
        "duration_s": plan.duration_s,
        "warm_up": plan.warm_up,
        "prompt": first.contender.wish.prompt,
        "max_tokens": first.contender.wish.maximum_tokens,
        "max_cost_usd": plan.max_cost.decimal_text,
        "slo": plan.limits,
        "http_version": "1.1",
    }


def contender_data(measured: Measured) -> dict[str, object]:
    """One contender."""
    return {
        "label": measured.contender.label,
        "host": measured.host,
        "model": measured.contender.wish.model,
        "answered_by": measured.answered_by,
        "protocol": measured.protocol,
        "transport": measured.transport,
        "summary": summary_data(measured.summary),
        "conditions": [
            {"text": outcome.condition.text, "value": outcome.value, "failed": outcome.is_failed}
            for outcome in measured.outcomes
        ],
        "samples": [sample_data(trial) for trial in measured.trials],
    }


def summary_data(summary: Summary) -> dict[str, object]:
    """What a run came to."""
    whole = {
        name: value for name, value in asdict(summary).items() if name not in {"first", "reused", "cost"}
    }
    spreads = {f"{name}_s": spread_data(found) for name, found in summary.spreads.items()}
    ttft = {"ttft_first_connection_s": summary.first, "ttft_reused_connection_s": summary.reused}
    apart = {name: None if found is None else spread_data(found) for name, found in ttft.items()}
    return {**whole, "spreads": {**spreads, **apart}, "cost_usd": summary.cost}


def spread_data(spread: Spread) -> dict[str, object]:
    """How values are spread; a percentile of too few is null."""
    return asdict(spread)


def sample_data(trial: Trial) -> dict[str, object]:
    """One request."""
    return {
        "number": trial.number,
        "due_s": trial.due_s,
        "started_s": trial.started_s,
        "ended_s": trial.ended_s,
        "verdict": trial.verdict.code,
        "verdicts": [verdict.code for verdict in trial.verdicts],
        "sentence": trial.verdict.sentence,
        "status": trial.status,
        "reused_connection": trial.is_reused,
        "ttfb_s": trial.ttfb_s,
        "ttft_s": trial.ttft_s,
        "ttfr_s": trial.ttfr_s,
        "itl_s": trial.itl_s,
        "total_s": trial.total_s,
        "gaps_s": trial.gaps_s,
        "input_tokens": trial.input_tokens,
        "cached_tokens": trial.cached_tokens,
        "output_tokens": trial.output_tokens,
        "model": trial.model,
        "cost_usd": trial.cost,
    }


def figures_of(summary: Summary) -> dict[str, float]:
    """The figures that a baseline keeps, as far as there are any."""
    found = {figure: figure_of(summary, figure) for figure in COMPARED}
    return {figure: value for figure, value in found.items() if value is not None}


def baseline_data(report: Report) -> Mapping[str, object] | None:
    """The baseline, and the change since as a share of it; None where that was zero."""
    baseline = report.plan.baseline
    if baseline is None:
        return None
    now = figures_of(report.measured[0].summary)
    return {
        "name": baseline.name,
        "settings": baseline.settings,
        "figures": baseline.figures,
        "change": {
            figure: now[figure] / before - 1 if before else None
            for figure, before in baseline.figures.items()
            if figure in now
        },
    }
