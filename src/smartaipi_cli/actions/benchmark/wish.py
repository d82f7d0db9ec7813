"""What `bench` is asked for, in the words of the command line."""

from dataclasses import dataclass
from pathlib import Path

PROTOCOL_NAMES = ("chat", "responses", "messages")
TRANSPORTS = ("sse", "websocket")
PROMPT = "Count from one to fifty in words."


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchWish:
    """What is asked for, in the words of the command line; 0 and empty texts leave a choice open."""

    profile: str | None = None
    key_name: str | None = None
    model: str = ""
    protocol: str = ""
    transports: str = "sse"
    compare: str = ""
    prompt: str = PROMPT
    maximum_tokens: int = 128
    requests: int = 100
    concurrency: int = 0
    rate_per_s: float = 0.0
    duration: str = ""
    warm_up: int = 1
    max_cost: str = "0.50"
    limits: str = ""
    conditions: tuple[str, ...] = ()
    save: Path | None = None
    baseline: Path | None = None
