"""Who calls: the credential in a request, and the key that it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.sandbox.accounts import is_account_token
from smartaipi_cli.sandbox.fingerprints import sha256_hex
from smartaipi_cli.sandbox.keys import ApiKey, read_key_of_value
from smartaipi_cli.sandbox.problems import Dialect, ProblemError, forbidden, unauthorized
from smartaipi_cli.sandbox.tokens import scope_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A key that may call models, and the address it calls from."""

    key: ApiKey
    address: str


def read_credential(headers: Mapping[str, str], dialect: Dialect) -> Secret | None:
    """The credential that counts. When two differ, each dialect's own header wins, as other gateways do it.

    That is `x-api-key` for Anthropic's dialect and `Authorization: Bearer` for all others. An empty header is
    no credential: Claude Code sends one when its key helper fails.
    """
    scheme, _, value = headers.get("authorization", "").partition(" ")
    bearer = value.strip() if scheme.lower() == "bearer" else ""
    api_key = headers.get("x-api-key", "").strip()
    chosen = (api_key or bearer) if dialect is Dialect.ANTHROPIC else (bearer or api_key)
    return Secret(chosen) if chosen else None


def authenticate_key(connection: Connection, credential: Secret | None, now_s: int) -> ApiKey:
    """The key that this credential is the value of.

    Errors: `ProblemError` 401 when there is none, it is unknown, no longer usable, or an account token.
    """
    if credential is None:
        raise ProblemError(unauthorized("No API key was sent", code="invalid_api_key"))
    key = read_key_of_value(connection, sha256_hex(credential.reveal()), now_s)
    if key is None:
        if is_account_token(connection, credential):
            message = "This is an account token: it manages keys and cannot call models; send an API key"
            raise ProblemError(unauthorized(message, code="wrong_credential_type"))
        raise ProblemError(unauthorized("The API key is not known", code="invalid_api_key"))
    if key.state != "active":
        raise ProblemError(unauthorized(f"The API key is {key.state}", code="invalid_api_key"))
    if key.expires_at is not None and key.expires_at <= now_s:
        raise ProblemError(unauthorized("The API key is expired", code="invalid_api_key"))
    return key


def authenticate_account(connection: Connection, credential: Secret | None, now_s: int) -> str:
    """The scope of an account token.

    Errors: `ProblemError` 403 for an API key, 401 for anything else, `token_expired` for one that was right.
    """
    if credential is None:
        raise ProblemError(unauthorized("No account token was sent", code="invalid_token"))
    if scope := scope_of(connection, credential, now_s):
        return scope
    if read_key_of_value(connection, sha256_hex(credential.reveal()), now_s):
        message = "This is an API key: it calls models and cannot manage the account; send the account token"
        raise ProblemError(forbidden(message, code="wrong_credential_type"))
    raise ProblemError(unauthorized("The account token is not known", code="invalid_token"))
