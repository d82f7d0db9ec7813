"""LiteLLM's errors: four shapes, and statuses that mean little. The error's type decides.

Observed with 1.106.2, November 2026: a spent budget is 422 there, 429 and 400 in other releases; rotation without a
licence is 500; a missing right is 401 or 403.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from smartaipi_cli.domain.transport import Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import code_of, hint_for, parse_json, problem_of, read_object, scrub
from smartaipi_cli.gateways.dialects.fields import Object, inner, optional_text

CODES = {
    "budget_exceeded": "budget-exceeded",
    "token_not_found_in_db": "credential-refused",
    "expired_key": "credential-refused",
    "key_model_access_denied": "model-unknown",
}
"""Types of errors to our codes."""

HINTS = {
    "not-offered": "smartaipi gateways probe",
    "key-name-taken": "smartaipi keys list, then choose another name",
    "wrong-credential": "smartaipi login --with-token, with the proxy's master key or a virtual key",
    "permission-denied": "smartaipi login --with-token, with the proxy's master key",
}
REASONS = {"wrong-credential": "the keys of a LiteLLM proxy begin with `sk-`, and this credential does not"}
"""Where LiteLLM's own words show the ends of the credential."""

PYTHON_TEXT = re.compile(r"\{'error': (['\"])(?P<text>.*)\1\}", re.DOTALL)


class Complaint(NamedTuple):
    """What an error body says; `kind` and `subject` are its type and the parameter that it is about."""

    message: str
    kind: str = ""
    subject: str = ""


def read(response: Response, url: str) -> Mapping[str, Any]:
    """As `answers.read_object`, with LiteLLM's errors told apart, also one that comes as a success."""
    if response.status >= 300:
        raise problem(response, url)
    data = read_object(response, url)
    if complaint_of(data) is not None:
        raise problem(response, url)
    return data


def problem(response: Response, url: str) -> UserError:
    """The error for an answer that is no success."""
    data = parse_json(response.body)
    complaint = complaint_of(data) if isinstance(data, dict) else None
    if complaint is None:
        return problem_of(response, url)
    code = code_for(response.status, complaint)
    return UserError(
        code,
        f"`{urlsplit(url).netloc}` answered {response.status}",
        reason=REASONS.get(code) or scrub(complaint.message).removeprefix("Authentication Error, "),
        hint=HINTS.get(code) or hint_for(code, response.headers),
        details={"status": response.status, "kind": complaint.kind},
    )


def complaint_of(data: Object) -> Complaint | None:
    """What an error body says, in whichever shape; None for another kind of body."""
    detail = data.get("detail")
    if isinstance(data.get("error"), dict):
        error = inner(data, "error")
        found = PYTHON_TEXT.fullmatch(optional_text(error, "message"))
        message = found["text"] if found else optional_text(error, "message")
        return Complaint(message, optional_text(error, "type"), optional_text(error, "param"))
    if isinstance(detail, str):
        return Complaint(detail)
    if isinstance(detail, dict):
        return Complaint(optional_text(detail, "error") or str(detail))
    if isinstance(detail, list):
        return Complaint("; ".join(map(invalid_text, filter(is_object, detail))), "invalid_request_error")
    return None


def invalid_text(item: Object) -> str:
    """One finding of the proxy's own validation: where, and what."""
    place = item.get("loc")
    where = ".".join(map(str, place[1:])) if isinstance(place, list) else ""
    return f"{where}: {optional_text(item, 'msg')}" if where else optional_text(item, "msg")


def is_object(value: object) -> bool:
    """Whether this is a JSON object."""
    return isinstance(value, dict)


def code_for(status: int, complaint: Complaint) -> str:
    """Our code for a complaint; the HTTP status counts only where its type says nothing."""
    message, kind, subject = complaint
    if "Enterprise" in message:
        return "not-offered"
    if "Only proxy admin" in message or "not allowed to access" in message:
        return "permission-denied"
    if "Virtual Key expected" in message:
        return "wrong-credential"
    if kind == "bad_request_error" and subject == "key_alias":
        return "key-name-taken"
    if status == 404 and (subject == "key" or message == "No keys found"):
        return "key-not-found"
    return CODES.get(kind) or code_of(status, kind)
