"""What a person is shown of a gateway's conformance: a row a requirement, then what is missing and what it means."""

from collections.abc import Iterator, Sequence

from smartaipi_cli.actions.conformance.data import exchanges_of, tokens_of
from smartaipi_cli.probe.conformance.requirement import Client, Level, State
from smartaipi_cli.probe.conformance.runner import Finding
from smartaipi_cli.results import Block, Column, Line, Table

SAID = {State.MET: "yes", State.MISSING: "no", State.UNTRIED: "not tried"}


def conformance_blocks(client: Client, findings: Sequence[Finding]) -> tuple[Block, ...]:
    """The table, the sentences, the sums."""
    return (
        Table(
            columns=tuple(map(Column, ("PART", "MET", "REQUIREMENT", "EVIDENCE"))),
            rows=tuple(map(finding_row, findings)),
            grouped=True,
        ),
        *(line for finding in findings for line in missing_lines(client, finding)),
        *closing_lines(client, findings),
    )


def finding_row(finding: Finding) -> tuple[str, ...]:
    """One requirement."""
    requirement, outcome = finding.requirement, finding.outcome
    is_lacking = outcome.state is State.MISSING
    said = f"no ({requirement.level})" if is_lacking else SAID[outcome.state]
    return (requirement.part, said, requirement.sentence, outcome.evidence)


def missing_lines(client: Client, finding: Finding) -> Iterator[Line]:
    """What becomes of the client without it, and what can be done."""
    requirement = finding.requirement
    if finding.outcome.state is not State.MISSING:
        return
    is_must = requirement.level is Level.MUST
    yield Line(text="")
    yield Line(
        text=f"{requirement.level}: {client.label} {requirement.without} [{requirement.id}]",
        style="bad" if is_must else "warn",
        folds=True,
    )
    advice = requirement.advice
    yield Line(text=f"  hint: {advice}", folds=not advice.startswith("smartaipi"))


def closing_lines(client: Client, findings: Sequence[Finding]) -> Iterator[Line]:
    """What it comes to, and what it cost."""
    states = [finding.outcome.state for finding in findings]
    lacking = [finding for finding in findings if finding.outcome.state is State.MISSING]
    musts = sum(finding.requirement.level is Level.MUST for finding in lacking)
    shoulds = len(lacking) - musts
    counts = {"must": musts, "should": shoulds, "not tried": states.count(State.UNTRIED)}
    met = (
        f"{states.count(State.MET)} of {len(states)} requirements of {client.label} {client.version} are met"
    )
    others = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    yield Line(text="")
    yield Line(
        text=f"{met}; not met: {others}" if others else met,
        style="bad" if musts else "warn" if others else "good",
        folds=True,
    )
    taken, given = tokens_of(findings)
    yield Line(
        text=f"it took {len(exchanges_of(findings))} requests; {taken:,} tokens in and {given:,} out were told",
        style="faint",
        aside=True,
    )
