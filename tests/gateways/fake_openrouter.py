"""A made-up OpenRouter with real state: keys that spend, an activity of past days, requests that show up late."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MANAGEMENT = "sk-or-v1-test-management-canary-0001"
KEY = "sk-or-v1-test-plain-canary-0002"
NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
"""A Wednesday."""

MODELS = [
    {
        "id": "openai/gpt-test",
        "canonical_slug": "openai/gpt-test-2026-01-01",
        "context_length": 131072,
        "top_provider": {"max_completion_tokens": 8192},
        "pricing": {
            "prompt": "0.0000015",
            "completion": "0.000006",
            "input_cache_read": "0.00000015",
            "request": "0",
            "web_search": "0.01",
            "internal_reasoning": "0",
        },
    },
    {
        "id": "openrouter/auto",
        "canonical_slug": "openrouter/auto",
        "context_length": 2000000,
        "top_provider": {"max_completion_tokens": None},
        "pricing": {"prompt": "-1", "completion": "-1", "request": "-1", "image": "-1"},
    },
    {
        "id": "free/tiny",
        "canonical_slug": "free/tiny",
        "context_length": 8192,
        "top_provider": {},
        "pricing": {"prompt": "0", "completion": "0", "request": "0"},
    },
    {"id": "per/call", "pricing": {"prompt": "0", "completion": "0", "request": "0.03"}},
]


@dataclass(slots=True, kw_only=True)
class Call:
    """One request that was served, as the activity counts it."""

    time: datetime
    key: str
    model: str = "openai/gpt-test"
    cost: str = "0.000178"
    input_tokens: int = 9
    output_tokens: int = 20
    reasoning_tokens: int = 4


@dataclass(slots=True, kw_only=True)
class FakeOpenRouter:
    """`own_key` is what `GET /key` tells of the plain key; `late` counts the answers 404 before a request is there."""

    keys: list[dict] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    bought: str = "25"
    own_key: dict = field(default_factory=dict)
    late: int = 2
    ignores_offset: bool = False
    now: Callable[[], datetime] = lambda: NOW
    made: int = 0
    queries: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route("/key", self.show_own),
                Route("/keys", self.list_keys, methods=["GET"]),
                Route("/keys", self.create, methods=["POST"]),
                Route("/keys/{hash}", self.one, methods=["GET", "PATCH", "DELETE"]),
                Route("/credits", self.credits),
                Route("/activity", self.activity),
                Route("/generation", self.generation),
                Route("/models", lambda request: JSONResponse({"data": MODELS})),
            ]
        )

    def add(self, name: str, **members: object) -> dict:
        """A key that stands, newest first as OpenRouter lists them."""
        self.made += 1
        value = f"sk-or-v1-test-made-{self.made:04}"
        key = {
            "hash": sha256(value.encode()).hexdigest(),
            "name": name,
            "label": f"sk-or-v1-tes...{self.made:03}",
            "disabled": False,
            "limit": None,
            "limit_reset": None,
            "include_byok_in_limit": False,
            "byok_usage": 0,
            "created_at": "2026-11-01T10:00:00.000000+00:00",
            "updated_at": None,
            "expires_at": None,
            "creator_user_id": "user_test",
            "workspace_id": "ws-default",
            "value": value,
            **members,
        }
        self.keys.insert(0, key)
        return key

    def shown(self, key: dict) -> dict:
        """A key as it is answered: its usage follows from the calls."""
        spent = {
            "usage": sum_of(self.calls, key, datetime.min.replace(tzinfo=UTC)),
            "usage_daily": sum_of(self.calls, key, NOW.replace(hour=0, minute=0)),
            "usage_weekly": sum_of(self.calls, key, datetime(2026, 11, 16, tzinfo=UTC)),
            "usage_monthly": sum_of(self.calls, key, datetime(2026, 11, 1, tzinfo=UTC)),
        }
        window = {"daily": "usage_daily", "weekly": "usage_weekly", "monthly": "usage_monthly"}
        used = spent[window.get(key["limit_reset"], "usage")]
        left = {"limit_remaining": None if key["limit"] is None else max(0, key["limit"] - used)}
        return {name: value for name, value in key.items() if name != "value"} | spent | left

    async def show_own(self, request: Request) -> Response:
        """Whose key is this?"""
        given = request.headers["authorization"].removeprefix("Bearer ")
        if given not in {MANAGEMENT, KEY}:
            return refusal(401, "User not found.")
        own = {
            "label": f"{given[:12]}...{given[-3:]}",
            "limit": None,
            "limit_remaining": None,
            "limit_reset": None,
            "usage": 0,
            "is_free_tier": False,
            "creator_user_id": "user_test",
            "rate_limit": {"requests": -1, "interval": "10s", "note": "deprecated"},
        }
        members = self.own_key if given == KEY else {}
        return JSONResponse({"data": {**own, "is_management_key": given == MANAGEMENT, **members}})

    async def list_keys(self, request: Request) -> Response:
        """A hundred from an offset, disabled ones only on demand; neither a total nor a cursor."""
        if problem := self.refused(request):
            return problem
        self.queries.append(str(request.url.query))
        offset = 0 if self.ignores_offset else int(request.query_params.get("offset", 0))
        everything = request.query_params.get("include_disabled") == "true"
        keys = [key for key in self.keys if everything or not key["disabled"]]
        return JSONResponse({"data": [self.shown(key) for key in keys[offset : offset + 100]]})

    async def create(self, request: Request) -> Response:
        """A key, its secret beside it this once."""
        if problem := self.refused(request):
            return problem
        wish = await request.json()
        if wish.get("expires_at") and not wish["expires_at"].endswith("Z"):
            return refusal(400, "expires_at must be in UTC")
        key = self.add(wish.pop("name"), **wish)
        return JSONResponse({"data": self.shown(key), "key": key["value"]}, 201)

    async def one(self, request: Request) -> Response:
        """A key by its hash."""
        if problem := self.refused(request):
            return problem
        key = next((key for key in self.keys if key["hash"] == request.path_params["hash"]), None)
        if key is None:
            return refusal(404, "API key not found")
        if request.method == "DELETE":
            self.keys.remove(key)
            return JSONResponse({"deleted": True})
        if request.method == "PATCH":
            change = await request.json()
            known = {"name", "disabled", "limit", "limit_reset", "include_byok_in_limit"}
            key.update({name: value for name, value in change.items() if name in known})
        return JSONResponse({"data": self.shown(key)})

    async def credits(self, request: Request) -> Response:
        """What was bought and used, as binary floats print."""
        if problem := self.refused(request):
            return problem
        used = sum((Decimal(call.cost) for call in self.calls), Decimal())
        body = f'{{"data":{{"total_credits":{self.bought},"total_usage":{used}}}}}'
        return Response(body, media_type="application/json")

    async def activity(self, request: Request) -> Response:
        """Thirty completed days, a row a day and endpoint; amounts as exact texts of numbers."""
        if problem := self.refused(request):
            return problem
        self.queries.append(str(request.url.query))
        wanted = request.query_params.get("api_key_hash")
        today = NOW.replace(hour=0, minute=0)
        rows: dict[tuple[str, str], list[Call]] = {}
        for call in self.calls:
            is_kept = today - timedelta(days=30) <= call.time < today
            if is_kept and wanted in {None, call.key}:
                rows.setdefault((f"{call.time:%Y-%m-%d}", call.model), []).append(call)
        parts = [
            f'{{"date":"{day}","model":"{model}","model_permaslug":"{model}-2026-01-01","endpoint_id":"e1",'
            f'"provider_name":"Test","usage":{sum(Decimal(call.cost) for call in calls)},'
            f'"byok_usage_inference":0,"requests":{len(calls)},'
            f'"prompt_tokens":{sum(call.input_tokens for call in calls)},'
            f'"completion_tokens":{sum(call.output_tokens for call in calls)},'
            f'"reasoning_tokens":{sum(call.reasoning_tokens for call in calls)}}}'
            for (day, model), calls in rows.items()
        ]
        return Response(f'{{"data":[{",".join(parts)}]}}', media_type="application/json")

    async def generation(self, request: Request) -> Response:
        """One request, at first not yet there."""
        if request.query_params["id"] != "gen-1":
            return refusal(404, "Generation not found")
        self.late -= 1
        if self.late >= 0:
            return refusal(404, "Generation not found")
        body = (
            '{"data":{"id":"gen-1","created_at":"2026-11-18T15:29:58.5Z","model":"openai/gpt-test",'
            '"total_cost":0.00015999999999999999,"native_tokens_prompt":9,"native_tokens_completion":20,'
            '"native_tokens_cached":3,"native_tokens_reasoning":4,"tokens_prompt":11,"tokens_completion":23,'
            '"latency":1234,"generation_time":900,"streamed":true,"cancelled":false,"api_type":"completions",'
            '"provider_name":"Test","finish_reason":"stop"}}'
        )
        return Response(body, media_type="application/json")

    def refused(self, request: Request) -> Response | None:
        """The refusal for anything but the management key."""
        given = request.headers["authorization"].removeprefix("Bearer ")
        return None if given == MANAGEMENT else refusal(401, f"Invalid management key {given}")


def sum_of(calls: list[Call], key: dict, start: datetime) -> float:
    """What a key spent since then."""
    spent = (Decimal(call.cost) for call in calls if call.key == key["hash"] and call.time >= start)
    return float(sum(spent, Decimal()))


def refusal(status: int, message: str) -> Response:
    """An error in OpenRouter's shape."""
    return JSONResponse({"error": {"code": status, "message": message}}, status)
