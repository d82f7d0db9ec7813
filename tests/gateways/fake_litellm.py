"""A made-up LiteLLM proxy that behaves as version 1.106.2 does (compared by `litellm_contract.py`).

It keeps keys, users and a request log in memory. Like the real one it adds spending as binary floating point.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from fake_litellm_log import FakeLog, log_routes
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MASTER_KEY = "sk-test-litellm-master-0000000000000001"
MODELS = ("small", "large")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
ADMIN_ONLY = ("/key/update", "/key/block", "/key/unblock", "/user/update", "/global/spend", "/health")
NOT_FOR_KEYS = (*ADMIN_ONLY, "/key/generate", "/key/delete", "/spend/logs/v2")
Row = dict[str, Any]


class RefusedError(Exception):
    """An answer in LiteLLM's own shape of errors."""

    def __init__(self, status: int, kind: str, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": kind, "param": param, "code": str(status)}}


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


@dataclass(slots=True, kw_only=True)
class FakeLiteLlm:
    """The proxy's state. `most_keys` is what a page of keys holds; `has_licence` is for Enterprise's rotation."""

    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    keys: dict[str, Row] = field(default_factory=dict)
    deleted: dict[str, Row] = field(default_factory=dict)
    users: dict[str, Row] = field(default_factory=dict)
    log: FakeLog = field(default_factory=FakeLog)
    most_keys: int = 100
    proxy_budget: float = 0.0
    numbers: count = field(default_factory=lambda: count(1))

    def app(self) -> Starlette:
        """The proxy as an application."""
        routes = {
            "GET /health/readiness/details": lambda request, key: {"litellm_version": "1.106.2"},
            "GET /key/info": self.key_info,
            "GET /key/list": self.key_list,
            "POST /key/generate": self.generate,
            "POST /key/update": self.update,
            "POST /key/block": lambda body, key: self.set_blocked(body, blocked=True),
            "POST /key/unblock": lambda body, key: self.set_blocked(body, blocked=False),
            "POST /key/delete": self.delete,
            "POST /user/new": self.new_user,
            "GET /user/info": self.user_info,
            "POST /user/update": self.update_user,
            "GET /global/spend": lambda request, key: {
                "spend": self.log.spend(),
                "max_budget": self.proxy_budget,
            },
            "GET /model/info": lambda request, key: {"data": list(map(model_row, MODELS))},
            "POST /v1/chat/completions": self.chat,
            **log_routes(self.log),
        }
        return Starlette(
            routes=[self.route(name, handler) for name, handler in routes.items()],
            exception_handlers={
                RefusedError: lambda request, refusal: JSONResponse(refusal.body, refusal.status),
                HTTPException: lambda request, found: JSONResponse(
                    {"detail": found.detail}, found.status_code
                ),
            },
        )

    def route(self, name: str, handler: Callable[[Any, Row | None], Any]) -> Route:
        """A route whose caller is known; handlers get the query, or the body of a POST."""
        method, _, path = name.partition(" ")

        async def answer(request: Request) -> Response:
            key = self.caller(request.headers.get("authorization", "").removeprefix("Bearer "))
            self.check_right(path, key)
            asked = await request.json() if method == "POST" else dict(request.query_params)
            return JSONResponse(handler(asked, key))

        return Route(path, answer, methods=[method])

    def caller(self, secret: str) -> Row | None:
        """The caller's key; None for the master key."""
        if secret == MASTER_KEY:
            return None
        if not secret.startswith("sk-"):
            raise RefusedError(
                401,
                "auth_error",
                f"LiteLLM Virtual Key expected. Received={secret[:4]}****, expected to start with 'sk-'.",
            )
        row = self.keys.get(hashed(secret))
        if row is None:
            raise RefusedError(
                401,
                "token_not_found_in_db",
                f"Authentication Error, Invalid proxy server token passed. Received API Key = sk-...{secret[-4:]}, "
                f"Key Hash (Token) ={hashed(secret)}. Unable to find token in cache",
                "key",
            )
        if row["blocked"]:
            raise RefusedError(
                401, "auth_error", "Authentication Error, Key is blocked. Update via `/key/unblock`."
            )
        if row["expires"] and datetime.fromisoformat(row["expires"]) <= self.now():
            raise RefusedError(
                401, "expired_key", f"Authentication Error - Expired Key. Key Expiry time {row['expires']}"
            )
        return row

    def check_right(self, path: str, key: Row | None) -> None:
        """Refuse what the caller may not do."""
        if key is None:
            return
        is_user = bool(key["user_id"])
        if path == "/key/list" and not is_user:
            raise RefusedError(
                403, "bad_request_error", "You are not authorized. No 'user_id' is associated.", "user_id"
            )
        if path == "/user/daily/activity" and not is_user:
            raise HTTPException(403, {"error": "Service-account keys cannot query user analytics."})
        if path.startswith(ADMIN_ONLY if is_user else NOT_FOR_KEYS):
            raise RefusedError(
                401, "auth_error", f"Authentication Error, Only proxy admin can be used. Route={path}."
            )

    def key_info(self, query: Row, key: Row | None) -> Row:
        wanted = query.get("key") or (key["token"] if key else "")
        row = self.keys.get(wanted) or self.deleted.get(wanted)
        if row is None:
            raise RefusedError(404, "not_found_error", "Key not found in database", "key")
        if key is not None and row["user_id"] != key["user_id"]:
            raise RefusedError(403, "internal_server_error", "You are not allowed to access this key's info.")
        usage = {
            window["budget_duration"]: {"current_spend": round(self.log.spend(row["token"]), 4)}
            for window in row["budget_limits"] or ()
        }
        status = "deleted" if row["token"] in self.deleted else "revoked" if row["blocked"] else "active"
        found = {name: value for name, value in self.shown(row).items() if name != "token"}
        return {
            "key": wanted,
            "info": {**found, "status": status, **({"budget_limits_usage": usage} if usage else {})},
        }

    def key_list(self, query: Row, key: Row | None) -> Row:
        size, page = int(query.get("size", 10)), int(query.get("page", 1))
        if size > 100:
            raise HTTPException(422, [too_large("size", 100)])
        rows = list(self.deleted.values() if query.get("status") == "deleted" else self.keys.values())[::-1]
        owner = key["user_id"] if key else query.get("user_id")
        rows = [row for row in rows if owner is None or row["user_id"] == owner]
        rows = [row for row in rows if query.get("key_alias") in {None, row["key_alias"]}]
        size = min(size, self.most_keys)
        shown = map(self.shown, rows[(page - 1) * size : page * size])
        is_full = query.get("return_full_object") == "true"
        return {
            "keys": [row if is_full else row["token"] for row in shown],
            "total_count": len(rows),
            "current_page": page,
            "total_pages": -(-len(rows) // size),
        }

    def shown(self, row: Row) -> Row:
        """A key's row with what it spent."""
        spend = self.log.spend(row["token"])
        return {**row, "spend": spend, "total_spend": spend}

    def generate(self, body: Row, key: Row | None) -> Row:
        self.check_alias(body.get("key_alias"))
        if not isinstance(body.get("duration"), str | None):
            raise HTTPException(422, [{"loc": ["body", "duration"], "msg": "Input should be a valid string"}])
        secret = f"sk-test-fake-{next(self.numbers):024d}"
        made = stamp(self.now())
        row = {
            "token": hashed(secret),
            "key_name": f"sk-...{secret[-4:]}",
            "blocked": None,
            "expires": None,
            "models": [],
            "metadata": {},
            "max_budget": None,
            "budget_duration": None,
            "budget_limits": None,
            "user_id": key["user_id"] if key else None,
            "team_id": None,
            "litellm_budget_table": None,
            "created_at": made,
            "updated_at": made,
            "last_active": None,
            **self.changes(body),
        }
        self.keys[row["token"]] = row
        return {**self.shown(row), "key": secret, "duration": None}

    def changes(self, body: Row) -> Row:
        """The members of a row that a body sets."""
        changes = {name: value for name, value in body.items() if name not in {"key", "duration"}}
        if body.get("duration"):
            duration = body["duration"]
            end = None if duration == "-1" else timedelta(seconds=int(duration[:-1]) * UNITS[duration[-1]])
            changes["expires"] = stamp(self.now() + end) if end else None
        for window in changes.get("budget_limits") or ():
            window["reset_at"] = stamp(self.now().replace(hour=0, minute=0, second=0) + timedelta(days=1))
        return changes

    def check_alias(self, alias: str | None, own: str = "") -> None:
        """Aliases are unique."""
        if alias and any(row["key_alias"] == alias and row["token"] != own for row in self.keys.values()):
            raise RefusedError(
                400, "bad_request_error", f"Key with alias '{alias}' already exists.", "key_alias"
            )

    def living(self, body: Row) -> Row:
        """The key that a body names."""
        row = self.keys.get(body["key"])
        if row is None:
            raise RefusedError(404, "not_found_error", "Key not found.", "key")
        return row

    def update(self, body: Row, key: Row | None) -> Row:
        row = self.living(body)
        self.check_alias(body.get("key_alias"), row["token"])
        row.update(self.changes(body), updated_at=stamp(self.now()))
        return self.shown(row)

    def set_blocked(self, body: Row, *, blocked: bool) -> Row:
        row = self.living(body)
        row["blocked"] = blocked
        return self.shown(row)

    def delete(self, body: Row, key: Row | None) -> Row:
        found = [token for token in body["keys"] if token in self.keys]
        if not found:
            raise RefusedError(404, "internal_server_error", "{'error': 'No keys found'}")
        for token in found:
            self.deleted[token] = {**self.keys.pop(token), "deleted_at": stamp(self.now())}
        return {"deleted_keys": found}

    def new_user(self, body: Row, key: Row | None) -> Row:
        self.users[body["user_id"]] = {"max_budget": None, "budget_duration": None, "spend": 0.0, **body}
        return body

    def user_info(self, query: Row, key: Row | None) -> Row:
        wanted = query.get("user_id") or (key["user_id"] if key else "default_user_id")
        if wanted not in self.users:
            raise RefusedError(404, "internal_server_error", f"User {wanted} not found")
        return {"user_id": wanted, "user_info": self.users[wanted], "keys": [], "teams": []}

    def update_user(self, body: Row, key: Row | None) -> Row:
        self.users[body["user_id"]].update(body)
        return {"user_id": body["user_id"], "data": self.users[body["user_id"]]}

    def chat(self, body: Row, key: Row | None) -> Row:
        """Every word of the question is a token, and seven more; the answer has twenty."""
        token = key["token"] if key else "litellm_proxy_master_key"
        words = sum(len(message["content"].split()) for message in body["messages"])
        if key is not None:
            self.check_budget(key)
            key["last_active"] = stamp(self.now())
        row = self.log.add(
            self.now(), token, key["key_alias"] if key else None, body["model"], 7 + words, 20,
            user=key["user_id"] if key else None, team=key["team_id"] if key else None,
        )  # fmt: skip
        return {"id": row["request_id"], "model": body["model"], "choices": []}

    def check_budget(self, key: Row) -> None:
        """The request that crosses a limit completes; the next one is refused."""
        limits = [window["max_budget"] for window in key["budget_limits"] or ()]
        if key["max_budget"] is not None:
            limits.append(key["max_budget"])
        if any(self.log.spend(key["token"]) >= limit for limit in limits):
            self.log.add(self.now(), key["token"], key["key_alias"], "small", 0, 0, error="422")
            raise RefusedError(
                422, "budget_exceeded", "ExceededBudget: Key over budget. Spend=$0.0004, Limit=$0.00"
            )


def model_row(name: str) -> Row:
    """A model with a price of its own, and with members that nobody knows yet."""
    return {
        "model_name": name,
        "litellm_params": {"model": f"openai/{name}-upstream", "mock_response": "Hello from nowhere"},
        "model_info": {
            "input_cost_per_token": 2e-06,
            "output_cost_per_token": 8e-06,
            "cache_read_input_token_cost": 1.5e-07 if name == "large" else None,
            "litellm_provider": "openai",
            "max_input_tokens": None,
            "supports_telepathy": None,
        },
    }


def too_large(name: str, most: int) -> Row:
    """What the proxy's validation says."""
    return {
        "type": "less_than_equal",
        "loc": ["query", name],
        "msg": f"Input should be less than or equal to {most}",
    }
