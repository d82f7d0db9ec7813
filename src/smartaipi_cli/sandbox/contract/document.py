"""The whole description, as `GET /api/openapi.json` serves it and docs/native-contract.openapi.json keeps it."""

import json
import re
from typing import Final

from smartaipi_cli.sandbox.contract.answers import ANSWERS
from smartaipi_cli.sandbox.contract.forms import named, text
from smartaipi_cli.sandbox.contract.operations import (
    OAUTH_OPERATIONS,
    OPERATIONS,
    PATH_PARAMETERS,
    Operation,
)
from smartaipi_cli.sandbox.contract.requests import REQUESTS
from smartaipi_cli.sandbox.management.auth import FORM
from smartaipi_cli.sandbox.management.exchange import API_VERSION
from smartaipi_cli.sandbox.problems import Json

_REASONS: Final = {
    304: "not changed since the ETag",
    400: "invalid_parameter, invalid_json, range_too_large, invalid_cursor",
    401: "invalid_token, token_expired",
    403: "wrong_credential_type (an API key was sent), missing_scope",
    404: "key_not_found, key_revoked, budget_not_found, request_not_found",
    409: "idempotency_in_progress, name_taken (where names must be unique)",
    412: "precondition_failed: it was edited since it was read",
    422: "idempotency_key_reused: it came before with another request",
    429: "rate_limit_exceeded, with Retry-After",
}
_ALWAYS: Final = (401, 403, 429)


def describe_contract() -> Json:
    """The OpenAPI document."""
    paths: dict[str, Json] = {}
    for operation in (*OPERATIONS, *OAUTH_OPERATIONS):
        method, path = operation.route.split()
        paths.setdefault(path, {})[method.lower()] = _operation(operation, path)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The native account API",
            "version": API_VERSION,
            "summary": "Keys, budgets, balance, usage, ledger and prices of an account on an AI gateway",
            "description": "Money is integer micro-US-dollars (`_micros`), times are Unix seconds, windows UTC. "
            "Clients ignore members that they do not know. Every call but `/auth/*` is a proposal that "
            "`GET /meta` announces feature by feature; `GET /usage` alone is publicly known.",
        },
        "servers": [{"url": "/api"}],
        "security": [{"accountToken": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"accountToken": {"type": "http", "scheme": "bearer"}},
            "headers": _HEADERS,
            "responses": {
                **{_refusal_name(status): _refusal(status) for status in _REASONS},
                _OAUTH_REFUSAL: _told("an error of RFC 6749, 7009 or 8628", "OAuthError"),
            },
            "schemas": {**REQUESTS, **ANSWERS},
        },
    }


def render_contract() -> str:
    """The document as the file in docs/ has it."""
    return json.dumps(describe_contract(), indent=2, ensure_ascii=False) + "\n"


def _operation(operation: Operation, path: str) -> Json:
    is_oauth = operation in OAUTH_OPERATIONS
    statuses = () if is_oauth else sorted((*operation.refusals, *_ALWAYS))
    refusals = {str(status): _named("responses", _refusal_name(status)) for status in statuses}
    if is_oauth:
        refusals["400"] = _named("responses", _OAUTH_REFUSAL)
    inside = [
        {"name": name, "in": "path", "required": True, "schema": PATH_PARAMETERS[name]}
        for name in re.findall(r"{(\w+)}", path)
    ]
    described: Json = {
        "operationId": operation.name,
        "summary": operation.title,
        "responses": {str(operation.status): _success(operation, is_oauth=is_oauth), **refusals},
    }
    if parameters := [*inside, *operation.query, *operation.headers]:
        described["parameters"] = parameters
    if operation.body:
        content = {"application/json": {"schema": operation.body}}
        described["requestBody"] = {"required": operation.is_body_needed, "content": content}
    if operation.form:
        described["requestBody"] = {"required": True, "content": {FORM: {"schema": _form(operation.form)}}}
    return described | ({"security": []} if is_oauth else {})


def _form(members: Json) -> Json:
    properties = {name.removesuffix("?"): schema for name, schema in members.items()}
    needed = [name for name in members if not name.endswith("?")]
    return {"type": "object", "required": needed, "properties": properties}


def _success(operation: Operation, *, is_oauth: bool) -> Json:
    names = ["x-request-id"] if is_oauth else [name for name in _HEADERS if name not in _SOME_HEADERS]
    if operation.route in _TAGGED:
        names.append("etag" if operation.status == 200 else "new-etag")
    headers = {name.removeprefix("new-"): _named("headers", name) for name in names}
    links = {"links": operation.links} if operation.links else {}
    content = {"application/json": {"schema": operation.answer}}
    return {"description": operation.title, "headers": headers, "content": content} | links


def _refusal(status: int) -> Json:
    if status == 304:
        return {"description": _REASONS[status]}
    headers = {"headers": {"retry-after": _named("headers", "retry-after")}} if status == 429 else {}
    return _told(_REASONS[status], "Problem") | headers


def _told(description: str, schema: str) -> Json:
    return {"description": description, "content": {"application/json": {"schema": named(schema)}}}


def _refusal_name(status: int) -> str:
    return f"Refused{status}" if status != 304 else "NotModified"


def _named(kind: str, name: str) -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}


def _header(description: str, *, is_needed: bool = True) -> Json:
    return {"description": description, "required": is_needed, "schema": text()}


_HEADERS: Final = {
    "x-request-id": _header("the id of this request"),
    "smartaipi-version": _header("the version that is spoken"),
    "x-ratelimit-limit-requests": _header("a minute"),
    "x-ratelimit-remaining-requests": _header("in this minute"),
    "x-ratelimit-reset-requests": _header("until the next one: `6m0s`"),
    "etag": _header("strong; spending never changes it"),
    "new-etag": _header("the same; not in a replay", is_needed=False),
    "retry-after": _header("seconds"),
}
_SOME_HEADERS: Final = ("etag", "new-etag", "retry-after")
_TAGGED: Final = ("GET /keys/{key_id}", "PATCH /keys/{key_id}", "POST /keys", "GET /models", "GET /prices")
_OAUTH_REFUSAL: Final = "RefusedByOAuth"
