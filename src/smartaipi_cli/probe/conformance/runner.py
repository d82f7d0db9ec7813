"""Asks a gateway for everything that a client needs, one thing after the other."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from smartaipi_cli.probe.conformance.requirement import Ask, Client, Outcome, Requirement, Send, State, Talk
from smartaipi_cli.probe.evidence import Evidence, gather
from smartaipi_cli.probe.network import Network
from smartaipi_cli.probe.wire import exchange
from smartaipi_cli.probe.wish import Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A requirement, what was found, and the exchanges that it rests on (none when it was not tried)."""

    requirement: Requirement
    outcome: Outcome
    evidences: tuple[Evidence, ...] = ()

    @property
    def is_met(self) -> bool:
        """Whether the gateway meets it."""
        return self.outcome.state.is_met


async def examine(
    network: Network,
    client: Client,
    wishes: Mapping[str, Wish],
    on_finding: Callable[[Finding], None] | None = None,
) -> tuple[Finding, ...]:
    """A finding for every requirement, in their order, each told to `on_finding` as it is made.

    `wishes` has one for each protocol that the client speaks. Errors: as `wire.exchange`.
    """
    asked: dict[Ask, tuple[Evidence, ...]] = {}
    found: dict[str, Finding] = {}
    for requirement in client.requirements:
        lacking = next((need for need in requirement.needs if not found[need].is_met), "")
        if lacking:
            outcome = Outcome(State.UNTRIED, f"because `{lacking}` is not met")
            finding = Finding(requirement=requirement, outcome=outcome)
        else:
            if requirement.ask not in asked:
                asked[requirement.ask] = await inquire(network, requirement.ask, wishes[requirement.protocol])
            evidences = asked[requirement.ask]
            finding = Finding(
                requirement=requirement, outcome=requirement.check(evidences), evidences=evidences
            )
        found[requirement.id] = finding
        if on_finding:
            on_finding(finding)
    return tuple(found.values())


async def inquire(network: Network, ask: Ask, wish: Wish) -> tuple[Evidence, ...]:
    """Everything that came of an asking."""
    asking, answers = ask(wish), list[Evidence]()
    step = next(asking, None)
    while step is not None:
        came = await _take(network, step, wish.model)
        answers += came
        try:
            step = asking.send(came)
        except StopIteration:
            step = None
    return tuple(answers)


async def _take(network: Network, step: Send | Talk, model: str) -> tuple[Evidence, ...]:
    if isinstance(step, Talk):
        from smartaipi_cli.probe.sockets import converse  # websockets takes as long to load as all the rest

        return (gather(await converse(network, step.request, step.dialogue), step.protocol, model),)
    if step.within_s is not None:
        silence_s = min(step.within_s, network.limits.silence_s)
        network = replace(network, limits=replace(network.limits, silence_s=silence_s))
    recordings = await asyncio.gather(*(exchange(network, request) for request in step.requests))
    return tuple(gather(recording, step.protocol, model) for recording in recordings)
