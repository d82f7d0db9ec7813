"""Answers of the new-api family: `{success, message, data}`, where a status of 200 may carry a failure.

Messages are free text in the operator's language, so that a failure is told by its code where newer builds send
one, then by words known in Chinese and English, then by the status (sources read: one-api of February 2025,
new-api v0.6.3 and files of 2026).
"""

import re
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

from smartaipi_cli.domain.transport import Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import code_of, error_text, hint_for, parse_json, read_object, scrub
from smartaipi_cli.gateways.dialects.fields import Object
from smartaipi_cli.gateways.exchange import Connection

CODES = {
    "AUTH_USER_DISABLED": "permission-denied",
    "AUTH_INSUFFICIENT_PRIVILEGE": "permission-denied",
}
"""The newest builds' codes to ours; every other `AUTH_…` means a refused credential."""

WORDS = (
    ("account-user-needed", re.compile(r"[a-z]+-user\b|与登录用户不匹配", re.IGNORECASE)),
    (
        "key-not-found",
        re.compile(r"record not found|令牌不存在|token (?:does )?not (?:found|exist)", re.IGNORECASE),
    ),
    ("permission-denied", re.compile(r"权限不足|已被封禁|insufficient privilege|\bbanned\b", re.IGNORECASE)),
    (
        "credential-refused",
        re.compile(r"access token|未登录|无效的令牌|令牌无效|not logged in|invalid token", re.IGNORECASE),
    ),
)
"""Our codes by words of a message; the first match counts."""

ACCESS_TOKEN_LENGTH = 32
"""The longest that a management token gets; API keys have 48 characters and more."""


def reader(connection: Connection, user_header: str = "") -> partial[Object]:
    """`read_envelope` for the calls of a connection; `user_header` is the second header, if there is one."""
    return partial(read_envelope, connection=connection, user_header=user_header)


def read_envelope(response: Response, url: str, *, connection: Connection, user_header: str) -> Object:
    """The whole envelope of a call that succeeded.

    Errors: `account-user-needed`, `wrong-credential`, and those of `answers.problem_of`.
    """
    data = parse_json(response.body)
    if isinstance(data, dict) and (is_failure(data) or response.status >= 400):
        raise refusal(response, data, connection, user_header)
    return read_object(response, url)


def is_failure(data: Mapping[str, object]) -> bool:
    """Whether an answer says that it failed, whatever its status."""
    return data.get("success") is False or data.get("code") is False or isinstance(data.get("error"), dict)


def refusal(
    response: Response, data: Mapping[str, object], connection: Connection, user_header: str
) -> UserError:
    """The error for an answer that failed."""
    message, kind = error_text(data)
    host = urlsplit(connection.url).netloc
    code = refusal_code(response.status, message, kind)
    if code == "account-user-needed" and user_header:
        return user_needed(connection, user_header, scrub(message))
    if code in {"credential-refused", "account-user-needed"} and (mixed := mixed_up(connection)):
        return mixed
    code = "credential-refused" if code == "account-user-needed" else code
    return UserError(
        code,
        f"`{host}` answered {response.status}" + (" with a failure" if response.status < 300 else ""),
        reason=scrub(message) or "it gives no reason",
        hint=hint_for(code, response.headers),
        details={"status": response.status, "kind": kind},
    )


def refusal_code(status: int, message: str, kind: str) -> str:
    """Our code for a failure."""
    by_words = next((code for code, words in WORDS if words.search(message)), "")
    if by_words == "account-user-needed":
        return by_words
    if kind.startswith("AUTH_"):
        return CODES.get(kind, "credential-refused")
    return by_words or code_of(status, kind)


def user_needed(connection: Connection, user_header: str, message: str) -> UserError:
    """The error for an account whose number is missing or wrong."""
    return UserError(
        "account-user-needed",
        f"{connection.label} does not accept the number of the account's user"
        if connection.user_id
        else f"{connection.label} wants to know the number of the account's user",
        reason=f"its management calls carry it in `{user_header}` beside the token; the gateway says: {message}",
        hint="smartaipi profiles add NAME ... --account-user ID, "
        "the number beside the user name in the gateway's console",
    )


def mixed_up(connection: Connection) -> UserError | None:
    """The error for a refused credential that is visibly of the other kind."""
    value = connection.credential.reveal()
    is_key = value.startswith("sk-")
    if connection.kind == "token" and is_key:
        return UserError(
            "wrong-credential",
            f"this is an API key, and {connection.label} wants the account's access token here",
            reason="an API key calls models and reads its own limits; keys and usage need the access token",
            hint="smartaipi login --with-token, with the system access token from the gateway's console",
        )
    if connection.kind == "key" and not is_key and len(value) <= ACCESS_TOKEN_LENGTH:
        return UserError(
            "wrong-credential",
            f"this looks like an access token, and {connection.label} wants an API key here",
            reason="an access token manages the account and cannot call models",
            hint="smartaipi keys create NAME",
        )
    return None
