"""`/auth/*`: the device login in the shapes of RFC 8628 (form in, flat JSON out), and RFC 7009 for the way out.

These calls carry no account token: they are how a client comes by one. Their errors are OAuth's, not those of
the rest of the contract.
"""

import re
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.sandbox.accounts import is_account_token
from smartaipi_cli.sandbox.device_logins import INTERVAL_S, collect, decide, open_login
from smartaipi_cli.sandbox.device_logins import LIFETIME_S as LOGIN_LIFETIME_S
from smartaipi_cli.sandbox.gateway import gateway_of
from smartaipi_cli.sandbox.management.exchange import Exchange, Reply
from smartaipi_cli.sandbox.management.key_fields import refuse_unknown
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request, not_found
from smartaipi_cli.sandbox.tokens import LIFETIME_S as TOKEN_LIFETIME_S
from smartaipi_cli.sandbox.tokens import MANAGE, SCOPES, revoke_token
from smartaipi_cli.sandbox.wire import required_text

DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
OAUTH_ERRORS: Final = (
    "invalid_request",
    "invalid_scope",
    "unsupported_grant_type",
    "unsupported_token_type",
    "invalid_grant",
    "authorization_pending",
    "slow_down",
    "access_denied",
    "expired_token",
)
CLIENT_ID: Final = "^[!-~]{1,100}$"
FORM: Final = "application/x-www-form-urlencoded"
_PARAMETERS: Final = frozenset({"client_id", "scope", "grant_type", "device_code", "token"})


async def start_device_login(request: Request) -> Response:
    """A code for the device and one for the person."""
    form = await _form(request)
    client_id, scope = form.get("client_id", ""), form.get("scope") or MANAGE
    if not re.fullmatch(CLIENT_ID, client_id):
        return _oauth_error(request, "invalid_request")
    if scope not in SCOPES:
        return _oauth_error(request, "invalid_scope")
    gateway = gateway_of(request)
    login = await gateway.store.write(
        lambda connection: open_login(connection, gateway.world, client_id=client_id, scope=scope)
    )
    page = f"{request.url.scheme}://{request.url.netloc}/device"
    return _told(
        request,
        {
            "device_code": login.device_code.reveal(),
            "user_code": login.user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?user_code={login.user_code}",
            "expires_in": LOGIN_LIFETIME_S,
            "interval": INTERVAL_S,
        },
    )


async def give_token(request: Request) -> Response:
    """The account token of a device login, once a person has approved it."""
    form = await _form(request)
    if form.get("grant_type") != DEVICE_GRANT:
        return _oauth_error(request, "unsupported_grant_type" if "grant_type" in form else "invalid_request")
    client_id, device_code = form.get("client_id", ""), Secret(form.get("device_code", ""))
    if not client_id or not device_code.reveal():
        return _oauth_error(request, "invalid_request")
    gateway = gateway_of(request)
    found = await gateway.store.write(
        lambda connection: collect(connection, gateway.world, device_code=device_code, client_id=client_id)
    )
    if isinstance(found, str):
        return _oauth_error(request, found)
    return _told(
        request,
        {
            "access_token": found.token.reveal(),
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFETIME_S,
            "scope": found.scope,
        },
    )


async def revoke(request: Request) -> Response:
    """Makes a token void, as its owner asks by showing it; an unknown one is success (RFC 7009)."""
    token = Secret((await _form(request)).get("token", ""))
    if not token.reveal():
        return _oauth_error(request, "invalid_request")
    gateway = gateway_of(request)
    if await gateway.store.read(lambda connection: is_account_token(connection, token)):
        # The first token stands in the sandbox's address file and is what the sandbox is reached by.
        return _oauth_error(request, "unsupported_token_type")
    await gateway.store.write(lambda connection: revoke_token(connection, token))
    return _told(request, {})


async def decide_login(exchange: Exchange) -> Reply:
    """Approves or denies a login in the name of the account's owner; `smartaipi sandbox approve` calls it."""
    body = exchange.body()
    refuse_unknown(body, {"user_code", "approve"})
    user_code, is_approved = required_text(body, "user_code"), body.get("approve", True)
    if not isinstance(is_approved, bool):
        raise ProblemError(invalid_request("`approve` must be true or false", param="approve"))
    client_id = await exchange.gateway.store.write(
        lambda connection: decide(connection, user_code, exchange.now_s, is_approved=is_approved)
    )
    if client_id is None:
        raise ProblemError(not_found("No device login waits under this code", code="login_not_found"))
    return Reply(body={"object": "login", "client_id": client_id, "approved": is_approved})


async def show_approval_page(request: Request) -> Response:
    """What a person sees at `verification_uri`. It decides nothing: any page in a browser could press its button."""
    headers = {"x-request-id": request.state.request_id, "cache-control": "no-store"}
    return HTMLResponse(_PAGE, headers=headers)


async def _form(request: Request) -> dict[str, str]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return {}
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return {}
    # RFC 6749, section 3.2: what is not known is ignored, what is known must not come twice.
    known = [(name, value) for name, value in pairs if name in _PARAMETERS]
    return dict(known) if len(dict(known)) == len(known) else {}


def _told(request: Request, body: Json, status: int = 200) -> Response:
    headers = {"x-request-id": request.state.request_id, "cache-control": "no-store"}
    return JSONResponse(body, status, headers=headers)


def _oauth_error(request: Request, code: str) -> Response:
    return _told(request, {"error": code}, status=400)


_PAGE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sandbox login</title>
<p>A device wants to use this sandbox's account. If it is yours, paste into a terminal, with the code that it shows:
<pre>smartaipi sandbox approve CODE</pre>
"""
