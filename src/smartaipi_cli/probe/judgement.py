"""What is to be said about a request, decided from its recording alone."""

from collections.abc import Callable
from typing import Final

from smartaipi_cli.gateways.answers import scrub
from smartaipi_cli.probe.broken_answers import empty, ended_early, failure_inside, no_stream, unreadable
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.flaws import buffered, packed, substituted, without_end, without_usage
from smartaipi_cli.probe.recording import Ending
from smartaipi_cli.probe.refused_answers import refusal
from smartaipi_cli.probe.verdict import Verdict


def judge(evidence: Evidence) -> Verdict:
    """The gravest thing that is to be said."""
    return findings(evidence)[0]


def findings(evidence: Evidence) -> tuple[Verdict, ...]:
    """Everything that is to be said, the gravest first: one failure, or all flaws, or that it is good."""
    for case in FAILURES:
        if verdict := case(evidence):
            return (verdict,)
    flaws = tuple(verdict for case in FLAWS if (verdict := case(evidence)))
    return flaws or (Verdict(code="answered", sentence=f"`{evidence.host}` answered as it should"),)


def not_connected(evidence: Evidence) -> Verdict | None:
    """No byte of an answer came, because there was no connection."""
    host, recording = evidence.host, evidence.recording
    way = f" through the proxy `{recording.proxy}`" if recording.proxy else ""
    nameless = f"the proxy `{recording.proxy}`" if recording.proxy else f"`{host}`"
    said = {
        Ending.UNRESOLVED: (
            "name-unresolved",
            f"{nameless} has no address",
            "check the network and the spelling of the host",
        ),
        Ending.UNREACHABLE: (
            "gateway-unreachable",
            f"cannot reach `{host}`{way}",
            "check the network and the address",
        ),
        Ending.PROXY_REFUSED: (
            "proxy-refused",
            f"the proxy `{recording.proxy}` does not connect to `{host}`",
            "check HTTPS_PROXY and its credentials, or name the host in NO_PROXY",
        ),
        Ending.TLS_FAILED: (
            "gateway-tls",
            f"no trusted TLS connection to `{host}`{way}",
            "behind a company proxy set SSL_CERT_FILE to its certificate",
        ),
    }.get(recording.ending)
    return said and Verdict(code=said[0], sentence=said[1], reason=scrub(recording.reason), hint=said[2])


def not_answered(evidence: Evidence) -> Verdict | None:
    """A connection without an answer on it."""
    recording, host = evidence.recording, evidence.host
    if recording.status is not None and recording.ending is not Ending.NOT_HTTP:
        return None
    if recording.ending is Ending.TIMED_OUT:
        code, sentence = "gateway-timeout", f"`{host}` did not answer in time"
    elif recording.ending is Ending.NOT_HTTP:
        code, sentence = "gateway-protocol", f"`{host}` did not answer as an HTTP server does"
    else:
        code, sentence = "connection-closed", f"`{host}` closed the connection without an answer"
    return Verdict(
        code=code,
        sentence=sentence,
        reason=scrub(recording.reason),
        hint="check the address, and whether it begins with http or https as the server speaks",
    )


Case = Callable[[Evidence], Verdict | None]

FAILURES: Final[tuple[Case, ...]] = (
    not_connected,
    not_answered,
    refusal,
    no_stream,
    failure_inside,
    unreadable,
    ended_early,
    empty,
)
"""What makes a request a failed one, in the order of the way that an answer takes."""

FLAWS: Final[tuple[Case, ...]] = (substituted, buffered, without_usage, without_end, packed)
"""What may be wrong with an answer that is whole."""
