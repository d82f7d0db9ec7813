"""What a program is told of a gateway's conformance."""

from collections.abc import Mapping, Sequence

from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.probe.conformance.requirement import Client, Level, State
from smartaipi_cli.probe.conformance.runner import Finding
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.wish import Wish


def conformance_data(
    client: Client, findings: Sequence[Finding], profile: Profile, wishes: Mapping[str, Wish]
) -> dict[str, object]:
    """Every requirement with its outcome; times in seconds."""
    states = [finding.outcome.state for finding in findings]
    taken, given = tokens_of(findings)
    return {
        "profile": profile.name,
        "client": client.name,
        "client_version": client.version,
        "models": {protocol: wish.model for protocol, wish in wishes.items()},
        "is_supported": not any(
            finding.requirement.level is Level.MUST and finding.outcome.state is not State.MET
            for finding in findings
        ),
        "met": states.count(State.MET),
        "missing": states.count(State.MISSING),
        "untried": states.count(State.UNTRIED),
        "requests": len(exchanges_of(findings)),
        "input_tokens": taken,
        "output_tokens": given,
        "requirements": [finding_data(client, finding) for finding in findings],
    }


def finding_data(client: Client, finding: Finding) -> dict[str, object]:
    """One requirement. `met` is null when it was not tried."""
    requirement, outcome = finding.requirement, finding.outcome
    return {
        "id": requirement.id,
        "part": requirement.part,
        "level": requirement.level.value,
        "sentence": requirement.sentence,
        "without": f"{client.label} {requirement.without}",
        "hint": requirement.advice,
        "observed": requirement.observed,
        "met": None if outcome.state is State.UNTRIED else finding.is_met,
        "evidence": outcome.evidence,
        "requests": [exchange_data(evidence) for evidence in finding.evidences],
    }


def exchange_data(evidence: Evidence) -> dict[str, object]:
    """One request and its times."""
    recording = evidence.recording
    stages = recording.stages
    return {
        "method": recording.method,
        "url": recording.url,
        "status": recording.status,
        "first_byte_s": seconds(stages.started, stages.first_byte),
        "elapsed_s": seconds(stages.started, stages.end),
    }


def seconds(began_ns: int, ended_ns: int | None) -> float | None:
    """The time between two moments; None where the later one never came."""
    return None if ended_ns is None else round((ended_ns - began_ns) / 1e9, 6)


def exchanges_of(findings: Sequence[Finding]) -> tuple[Evidence, ...]:
    """Every exchange once: requirements share them."""
    return tuple({id(one): one for finding in findings for one in finding.evidences}.values())


def tokens_of(findings: Sequence[Finding]) -> tuple[int, int]:
    """(tokens in, tokens out) as far as the gateway told them."""
    usages = [usage for one in exchanges_of(findings) if (usage := one.story.usage)]
    return (
        sum(usage.input_tokens or 0 for usage in usages),
        sum(usage.output_tokens or 0 for usage in usages),
    )
