"""What many trials come to: no percentile of too few, no latency of a failure, round bins."""

from itertools import pairwise

import pytest

from smartaipi_cli.domain.money import Money
from smartaipi_cli.probe.statistics import MOST_BINS, Bin, histogram, spread, summarise
from smartaipi_cli.probe.trials import Trial
from smartaipi_cli.probe.verdict import Verdict

CENT = Money.from_cents(1)


def trial(number=0, code="answered", **values):
    given = {
        "due_s": float(number),
        "started_s": float(number),
        "ended_s": number + 1.0,
        "ttfb_s": 0.1,
        "ttft_s": 0.2,
        "total_s": 1.0,
        "itl_s": 0.05,
        "gaps_s": (0.05, 0.06),
        "input_tokens": 10,
        "cached_tokens": 4,
        "output_tokens": 20,
        "cost": CENT,
    }
    return Trial(number=number, verdicts=(Verdict(code=code, sentence=code),), **{**given, **values})


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (1, {"p50"}),
        (9, {"p50"}),
        (10, {"p50", "p90"}),
        (19, {"p50", "p90"}),
        (20, {"p50", "p90", "p95"}),
        (99, {"p50", "p90", "p95"}),
        (100, {"p50", "p90", "p95", "p99"}),
    ],
)
def test_a_percentile_is_given_from_enough_samples_on(count, shown):
    found = spread([float(value) for value in range(count)])

    assert {name for name in ("p50", "p90", "p95", "p99") if getattr(found, name) is not None} == shown


def test_percentiles_are_values_that_were_measured():
    found = spread([float(value) for value in range(100, 0, -1)])

    assert (found.p50, found.p90, found.p95, found.p99) == (50.0, 90.0, 95.0, 99.0)
    assert (found.min, found.max, found.mean, found.count) == (1.0, 100.0, 50.5, 100)


def test_of_nothing_there_is_no_spread():
    assert spread([]) is None


def test_failures_stand_apart_from_every_latency():
    trials = [
        trial(0),
        trial(1, ttft_s=0.4),
        trial(2, "stream-failed", ttft_s=9.0, total_s=9.0, gaps_s=(9.0,)),
    ]

    summary = summarise(trials, elapsed_s=4.0)

    assert (summary.requests, summary.answered, summary.failed) == (3, 2, {"stream-failed": 1})
    assert summary.error_rate == pytest.approx(1 / 3)
    assert {name: found.max for name, found in summary.spreads.items()} == {
        "ttfb": 0.1,
        "ttft": 0.4,
        "itl": 0.05,
        "icl": 0.06,
        "total": 1.0,
    }
    assert summary.requests_per_s == 0.5


def test_a_flaw_is_counted_and_its_latency_too():
    summary = summarise([trial(0, "stream-buffered"), trial(1)], elapsed_s=1.0)

    assert (summary.answered, summary.failed, summary.flawed) == (2, {}, {"stream-buffered": 1})
    assert summary.spreads["ttft"].count == 2


def test_tokens_and_costs_are_those_of_all_requests():
    summary = summarise([trial(0), trial(1, "stream-failed")], elapsed_s=2.0)

    assert (summary.input_tokens, summary.cached_tokens, summary.output_tokens) == (20, 8, 40)
    assert (summary.tokens_per_s, summary.cost) == (20.0, Money.from_cents(2))


def test_one_unknown_cost_leaves_the_sum_unknown():
    assert summarise([trial(0), trial(1, cost=None)], elapsed_s=1.0).cost is None


def test_first_connections_are_told_apart_from_kept_ones():
    summary = summarise(
        [trial(0, ttft_s=0.9), trial(1, is_reused=True), trial(2, is_reused=True)], elapsed_s=1.0
    )

    assert (summary.first.count, summary.first.max) == (1, 0.9)
    assert (summary.reused.count, summary.reused.max) == (2, 0.2)


@pytest.mark.parametrize(
    ("trials", "dropped", "goodput"),
    [
        ([trial(0), trial(1)], 0, 1.0),
        ([trial(0), trial(1, ttft_s=0.31)], 0, 0.5),
        ([trial(0), trial(1, itl_s=0.09)], 0, 0.5),
        ([trial(0), trial(1, "gateway-truncated")], 0, 0.5),
        ([trial(0), trial(1, itl_s=None)], 0, 0.5),
        ([trial(0)], 3, 0.25),
    ],
    ids=["all good", "late token", "slow tokens", "a failure", "not measured", "dropped"],
)
def test_goodput_is_the_share_that_keeps_every_limit(trials, dropped, goodput):
    limits = {"ttft": 0.3, "itl": 0.08}

    assert summarise(trials, elapsed_s=1.0, dropped=dropped, limits=limits).goodput == goodput


def test_without_limits_there_is_no_goodput():
    assert summarise([trial(0)], elapsed_s=1.0).goodput is None


def test_a_late_start_is_counted():
    trials = [trial(0, started_s=0.004), trial(1, started_s=1.006)]

    assert summarise(trials, elapsed_s=1.0).late == 1


def test_a_run_without_time_or_trials_has_no_rates():
    summary = summarise([], elapsed_s=0.0)

    assert (summary.requests_per_s, summary.tokens_per_s, summary.error_rate, summary.cost) == (None,) * 4


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], ()),
        ([0.2, 0.2], ()),
        ([0.101, 0.109, 0.121], 11),
        ([1.0, 9.9], 9),
    ],
    ids=["nothing", "all the same", "milliseconds", "seconds"],
)
def test_a_histogram_has_round_bins_that_hold_every_value(values, expected):
    bins = histogram(values)

    if not expected:
        assert bins == ()
        return
    assert len(bins) == expected
    assert sum(one.count for one in bins) == len(values)
    for before, after in pairwise(bins):
        assert before.high == pytest.approx(after.low)
    for value in values:
        assert any(one.low <= value < one.high and one.count for one in bins)


def test_what_lies_far_away_shares_an_open_bin_and_does_not_squeeze_the_rest():
    values = [0.100 + number / 1000 for number in range(95)] + [30.0, 60.0]

    bins = histogram(values)

    assert len(bins) <= MOST_BINS
    assert bins[-1] == Bin(bins[-1].low, None, 2)
    assert sum(one.count > 0 for one in bins) > 5


@pytest.mark.parametrize("exponent", range(-4, 3))
@pytest.mark.parametrize("count", [2, 3, 17, 250])
def test_every_value_is_counted_once_whatever_the_scale(exponent, count):
    values = [(1 + (number * 7919 % 1000) / 333) * 10.0**exponent for number in range(count)]

    bins = histogram(values)

    assert 1 <= len(bins) <= MOST_BINS
    assert sum(one.count for one in bins) == count
    assert min(one.low for one in bins) <= min(values)
