"""What `doctor` can find: stable codes, what each means, and the finding itself."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from smartaipi_cli.plan.plan import Plan

Severity = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
"""The gravest first. An error keeps a tool from working or lets a credential out; a note alone is no failure."""

DOCTOR_CODES: Final[Mapping[str, str]] = {
    # Credentials on their way to somebody else
    "login-would-leak": "a vendor's login goes to an address that is not the vendor's",
    "login-may-leak": "a vendor's login goes to the gateway as long as the key beside it is not approved",
    "key-elsewhere": "a key of one gateway is sent to another host",
    "foreign-key": "a key is sent to a vendor or a gateway whose keys look otherwise",
    "redirected": "a file of the project sends the user's key to another host",
    "rival-credential": "a second credential is sent beside the key",
    "secret-readable": "other users of this machine can read a file with a key in it",
    # Values that win although they should not
    "stale-export": "an exported variable changes what a set-up asks for",
    "old-block": "lines of an older recipe: every program sees the key, and newer clients ignore the address",
    "server-keeps-environment": "Codex's background server keeps the variables that it was started with",
    "wrong-destination": "requests go somewhere else than to the address that was set up",
    # Sets of which a part is missing
    "half-switched": "an address without a key, or models that are left to the client",
    "version-segment": "an address with `/v1` where the client appends it, or without where it does not",
    "wrong-credential": "two places have two different keys for one client",
    "not-connected": "the client does not use what is configured for it",
    "key-missing": "the key is looked for where there is none",
    # Clients that do not obey or do not start
    "client-cannot-start": "the client ends with an error as its files are now",
    "client-ignores-file": "the client ignores one of its files as a whole",
    "document-refused": "a file of the client's cannot be read",
    "target-refused": "a file of the client's is none that can be read or written",
    "client-too-old": "the client sends its requests without a key, as it is set up",
    "client-untested": "the client's version is none that was tried",
}
"""Every code and its meaning. Codes are added, never reused (docs/doctor.md)."""

REPAIRED: Final = frozenset(
    {"stale-export", "rival-credential", "old-block", "version-segment", "client-cannot-start"}
)
"""The codes of which `--fix` repairs at least some cases: those in files, where nothing has to be decided."""


class Finding(NamedTuple):
    """One thing that is wrong: what, why, and the command that helps; `repair` is what `--fix` would write.

    `tool` is empty for what concerns no single one.
    """

    code: str
    severity: Severity
    message: str
    tool: str = ""
    reason: str = ""
    hint: str = ""
    repair: "Plan | None" = None


def is_failure(finding: Finding) -> bool:
    """Whether this finding makes the check fail."""
    return finding.severity != "note"
