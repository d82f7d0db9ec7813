"""Whose fault a delay is."""

import pytest
from recorded_answers import MS

from smartaipi_cli.probe.load import is_client_limited


@pytest.mark.parametrize(
    ("lag_ms", "gap_ms", "cpu_share", "expected"),
    [(1, 20, 0.5, False), (3, 20, 0.5, True), (4, 100, 0.5, False), (6, 100, 0.5, True), (0, 20, 0.9, True)],
    ids=["fine", "a tenth of the gap", "less than a tenth", "over 5 ms", "a busy core"],
)
def test_a_client_that_is_too_slow_itself_says_so(lag_ms, gap_ms, cpu_share, expected):
    assert is_client_limited([lag_ms * MS] * 10, gap_ms * MS, cpu_share) is expected
