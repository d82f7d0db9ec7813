"""One request and its answer, as they are told to a person who asked for it (`--verbose`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What was sent and what came back. Headers and the address may hold a credential: they are masked when shown.

    `status` is None when no answer came; `problem` says why. `elapsed_s` runs until the last byte, or until the
    head where the body was handed on while it came (`received_bytes` is then None).
    """

    method: str
    url: str
    sent_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    sent_bytes: int = 0
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    received_bytes: int | None = None
    elapsed_s: float = 0.0
    problem: str = ""
