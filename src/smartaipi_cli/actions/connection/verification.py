"""Does it work? One small request with the client's own configuration, in the client's own protocol."""

from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

from smartaipi_cli.actions.account.access import find_cost
from smartaipi_cli.actions.connection.verification_notes import remember
from smartaipi_cli.domain.key_text import check_key, fingerprint
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import scrub
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.requests import Question, ask_chat, ask_messages, ask_responses
from smartaipi_cli.probe.verdict import Answered
from smartaipi_cli.results import Block, Fields, Line
from smartaipi_cli.tools.base import Effective, Snapshot, Tool

HELPER_LIMIT_S = 20.0
ASK = {"chat": ask_chat, "messages": ask_messages, "responses": ask_responses}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A set-up that works, and the evidence."""

    tool: str
    answer: Answered
    key_source: str
    key_fingerprint: str

    @property
    def note(self) -> dict[str, str]:
        """What `status` wants to know of it later."""
        return {
            "host": urlsplit(self.answer.url).netloc,
            "model": self.answer.model,
            "key_fingerprint": self.key_fingerprint,
        }


def verify(machine: Machine, tool: Tool, snapshot: Snapshot, profile: Profile) -> Verified:
    """Send one request as the client would.

    Errors: `client-ignores-file`, `client-cannot-start`, `not-connected`, `wrong-destination`,
    `helper-failed`, and those of `probe`.
    """
    effective = tool.resolve(snapshot)
    for finding in effective.findings:
        raise UserError(finding.code, finding.message, hint=finding.hint)
    protocol = effective.protocol or tool.SPEC.protocol
    expected = profile.anthropic_url if protocol == "messages" else profile.openai_url
    base_url = check_destination(tool, effective, expected)
    key = effective_key(machine, effective, tool)
    with closing(machine.open_transport()) as transport:
        answer = ASK[protocol](
            transport,
            Question(
                base_url=base_url,
                model=effective.model.value if effective.model else "",
                key=key,
                headers=effective.headers,
            ),
        )
        answer = find_cost(machine, profile, transport, answer)
    verified = Verified(
        tool=tool.SPEC.name,
        answer=answer,
        key_source=effective.key_source,
        key_fingerprint=fingerprint(key),
    )
    remember(machine, tool.SPEC.name, verified.note)
    return verified


def check_destination(tool: Tool, effective: Effective, expected: str) -> str:
    """The address that the client will use. Errors: `not-connected`, `wrong-destination`."""
    label, name = tool.SPEC.label, tool.SPEC.name
    if effective.base_url is None:
        raise UserError(
            "not-connected", f"{label} does not use a gateway", hint=f"smartaipi {name} connects it"
        )
    base_url = effective.root or effective.base_url.value
    if base_url.rstrip("/") != expected.rstrip("/"):
        raise UserError(
            "wrong-destination",
            f"{label} sends its requests to `{urlsplit(base_url).netloc}`, not to `{urlsplit(expected).netloc}`",
            reason=f"the address in {effective.base_url.source} wins over the one that was set up",
            hint="remove it there, or run the command in another folder",
        )
    return base_url


def effective_key(machine: Machine, effective: Effective, tool: Tool) -> Secret:
    """The key that the client will send. Errors: `helper-failed`, `key-missing`."""
    if effective.secret is not None:
        return effective.secret
    if not effective.command:
        raise UserError(
            "key-missing",
            f"{tool.SPEC.label} has the gateway's address but no key of it",
            hint=f"smartaipi {tool.SPEC.name}",
        )
    shell = ("/bin/sh", "-c") if effective.through_shell else ()
    done = machine.processes.run(
        (*shell, *effective.command), timeout_s=HELPER_LIMIT_S, folder=machine.working_folder
    )
    lines = done.output.strip().splitlines()
    if done.exit_code != 0 or len(lines) != 1:
        raise UserError(
            "helper-failed",
            f"the key helper of {tool.SPEC.label} did not print a key",
            reason=scrub(done.errors) or f"it ended with code {done.exit_code} and {len(lines)} lines",
            hint="smartaipi whoami shows where the key is expected",
        )
    return check_key(Secret(lines[0].strip()))


def verified_blocks(verified: Verified) -> tuple[Block, ...]:
    """The evidence, for a person."""
    answer = verified.answer
    substituted = f" (served by {answer.actual_model})" if answer.actual_model != answer.model else ""
    pairs = [
        ("host", urlsplit(answer.url).netloc),
        ("model", f"{answer.model}{substituted}"),
        ("first byte", f"{answer.first_byte_s * 1000:.0f} ms"),
        ("whole answer", f"{answer.elapsed_s * 1000:.0f} ms, {answer.output_tokens} tokens"),
        ("cost", str(answer.cost) if answer.cost is not None else "not told by this gateway"),
        ("request", answer.request_id or "no id given"),
        ("key", f"{verified.key_fingerprint} ({verified.key_source})"),
    ]
    return (
        Line(text="verified: a request in the client's own way was answered", style="good"),
        Fields(pairs=tuple(pairs)),
    )


def verified_data(verified: Verified) -> dict[str, object]:
    """The evidence, for the JSON envelope; times in seconds."""
    answer = verified.answer
    return {
        "tool": verified.tool,
        "host": urlsplit(answer.url).netloc,
        "model": answer.model,
        "actual_model": answer.actual_model,
        "first_byte_s": round(answer.first_byte_s, 6),
        "elapsed_s": round(answer.elapsed_s, 6),
        "input_tokens": answer.input_tokens,
        "output_tokens": answer.output_tokens,
        "cost_usd": answer.cost,
        "request_id": answer.request_id,
        "key_fingerprint": verified.key_fingerprint,
        "key_source": verified.key_source,
    }
