"""Files with a key in them that others on this machine can read."""

from collections.abc import Iterator
from pathlib import Path

from smartaipi_cli.diagnosis.evidence import Evidence, ToolEvidence
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.documents.quoting import quote_posix
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Content
from smartaipi_cli.tools.base import ReadFile

OTHERS = 0o077


def find_readable_secrets(evidence: Evidence) -> Iterator[Finding]:
    """Each file that holds a key, ours or one that a client uses, and that is open to more than its owner."""
    seen: set[Path] = set()
    for tool, file in all_files(evidence):
        state = file.state
        if file.path in seen or not isinstance(state, Content) or not state.mode & OTHERS:
            continue
        seen.add(file.path)
        if holds_any(state.data, known_secrets(evidence)):
            yield Finding(
                code="secret-readable",
                severity="error",
                tool=tool,
                message=f"`{file.path}` holds a key, and its mode is {state.mode:04o}",
                reason="other users of this machine can read it",
                hint=f"chmod 600 {quote_posix(str(file.path))}",
            )


def all_files(evidence: Evidence) -> Iterator[tuple[str, ReadFile]]:
    """Every file that was read, with the tool that it belongs to."""
    for one in evidence.tools:
        yield from ((one.name, file) for file in one.snapshot.files.values())
    yield from (("", file) for file in (*evidence.shell_files.values(), *evidence.private_files))


def known_secrets(evidence: Evidence) -> Iterator[Secret]:
    """Every key that is known: stored here, or in use."""
    yield from evidence.secrets
    for one in evidence.tools:
        yield from keys_of(one)


def keys_of(one: ToolEvidence) -> Iterator[Secret]:
    """The keys that a client uses."""
    return (key for _, key, _ in one.sent())


def holds_any(data: bytes, secrets: Iterator[Secret]) -> bool:
    """Whether one of the keys stands in the bytes."""
    return any(secret.reveal().encode() in data for secret in secrets if secret.reveal())
