"""What a client will send if it is started now: to which host, with which keys, asking for which model."""

from typing import NamedTuple

from smartaipi_cli.diagnosis.evidence import ToolEvidence
from smartaipi_cli.domain.key_text import fingerprint, redact
from smartaipi_cli.tools.base import Effective


class SentKey(NamedTuple):
    """One credential in one header; `fingerprint` is empty where only running a helper would tell."""

    header: str
    source: str
    shown: str = ""
    fingerprint: str = ""


class Prediction(NamedTuple):
    """One row of `doctor`; `model` is empty where the client chooses, `account` says where a login goes out from."""

    tool: str
    host: str
    address: str
    model: str
    keys: tuple[SentKey, ...]
    account: str
    starts: bool


def predict(one: ToolEvidence) -> Prediction:
    """What the client sends, by its own rules."""
    effective = one.effective
    return Prediction(
        tool=one.name,
        host=one.host,
        address=effective.base_url.value if effective.base_url else "",
        model=effective.model.value if effective.model else "",
        keys=tuple(sent_keys(one)) or unknown_keys(effective),
        account=effective.account,
        starts=not any(found.stops or found.code in STOPPING for found in effective.findings),
    )


STOPPING = frozenset({"client-cannot-start", "document-refused"})


def sent_keys(one: ToolEvidence) -> list[SentKey]:
    """The credentials that are known."""
    return [
        SentKey(header=header, source=source, shown=redact(key), fingerprint=fingerprint(key))
        for header, key, source in one.sent()
    ]


def unknown_keys(effective: Effective) -> tuple[SentKey, ...]:
    """What a helper that is not ours will print; it is not run for a look."""
    if effective.mode != "helper":
        return ()
    return tuple(SentKey(header=header, source=effective.key_source) for header in effective.headers)
