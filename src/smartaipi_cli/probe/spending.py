"""A limit on what a benchmark may cost, kept although prices of answers are known only after they are over."""

from collections.abc import Callable
from dataclasses import dataclass, field

from smartaipi_cli.domain.catalogue import Price
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.token_cost import cost_of
from smartaipi_cli.probe.trials import Trial


def dearest_cost(price: Price | None, prompt: str, maximum_tokens: int) -> Money | None:
    """What a request costs at most when the gateway keeps to the token limit; None without a price.

    A prompt has fewer tokens than bytes, but each protocol adds some of its own.
    """
    if price is None:
        return None
    return cost_of(price, input_tokens=len(prompt.encode()) + 64, output_tokens=maximum_tokens)


@dataclass(slots=True, kw_only=True)
class Spending:
    """What was spent, and what is reserved for requests whose cost is not known yet.

    `reserve` is taken for each of those. It grows when a request turns out dearer: not every gateway keeps to the
    token limit. Without a limit or a price nothing is ever refused.
    """

    limit: Money | None
    reserve: Money | None
    spent: Money = field(default_factory=Money.zero)
    is_exhausted: bool = False

    def allows(self, open_requests: int, settle: Callable[[], int]) -> bool:
        """Whether one more request may start beside `open_requests` that are running or not settled yet.

        `settle` finds out what those cost that are over, which takes time away from measuring, so it is called only
        when it decides something; it gives the number of those that are still open.
        """
        if self.limit is None or self.reserve is None:
            return True
        if self._committed(open_requests + 1) > self.limit:
            self.is_exhausted = self._committed(settle() + 1) > self.limit
        return not self.is_exhausted

    def take(self, trial: Trial) -> None:
        """Count a request whose cost is known now; one that never told it is counted at the reserve."""
        cost = self.reserve if trial.cost is None else trial.cost
        if cost is not None:
            self.spent += cost
            self.reserve = max(self.reserve or cost, cost)

    def _committed(self, open_requests: int) -> Money:
        reserve = self.reserve or Money.zero()
        return self.spent + Money(reserve.dollars * open_requests)
