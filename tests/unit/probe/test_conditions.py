"""What is demanded of a benchmark: read as it was meant, or refused with the form to use."""

import pytest

from smartaipi_cli.errors import UserError
from smartaipi_cli.probe.conditions import judge, parse_condition, parse_limits, parse_seconds
from smartaipi_cli.probe.statistics import Spread, Summary

MEASURED = Summary(
    requests=100,
    answered=98,
    error_rate=0.02,
    goodput=0.9,
    tokens_per_s=50.0,
    requests_per_s=2.0,
    spreads={"ttft": Spread(count=98, mean=1.0, min=0.5, max=3.0, p50=0.9, p90=1.5, p95=2.0)},
)


@pytest.mark.parametrize(
    ("text", "is_failed"),
    [
        ("p95_ttft>2s", False),
        ("p95_ttft>=2s", True),
        ("p95_ttft>1999ms", True),
        ("P50_TTFT > 0.8 s", True),
        ("mean_ttft<1s", False),
        ("mean_ttft<=1s", True),
        ("max_ttft>2.9s", True),
        ("error_rate>1%", True),
        ("error_rate>2%", False),
        ("goodput<90%", False),
        ("goodput<90.1%", True),
        ("tokens_per_s<60", True),
        ("requests_per_s<1", False),
    ],
)
def test_a_condition_that_holds_fails_the_run(text, is_failed):
    assert judge(parse_condition(text), MEASURED).is_failed is is_failed


@pytest.mark.parametrize("text", ["p99_ttft>2s", "p50_itl>1s"], ids=["too few samples", "never measured"])
def test_a_figure_that_the_run_did_not_give_fails_too(text):
    outcome = judge(parse_condition(text), MEASURED)

    assert (outcome.value, outcome.is_failed) == (None, True)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "`p95_ttft>2s`"),
        ("p95_ttft", "`p95_ttft>2s`"),
        ("p95_ttft=2s", "`p95_ttft>2s`"),
        ("p95_ttft>1.2.3s", "`p95_ttft>2s`"),
        ("p42_ttft>2s", "p50, p90, p95, p99"),
        ("p95_speed>2s", "ttfb, ttft"),
        ("p95_ttft>2", "`s` or `ms`"),
        ("p95_ttft>2%", "`s` or `ms`"),
        ("error_rate>1", "`%`"),
        ("tokens_per_s<5s", "a number alone"),
    ],
)
def test_what_is_no_condition_is_refused_with_what_would_be_one(text, word):
    with pytest.raises(UserError) as caught:
        parse_condition(text)

    assert caught.value.code == "usage"
    assert word in caught.value.reason


def test_limits_are_read_in_seconds():
    assert parse_limits("ttft=2s, itl=80ms") == {"ttft": 2.0, "itl": 0.08}
    assert parse_limits("") == {}


@pytest.mark.parametrize("text", ["ttft", "ttft=", "ttft=2", "ttft=0s", "speed=2s", "ttft=2s,,itl=1s"])
def test_what_is_no_limit_is_refused(text):
    with pytest.raises(UserError) as caught:
        parse_limits(text)

    assert caught.value.code == "usage"


@pytest.mark.parametrize(("text", "seconds"), [("80ms", 0.08), ("2s", 2.0), ("1.5s", 1.5), ("5m", 300.0)])
def test_a_time_is_read_in_seconds(text, seconds):
    assert parse_seconds(text) == pytest.approx(seconds)
