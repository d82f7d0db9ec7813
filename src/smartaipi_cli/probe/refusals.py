"""What an answer that is no success means: one sentence, one code, one next step for each case."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from smartaipi_cli.domain.transport import Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import error_text, is_html, not_json, parse_json, scrub, shown_body

STATUS_OF_KIND: Final[Mapping[str, int]] = MappingProxyType(
    {
        "authentication_error": 401,
        "invalid_api_key": 401,
        "insufficient_quota": 402,
        "billing_error": 402,
        "budget_exceeded": 402,
        "permission_error": 403,
        "model_not_found": 404,
        "not_found_error": 404,
        "rate_limit_error": 429,
        "rate_limit_exceeded": 429,
    }
)
"""An error's own name to the status that it would have come with outside of a stream."""

OTHER_CREDENTIAL: Final = re.compile(r"\b(?:account|management|admin) (?:token|key)\b", re.IGNORECASE)
"""How a gateway names what is no API key; Anthropic's errors have no finer code than `authentication_error`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer that is no success, read once: what the cases below look at.

    `expects_version` says whether the client's base URL should have ended in `/v1` (Codex) or not (Claude Code).
    """

    response: Response
    url: str
    model: str
    expects_version: bool
    message: str
    kind: str

    @property
    def host(self) -> str:
        """Who answered."""
        return urlsplit(self.url).netloc

    @property
    def why(self) -> str:
        """The gateway's own words, or the start of what it sent."""
        return scrub(self.message) or f"the body was {shown_body(self.response.body)}"


def refused(response: Response, url: str, model: str, *, expects_version: bool) -> UserError:
    """The error for an answer that is no success: the first case that fits."""
    message, kind = error_text(parse_json(response.body))
    refusal = Refusal(
        response=response, url=url, model=model, expects_version=expects_version, message=message, kind=kind
    )
    return next(problem for case in CASES if (problem := case(refusal)))


def redirected(refusal: Refusal) -> UserError | None:
    """3xx: the address is not the gateway's own."""
    if not 300 <= refusal.response.status < 400:
        return None
    target = urlsplit(refusal.response.headers.get("location", ""))
    return UserError(
        "gateway-redirected",
        f"`{refusal.host}` redirects to `{target.netloc or target.path or 'another place'}`; clients do not follow",
        reason="the address in the profile is not the gateway's own",
        hint="set the final address in the profile: smartaipi profiles show",
    )


def wrong_credential(refusal: Refusal) -> UserError | None:
    """401 or 403 for a credential of the other kind: an account token where an API key belongs."""
    is_told = refusal.kind == "wrong_credential_type" or OTHER_CREDENTIAL.search(refusal.message)
    if refusal.response.status not in {401, 403} or not is_told:
        return None
    return UserError(
        "wrong-credential",
        f"`{refusal.host}` was sent a credential of the wrong kind ({refusal.response.status})",
        reason=refusal.why,
        hint="smartaipi keys create; an account token manages keys and calls no models",
    )


def key_refused(refusal: Refusal) -> UserError | None:
    """401."""
    if refusal.response.status != 401:
        return None
    return UserError(
        "credential-refused",
        f"`{refusal.host}` does not accept the key (401)",
        reason=refusal.why,
        hint="smartaipi login",
    )


def money_used_up(refusal: Refusal) -> UserError | None:
    """402: the key's budget, or the account's balance."""
    if refusal.response.status != 402:
        return None
    budget = refusal.kind == "budget_exceeded" or "budget" in refusal.message.lower()
    return UserError(
        "budget-exceeded" if budget else "balance-exhausted",
        f"{'the key’s budget' if budget else 'the account’s balance'} at `{refusal.host}` is used up (402)",
        reason=refusal.why,
        hint="smartaipi keys list" if budget else "smartaipi balance",
    )


def not_permitted(refusal: Refusal) -> UserError | None:
    """403: the key may not use this model."""
    if refusal.response.status != 403:
        return None
    return UserError(
        "permission-denied",
        f"`{refusal.host}` does not let this key use `{refusal.model}` (403)",
        reason=refusal.why,
        hint="choose another model with --model, or a key of the right group",
    )


def unknown_model(refusal: Refusal) -> UserError | None:
    """400 or 404 that speaks of the model."""
    if refusal.response.status not in {400, 404} or not is_model_problem(refusal.message, refusal.kind):
        return None
    return UserError(
        "model-unknown",
        f"`{refusal.host}` has no model `{refusal.model}`",
        reason=refusal.why,
        hint="choose another with --model",
    )


def wrong_path(refusal: Refusal) -> UserError | None:
    """404 that does not speak of the model: the base address is wrong."""
    if refusal.response.status != 404:
        return None
    must = "must end in `/v1`" if refusal.expects_version else "must not end in `/v1`"
    return UserError(
        "wrong-base-path",
        f"`{urlsplit(refusal.url).path}` does not exist at `{refusal.host}` (404)",
        reason=f"the base address {must}",
        hint="correct the address of the profile: smartaipi profiles show",
    )


def too_fast(refusal: Refusal) -> UserError | None:
    """429."""
    if refusal.response.status != 429:
        return None
    wait = refusal.response.headers.get("retry-after", "")
    return UserError(
        "rate-limited",
        f"`{refusal.host}` limits the rate of requests (429)",
        reason=refusal.why,
        hint=f"try again in {wait} s" if wait else "try again in a minute",
    )


def web_page(refusal: Refusal) -> UserError | None:
    """A page of a proxy or a login."""
    if refusal.message or not is_html(refusal.response):
        return None
    return not_json(refusal.response, refusal.url)


def any_other(refusal: Refusal) -> UserError:
    """Whatever is left."""
    failed = refusal.response.status >= 500
    return UserError(
        "gateway-failed" if failed else "gateway-refused",
        f"`{refusal.host}` answered {refusal.response.status}",
        reason=refusal.why,
        hint="try again later" if failed else "check address and model: smartaipi profiles show",
    )


CASES: Final[tuple[Callable[[Refusal], UserError | None], ...]] = (
    redirected,
    wrong_credential,
    key_refused,
    money_used_up,
    not_permitted,
    unknown_model,
    wrong_path,
    too_fast,
    web_page,
    any_other,
)
"""What an unsuccessful answer may mean, the most telling first; the last one always fits."""


def not_a_stream(response: Response, url: str) -> UserError:
    """The error for a success that is no event stream, which both clients ask for."""
    if is_html(response):
        return not_json(response, url)
    return UserError(
        "gateway-protocol",
        f"`{urlsplit(url).netloc}` answered {response.status} without the stream that was asked for",
        reason=f"the body was {shown_body(response.body)}",
        hint="use another gateway for this client: smartaipi gateways list",
    )


def truncated(url: str, last_event: str) -> UserError:
    """The error for a stream that ended too early; clients show the beginning as if it were all."""
    return UserError(
        "gateway-truncated",
        f"`{urlsplit(url).netloc}` ended its answer before it was complete",
        reason=f"the last event was `{last_event or 'none'}`",
        hint="try again; if it comes back, something between you and the gateway cuts streams",
    )


def is_model_problem(message: str, kind: str) -> bool:
    """Whether an error speaks of the model rather than of the address."""
    return "model" in kind or bool(re.search(r"\bmodel\b", message, re.IGNORECASE))


def request_id(headers: Mapping[str, str]) -> str:
    """The id by which the gateway knows the request."""
    return headers.get("x-request-id") or headers.get("request-id") or ""
