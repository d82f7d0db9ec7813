"""Many requests beside each other, for a benchmark: a closed loop of so many at a time, or an open one by the clock.

A closed loop (as of hey or oha) starts a request when another one is over, so a gateway that stalls is asked less. An
open loop (as of wrk2 or k6) starts them at their own times, and what came late counts from the time it was due.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smartaipi_cli.probe.timing import percentile

LAG_SAMPLE_S: Final = 0.020
LONGEST_LAG_NS: Final = 5_000_000
BUSIEST_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is asked: at most `concurrency` at a time, `rate_per_s` None for a closed loop.

    `is_kept` says whether connections are used again.
    """

    requests: int
    concurrency: int = 1
    rate_per_s: float | None = None
    is_kept: bool = True


def is_client_limited(lags_ns: Sequence[int], token_gap_ns: float, cpu_share: float) -> bool:
    """Whether it was us who were too slow, so that the result says little about the gateway."""
    lag_ns = percentile(lags_ns, 0.99) if lags_ns else 0.0
    return cpu_share > BUSIEST_SHARE or lag_ns > min(LONGEST_LAG_NS, token_gap_ns / 10)
