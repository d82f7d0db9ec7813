"""Credentials on their way to somebody whom they do not belong to."""

from collections.abc import Iterator
from typing import Final

from smartaipi_cli.diagnosis.evidence import Evidence, ToolEvidence
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools import claude_code
from smartaipi_cli.tools.claude_code import APPROVED_CHARACTERS

VENDOR_PREFIXES: Final = {
    "sk-ant-": "Anthropic",
    "sk-proj-": "OpenAI",
    "sk-or-": "OpenRouter",
    "AIza": "Google",
}
"""Beginnings that only one vendor's keys have."""

VENDOR_HOSTS: Final = {"Anthropic": "anthropic.com", "OpenAI": "openai.com", "OpenRouter": "openrouter.ai"}
OWN_PREFIXES: Final = {"Anthropic": "sk-ant-", "OpenAI": "sk-", "OpenRouter": "sk-or-"}
"""How each key of a vendor begins; OpenAI's beginning is also that of others' keys."""


def find_leaking_logins(evidence: Evidence) -> Iterator[Finding]:
    """Logins that go, or may go, to an address that is not their vendor's."""
    for one in evidence.tools:
        if one.effective.account and one.host not in evidence.vendor_hosts:
            yield Finding(
                code="login-would-leak",
                severity="error",
                tool=one.name,
                message=f"{one.label} would send your vendor's login to `{one.host}`",
                reason=f"the address is set and no key is, so it uses the login ({one.effective.account})",
                hint=f"smartaipi {one.name}",
            )
        elif is_unapproved(one):
            yield Finding(
                code="login-may-leak",
                severity="warning",
                tool=one.name,
                message=f"{one.label} sends your login to `{one.host}` while it asks whether to use the key",
                reason="`ANTHROPIC_API_KEY` is not approved yet, and the answer that is selected is No",
                hint="smartaipi claude --force",
            )


def is_unapproved(one: ToolEvidence) -> bool:
    """Whether Claude Code has a login and a key that it will ask about (observed with 2.1.329, in a terminal)."""
    secret = one.effective.secret
    if one.name != claude_code.SPEC.name or one.effective.headers != ("x-api-key",) or secret is None:
        return False
    approved = claude_code.read(one.snapshot.files["state"], "customApiKeyResponses", "approved")
    is_known = isinstance(approved, list) and secret.reveal()[-APPROVED_CHARACTERS:] in approved
    return bool(one.login) and one.effective.base_url is not None and not is_known


def find_misdirected_keys(evidence: Evidence) -> Iterator[Finding]:
    """Keys of ours that go to another host, and other vendors' keys that go to a gateway."""
    for one in evidence.tools:
        seen: set[Secret] = set()
        for _, key, source in one.sent():
            if key in seen:
                continue
            seen.add(key)
            owner = evidence.owner_of(key)
            if owner is not None and one.host and one.host not in owner.hosts:
                yield Finding(
                    code="key-elsewhere",
                    severity="error",
                    tool=one.name,
                    message=f"{one.label} sends {owner.label} ({redact(key)}) to `{one.host}`",
                    reason=f"the key comes from {source}; it belongs to {', '.join(sorted(owner.hosts))}",
                    hint=f"smartaipi {one.name}\nor: remove the key there",
                )
            elif owner is None and (vendor := vendor_of(key, one.host)) and one.host in evidence.hosts:
                yield Finding(
                    code="foreign-key",
                    severity="error",
                    tool=one.name,
                    message=f"{one.label} sends a key of {vendor} ({redact(key)}) to `{one.host}`",
                    reason=f"it comes from {source}",
                    hint=f"smartaipi {one.name}",
                )
            elif owner is None and (vendor := vendor_at(one.host)) and is_foreign(key, vendor):
                yield Finding(
                    code="foreign-key",
                    severity="error",
                    tool=one.name,
                    message=f"{one.label} sends a key that is none of {vendor}'s ({redact(key)}) to `{one.host}`",
                    reason=f"it comes from {source}, and no address of another gateway stands beside it",
                    hint=f"smartaipi {one.name}\nor: remove the key there",
                )


def vendor_of(key: Secret, host: str) -> str:
    """The vendor that a key is of by its beginning, where the host is another's; else an empty text."""
    for prefix, vendor in VENDOR_PREFIXES.items():
        if key.reveal().startswith(prefix) and not host.endswith(VENDOR_HOSTS.get(vendor, "\0")):
            return vendor
    return ""


def vendor_at(host: str) -> str:
    """The vendor whose host this is, else an empty text."""
    return next((vendor for vendor, domain in VENDOR_HOSTS.items() if f".{host}".endswith(f".{domain}")), "")


def is_foreign(key: Secret, vendor: str) -> bool:
    """Whether a key cannot be this vendor's: it begins otherwise, or as only another's do."""
    return not key.reveal().startswith(OWN_PREFIXES[vendor]) or bool(vendor_of(key, VENDOR_HOSTS[vendor]))
