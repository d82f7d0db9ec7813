"""Does a gateway do all that a client needs? Asked with what that client really sends."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from smartaipi_cli.actions.conformance.blocks import conformance_blocks
from smartaipi_cli.actions.conformance.data import conformance_data
from smartaipi_cli.actions.request_test.network import network_of
from smartaipi_cli.actions.request_test.sending import Caller, TestWish, choose_model, find_caller, styles_of
from smartaipi_cli.actions.request_test.suite import interrupted
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.gateways.exchange import Progress
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.conformance.registry import CLIENTS
from smartaipi_cli.probe.conformance.requirement import Client, Level, State
from smartaipi_cli.probe.conformance.runner import Finding, examine
from smartaipi_cli.probe.network import Limits
from smartaipi_cli.probe.wish import Wish
from smartaipi_cli.results import Problem, Result

CLIENT_NAMES = tuple(CLIENTS)
"""What `--for` takes."""

LIMITS = Limits(silence_s=60.0, total_s=180.0)
"""Less than for a single test: some thirty requests are sent, and each wants a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformanceWish:
    """What is asked for: a client, and where the gateway, its key and the model come from if not from the profile."""

    client: str
    profile: str | None = None
    key_name: str | None = None
    model: str = ""


def check_conformance(machine: Machine, wish: ConformanceWish, on_progress: Progress) -> Result:
    """Ask for every requirement of the client; `on_progress` is told how many are done, and how many there are.

    Ends with 9 (`client-unsupported`) when the client cannot work with the gateway, with the code of the refusal when
    the key, the money or the network kept something from being tried, with 130 and the findings so far after Ctrl-C,
    else with 0. Errors: `usage` for an unknown
    client, `not-offered` for a profile without an address, `model-needed`, those of `find_caller`.
    """
    client = find_client(wish.client)
    caller = find_caller(machine, TestWish(profile=wish.profile, key_name=wish.key_name))
    wishes = make_wishes(machine, caller, client, wish.model)
    findings: list[Finding] = []
    total = len(client.requirements)

    def count(finding: Finding) -> None:
        findings.append(finding)
        on_progress(len(findings), total)

    on_progress(0, total)
    network = network_of(machine, base_url(caller.profile, client), LIMITS)
    try:
        asyncio.run(examine(network, client, wishes, count))
    except KeyboardInterrupt:
        if not findings:
            raise
        problem = interrupted(len(findings), total, "requirements")
        return conformance_result(caller, client, wishes, findings, (problem, ExitCode.INTERRUPTED))
    return conformance_result(
        caller, client, wishes, findings, judged(client, tuple(findings), caller.profile)
    )


def conformance_result(
    caller: Caller,
    client: Client,
    wishes: Mapping[str, Wish],
    findings: Sequence[Finding],
    judgement: tuple[Problem | None, ExitCode],
) -> Result:
    """The findings, and what they come to."""
    problem, exit_code = judgement
    return Result(
        data=conformance_data(client, findings, caller.profile, wishes),
        blocks=conformance_blocks(client, findings),
        problem=problem,
        exit_code=exit_code,
    )


def find_client(name: str) -> Client:
    """The client of that name. Errors: `usage`."""
    if name in CLIENTS:
        return CLIENTS[name]
    raise UserError(
        "usage",
        f"it is not known what `{name}` needs of a gateway",
        reason=f"it is known of {', '.join(CLIENTS)}",
        hint="smartaipi test --for claude",
    )


def make_wishes(machine: Machine, caller: Caller, client: Client, model: str) -> Mapping[str, Wish]:
    """A wish for each protocol: small models where the profile knows them. Errors: as `check_conformance`."""
    profile, protocols = caller.profile, {requirement.protocol for requirement in client.requirements}
    first = client.requirements[0].protocol
    asked = model or choose_model(machine, caller, first)
    claude = profile.models.haiku or profile.models.sonnet or profile.models.opus
    plain = Wish(base_url=base_url(profile, client), model=asked, key=caller.key)
    wishes = dict.fromkeys(sorted(protocols), plain)
    if "messages" in wishes:
        wishes["messages"] = replace(
            plain, model=model or claude or asked, styles=styles_of(profile, "messages")
        )
    return wishes


def base_url(profile: Profile, client: Client) -> str:
    """The address that this client is given. Errors: `not-offered`."""
    is_anthropic = client.requirements[0].protocol == "messages"
    if address := profile.anthropic_url if is_anthropic else profile.openai_url:
        return address
    raise UserError(
        "not-offered",
        f"{profile.label} has no address for {client.label}",
        reason=f"profile {profile.name} has no address of {'Anthropic' if is_anthropic else 'OpenAI'}'s protocols",
        hint=f"smartaipi profiles show {profile.name}",
    )


def judged(
    client: Client, findings: tuple[Finding, ...], profile: Profile
) -> tuple[Problem | None, ExitCode]:
    """What it comes to: what the client cannot do without, else what kept something from being tried."""
    lacking = [
        finding.requirement
        for finding in findings
        if finding.outcome.state is State.MISSING and finding.requirement.level is Level.MUST
    ]
    if lacking:
        problem = Problem(
            code="client-unsupported",
            message=f"{client.label} {client.version} cannot work with {profile.label}",
            reason=f"not met: {', '.join(requirement.id for requirement in lacking)}",
            hint=lacking[0].advice,
        )
        return problem, ExitCode.FINDING
    hindered = (finding.outcome.verdict for finding in findings if finding.outcome.state is State.UNTRIED)
    if verdict := next(filter(None, hindered), None):
        problem = Problem(
            code=verdict.code, message=verdict.sentence, reason=verdict.reason, hint=verdict.hint
        )
        return problem, verdict.exit_code
    return None, ExitCode.DONE
