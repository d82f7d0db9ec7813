"""From an HTTP answer to data or to the error that a user sees. Pure; classifies by the body before the status."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import urlsplit

from smartaipi_cli.domain.transport import Response
from smartaipi_cli.errors import UserError

SHOWN_BODY = 200
SECRET_LIKE = re.compile(
    r"\b(?:sk|cai|gw)-[A-Za-z0-9_\-*.]{6,}|\bBearer\s+\S+|\b[0-9a-f]{32,}\b|\b[A-Za-z0-9]{48}\b",
    re.IGNORECASE,
)
"""Keys by their prefixes, tokens, hashes, and a new-api key without its prefix: 48 letters and digits."""

CODES_BY_STATUS = {
    401: "credential-refused",
    402: "balance-exhausted",
    403: "permission-denied",
    404: "gateway-refused",
    407: "gateway-unreachable",
    408: "gateway-timeout",
    429: "rate-limited",
    504: "gateway-timeout",
}


def read_object(response: Response, url: str) -> Mapping[str, object]:
    """The JSON object of a successful answer; numbers with a point are `Decimal`.

    Errors: what `problem_of` gives for a failed one; `gateway-not-json` for anything but an object.
    """
    if response.status >= 300:
        raise problem_of(response, url)
    data = parse_json(response.body)
    if not isinstance(data, dict):
        raise not_json(response, url)
    return data


def parse_json(body: bytes) -> object:
    """The data of a JSON text with exact numbers, or None when it is none."""
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def problem_of(response: Response, url: str) -> UserError:
    """The error for an answer that is no success."""
    host = urlsplit(url).netloc
    if 300 <= response.status < 400:
        target = urlsplit(response.headers.get("location", ""))
        return UserError(
            "gateway-redirected",
            f"`{host}` redirects to `{target.netloc or target.path or 'another place'}`",
            reason="credentials are never sent to an address that was not asked for",
            hint="set the address in the profile to the final one: smartaipi profiles show",
        )
    message, kind = error_text(parse_json(response.body))
    if not message and is_html(response):
        return not_json(response, url)
    code = code_of(response.status, kind)
    return UserError(
        code,
        f"`{host}` answered {response.status}",
        reason=scrub(message) or f"the body was {shown_body(response.body)}",
        hint=hint_for(code, response.headers),
        details={"status": response.status, "kind": kind},
    )


def code_of(status: int, kind: str) -> str:
    """Our error code for a status and the gateway's own code."""
    if kind in {"wrong_credential_type", "missing_scope"}:
        return "wrong-credential"
    if kind == "budget_exceeded":
        return "budget-exceeded"
    if kind in {"key_not_found", "key_revoked"}:
        return "key-not-found"
    if kind in {"model_not_found", "model_not_allowed"}:
        return "model-unknown"
    return CODES_BY_STATUS.get(status, "gateway-failed" if status >= 500 else "gateway-refused")


def error_text(data: object) -> tuple[str, str]:
    """(message, code) of an error body in OpenAI's, Anthropic's, LiteLLM's or new-api's shape."""
    if not isinstance(data, dict):
        return "", ""
    error = data.get("error", data)
    if isinstance(error, str):
        return error, ""
    if not isinstance(error, dict):
        return "", ""
    message = error.get("message") or error.get("detail") or ""
    kind = error.get("code") or error.get("type") or ""
    return (message if isinstance(message, str) else json.dumps(message)), str(kind)


def hint_for(code: str, headers: Mapping[str, str]) -> str:
    """What to do next."""
    if code == "rate-limited" and (wait := headers.get("retry-after")):
        return f"try again in {wait} s" if wait.strip().isdigit() else f"try again after {wait}"
    return {
        "credential-refused": "smartaipi login",
        "wrong-credential": "smartaipi login --with-token, for the account's token; API keys only call models",
        "permission-denied": "smartaipi whoami shows which credential is used",
        "balance-exhausted": "smartaipi balance",
        "budget-exceeded": "smartaipi keys list shows the budgets",
        "key-not-found": "smartaipi keys list",
        "rate-limited": "try again in a minute",
        "gateway-failed": "try again later",
    }.get(code, "")


def not_json(response: Response, url: str) -> UserError:
    """The error for a web page or other text where an API should be."""
    return UserError(
        "gateway-not-json",
        f"`{urlsplit(url).netloc}` answered {response.status} with "
        f"{'a web page instead of the API' if is_html(response) else 'something that is no JSON object'}",
        reason=f"the body was {shown_body(response.body)}",
        hint="check the address (smartaipi profiles show), and whether a proxy or login page stands in between",
    )


def is_html(response: Response) -> bool:
    """Whether a web page was sent."""
    return "html" in response.headers.get("content-type", "") or response.body.lstrip()[:1] == b"<"


def shown_body(body: bytes) -> str:
    """The start of a body on one line, safe to print: no control characters, nothing like a secret."""
    if not body.strip():
        return "empty"
    text = scrub(" ".join(body[: 4 * SHOWN_BODY].decode(errors="replace").split()))
    shown = "".join(character if character.isprintable() else "?" for character in text[:SHOWN_BODY])
    return f"`{shown}{'…' if len(text) > SHOWN_BODY else ''}`"


def scrub(text: str) -> str:
    """The text with everything that looks like a key, token or hash replaced (gateways echo them)."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return SECRET_LIKE.sub("[hidden]", printable).strip()
