"""Which dialect does an address speak? Asked without a credential, by pages that are public or refuse typically."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from smartaipi_cli.domain.transport import Request, Response, Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import parse_json
from smartaipi_cli.gateways.dialects.fields import inner, optional_text

PATIENCE_S = 10.0
VENDORS = {
    "api.openai.com": ("openai-admin", "https://api.openai.com/v1/organization"),
    "api.anthropic.com": ("anthropic-admin", "https://api.anthropic.com/v1/organizations"),
}
"""Hosts that need not be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """A dialect that was recognised: where its account API is, which version, and by what it was known."""

    dialect: str
    url: str
    version: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A page below the gateway's root, and how its answer gives a dialect away (None: it does not)."""

    path: str
    base: str
    read: Callable[[Response, Mapping[str, Any]], tuple[str, str] | None]


def read_status(response: Response, data: Mapping[str, Any]) -> tuple[str, str] | None:
    """`/api/status` of the new-api family; only new-api knows display types."""
    status = inner(data, "data")
    if response.status != 200 or not ({"version", "quota_per_unit", "system_name"} & status.keys()):
        return None
    is_new = bool({"quota_display_type", "self_use_mode_enabled", "setup"} & status.keys())
    return ("newapi" if is_new else "oneapi"), optional_text(status, "version")


def read_readiness(response: Response, data: Mapping[str, Any]) -> tuple[str, str] | None:
    """`/health/readiness` of LiteLLM, which is public."""
    if response.status not in {200, 503} or "litellm_version" not in data:
        return None
    return "litellm", optional_text(data, "litellm_version")


def read_meta(response: Response, data: Mapping[str, Any]) -> tuple[str, str] | None:
    """`/meta` of the native contract: announced, or refused in its own error shape."""
    error = inner(data, "error")
    if response.status == 200 and data.get("object") == "meta":
        return "native", optional_text(data, "api_version")
    is_typical = error.get("type") == "authentication_error" and "request_id" in error
    return ("native", "") if response.status == 401 and is_typical else None


def read_key(response: Response, data: Mapping[str, Any]) -> tuple[str, str] | None:
    """`/key` of OpenRouter refuses with the status as a number in the body."""
    is_typical = response.status == 401 and inner(data, "error").get("code") == 401
    return ("openrouter", "") if is_typical else None


def read_usage(response: Response, data: Mapping[str, Any]) -> tuple[str, str] | None:
    """`/usage` of the native dialect without `/meta`: refused to nobody's token, but there."""
    is_there = response.status in {401, 403} or (response.status == 200 and "free_credits" in data)
    return ("native", "balance only") if is_there and data else None


SIGNS = (
    Sign(path="/api/status", base="", read=read_status),
    Sign(path="/health/readiness", base="", read=read_readiness),
    Sign(path="/api/meta", base="/api", read=read_meta),
    Sign(path="/api/v1/key", base="/api/v1", read=read_key),
    Sign(path="/api/usage", base="/api", read=read_usage),
)
"""In this order: the surest first."""


def detect(transport: Transport, url: str) -> Detected | None:
    """The dialect of the gateway at `url`, None when no sign fits.

    No credential is sent. Errors: those of the transport, when not even one page could be asked for.
    """
    if (host := urlsplit(url).hostname) in VENDORS:
        dialect, base = VENDORS[str(host)]
        return Detected(dialect=dialect, url=base, version="", evidence="its host")
    failures: list[UserError] = []
    asked = 0
    for root in roots_of(url):
        for sign in SIGNS:
            asked += 1
            try:
                response = transport.send(
                    Request(
                        method="GET",
                        url=f"{root}{sign.path}",
                        headers={"accept": "application/json"},
                        timeout_s=PATIENCE_S,
                        is_repeatable=True,
                    )
                )
            except UserError as problem:
                failures.append(problem)
                if problem.code in {"gateway-unreachable", "gateway-tls"}:
                    raise
                continue
            data = parse_json(response.body)
            found = sign.read(response, data) if isinstance(data, dict) else None
            if found:
                return Detected(
                    dialect=found[0], url=f"{root}{sign.base}", version=found[1], evidence=f"GET {sign.path}"
                )
    if failures and len(failures) == asked:
        raise failures[0]
    return None


def roots_of(url: str) -> Iterator[str]:
    """The addresses below which a gateway's pages may be: as given without its API's path, then the host alone."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    path = parts.path.rstrip("/")
    for suffix in ("/api/v1", "/v1", "/api"):
        path = path.removesuffix(suffix)
    yield f"{origin}{path}"
    if path:
        yield origin
