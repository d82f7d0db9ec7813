"""What one exchange with a gateway was: who asked what, when each byte came, and how it ended.

Everything that is said about a request later (its times, its story, its verdict) is computed from this alone,
so that each can be tested from a file.
"""

import base64
import json
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from itertools import accumulate
from typing import Any, Final, NamedTuple

Headers = tuple[tuple[str, str], ...]
"""Names in lower case and values, in the order of the wire."""


class Arrival(NamedTuple):
    """Bytes, and the moment (monotonic, in nanoseconds) when the socket gave them."""

    at_ns: int
    data: bytes


class Ending(StrEnum):
    """How an exchange ended, seen from the connection: whether the answer is any good is another question."""

    COMPLETE = "complete"
    UNRESOLVED = "unresolved"
    UNREACHABLE = "unreachable"
    PROXY_REFUSED = "proxy-refused"
    TLS_FAILED = "tls-failed"
    TIMED_OUT = "timed-out"
    CUT = "cut"
    RESET = "reset"
    NOT_HTTP = "not-http"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """The moments at which each stage was over, monotonic, in nanoseconds; None where there was none.

    `proxy` is the tunnel's, `upgraded` the WebSocket handshake's; `first_byte` is the first of the answer that
    counts, so not of a `100 Continue`; `last_byte` the last of its body; `end` when nothing more could come.
    """

    started: int
    dns: int | None = None
    tcp: int | None = None
    proxy: int | None = None
    tls: int | None = None
    upgraded: int | None = None
    sent: int | None = None
    first_byte: int | None = None
    last_byte: int | None = None
    end: int | None = None
    is_reused: bool = False

    def spans(self) -> tuple[tuple[str, int], ...]:
        """Each stage that happened with how long it took, in nanoseconds and in order."""
        spans, before = [], self.started
        for name in STAGE_NAMES:
            moment = getattr(self, name)
            if moment is not None:
                spans.append((name, max(0, moment - before)))
                before = max(before, moment)
        return tuple(spans)


STAGE_NAMES: Final = ("dns", "tcp", "proxy", "tls", "upgraded", "sent", "first_byte", "last_byte", "end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One exchange. No credential stands in it: request headers are masked, and an echoed key is starred out.

    `arrivals` are the bytes of the body without the wire's framing, or the text frames of a WebSocket, which
    sent `sent_frames`. `status` is None when no answer came. `reason` is the system's own word for the ending.
    """

    method: str
    url: str
    stages: Stages
    ending: Ending
    reason: str = ""
    request_headers: Headers = ()
    request_bytes: int = 0
    proxy: str = ""
    status: int | None = None
    headers: Headers = ()
    arrivals: tuple[Arrival, ...] = field(default=(), repr=False)
    received_bytes: int = 0
    sent_frames: tuple[Arrival, ...] = field(default=(), repr=False)
    close_code: int | None = None
    close_reason: str = ""

    def header(self, name: str) -> str:
        """The value of a header of the answer; repeated ones are joined, a missing one is empty."""
        return ", ".join(value for found, value in self.headers if found == name)

    @property
    def body(self) -> bytes:
        """All that arrived, in one piece."""
        return b"".join(arrival.data for arrival in self.arrivals)


def starred(recording: Recording, secrets: tuple[bytes, ...]) -> Recording:
    """The recording with every occurrence of the secrets in the answer replaced by as many stars.

    The lengths stay, so a key that was cut over two arrivals is found, and no arrival moves.
    """
    whole = recording.body
    if not any(secret in whole for secret in secrets):
        arrivals = recording.arrivals
    else:
        whole = _starred(whole, secrets)
        ends = accumulate(len(arrival.data) for arrival in recording.arrivals)
        arrivals = tuple(
            Arrival(arrival.at_ns, whole[end - len(arrival.data) : end])
            for arrival, end in zip(recording.arrivals, ends, strict=True)
        )
    return replace(
        recording,
        arrivals=arrivals,
        headers=tuple((name, _starred_text(value, secrets)) for name, value in recording.headers),
        reason=_starred_text(recording.reason, secrets),
        close_reason=_starred_text(recording.close_reason, secrets),
    )


def dump(recording: Recording) -> str:
    """The recording as JSON; bytes that are no UTF-8 as base64."""
    data = asdict(recording)
    for name in ("arrivals", "sent_frames"):
        data[name] = [[at_ns, _as_text(content)] for at_ns, content in data[name]]
    return json.dumps(data, indent=1, ensure_ascii=False)


def load(text: str) -> Recording:
    """The recording that `dump` wrote. Errors: `ValueError`, `KeyError` and `TypeError` for anything else."""
    data: dict[str, Any] = json.loads(text)
    data["stages"] = Stages(**data["stages"])
    data["ending"] = Ending(data["ending"])
    for name in ("request_headers", "headers"):
        data[name] = tuple((str(key), str(value)) for key, value in data[name])
    for name in ("arrivals", "sent_frames"):
        data[name] = tuple(Arrival(int(at_ns), _as_bytes(content)) for at_ns, content in data[name])
    return Recording(**data)


def _as_text(content: bytes) -> str | dict[str, str]:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}


def _as_bytes(content: str | dict[str, str]) -> bytes:
    return content.encode() if isinstance(content, str) else base64.b64decode(content["base64"])


def _starred(content: bytes, secrets: tuple[bytes, ...]) -> bytes:
    for secret in secrets:
        content = content.replace(secret, b"*" * len(secret))
    return content


def _starred_text(text: str, secrets: tuple[bytes, ...]) -> str:
    return _starred(text.encode(errors="replace"), secrets).decode()
