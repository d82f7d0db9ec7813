"""A request and its answer as lines for a person: what was said, and nothing that is secret."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from smartaipi_cli.domain.exchange import Exchange
from smartaipi_cli.domain.secret import MASK
from smartaipi_cli.plan.secret_names import is_secret_name

SHOWN_SENT: Final = frozenset(
    {
        "accept",
        "anthropic-beta",
        "anthropic-version",
        "content-type",
        "if-match",
        "openai-beta",
        "user-agent",
    }
)
"""Headers of a request that hold no secret; any other is covered, as nobody knows what a gateway takes for one."""

SHOWN_RECEIVED: Final = (
    "content-type",
    "location",
    "retry-after",
    "request-id",
    "x-request-id",
    "x-oneapi-request-id",
    "x-actual-model",
)
"""Headers of an answer that tell what happened; the others are left out."""


def exchange_lines(exchange: Exchange) -> Iterator[str]:
    """`> ` what was sent, `< ` what came back."""
    size = f" ({exchange.sent_bytes:,} bytes)" if exchange.sent_bytes else ""
    yield f"> {exchange.method} {shown_url(exchange.url)}{size}"
    for name, value in exchange.sent_headers.items():
        yield f">   {name.lower()}: {value if name.lower() in SHOWN_SENT else MASK}"
    elapsed = f"after {exchange.elapsed_s * 1000:,.0f} ms"
    if exchange.status is None:
        yield f"< no answer {elapsed}: {exchange.problem}"
        return
    received = "" if exchange.received_bytes is None else f", {exchange.received_bytes:,} bytes"
    yield f"< {exchange.status} {elapsed}{received}{f' ({exchange.problem})' if exchange.problem else ''}"
    yield from (f"<   {name}: {value}" for name, value in telling(exchange.headers).items())


def telling(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of an answer that are shown."""
    return {name: shown_location(headers[name]) for name in SHOWN_RECEIVED if name in headers}


def shown_location(value: str) -> str:
    """A header's value; one that is an address is covered like one."""
    return shown_url(value) if "://" in value else value


def shown_url(url: str) -> str:
    """The address without a user's password, and with the values covered of parameters that may be secret."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(
        f"{quote(name)}={MASK if is_secret_name(name) else quote(value, safe=':,')}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    return f"{parts.scheme}://{host}{parts.path}{f'?{query}' if query else ''}"
