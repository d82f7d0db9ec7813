"""Codex's own files as tests need them: a ChatGPT login, and what a configuration means."""

import json
import tomllib
from pathlib import Path
from typing import Any, Final

ACCOUNT_TOKEN: Final = "test-of-a-chatgpt-access-token-0123456789"
OTHER_TOKENS: Final = {"refresh_token": "test-of-a-chatgpt-refresh-token", "account_id": "account-test"}


def chatgpt_login() -> bytes:
    """The login file of a user with a ChatGPT account; the tokens are no real ones.

    The client reads claims from the identity token, so that one has the form of a signed token.
    """
    # Header and claims in base64: {"alg":"none"} . {"email":"somebody@example.com","exp":4102444800}
    identity = "eyJhbGciOiJub25lIn0.eyJlbWFpbCI6InNvbWVib2R5QGV4YW1wbGUuY29tIiwiZXhwIjo0MTAyNDQ0ODAwfQ.dGVzdA"
    login = {
        "auth_mode": "chatgpt",
        "OPENAI_API_KEY": None,
        "tokens": {"id_token": identity, "access_token": ACCOUNT_TOKEN, **OTHER_TOKENS},
        "last_refresh": "2126-11-01T00:00:00Z",
    }
    return json.dumps(login, indent=2).encode()


def read_config(path: Path) -> dict[str, Any]:
    """What a configuration means."""
    return tomllib.loads(path.read_text(encoding="utf-8-sig"))
