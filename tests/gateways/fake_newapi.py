"""A made-up gateway of the new-api family: one state, answered as four generations do.

`v06` lists keys in bare arrays and answers a creation with nothing; `2026` has page objects, masked keys and the
reveal call; `reseller` gives the plain key at creation, binds models by a list of its own and counts the times of
its log in milliseconds; `oneapi` has ten rows a page, keys in full, and its own names.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from serving import TOKEN
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

Generation = Literal["v06", "2026", "reseller", "oneapi"]
USER_ID = 7
REVEALS = 20
SECRET = "Ab3" * 15
EDITABLE = ("name", "expired_time", "remain_quota", "unlimited_quota")
SCOPE = {
    "v06": ("model_limits_enabled", "model_limits", "allow_ips", "group"),
    "2026": ("model_limits_enabled", "model_limits", "allow_ips", "group", "cross_group_retry"),
    "reseller": ("models", "allow_ips", "group"),
    "oneapi": ("models", "subnet"),
}
DEFAULTS = {
    "model_limits_enabled": False,
    "model_limits": "",
    "allow_ips": "",
    "group": "default",
    "cross_group_retry": False,
    "models": None,
    "subnet": "",
}


def ok(data: object = None, **more: object) -> JSONResponse:
    return JSONResponse({"success": True, "message": "", "data": data, **more})


def failed(message: str, status: int = 200, **more: object) -> JSONResponse:
    return JSONResponse({"success": False, "message": message, **more}, status_code=status)


@dataclass(kw_only=True)
class FakeNewApi:
    """The state. `keys` and `logs` are oldest first; times are Unix seconds. `asked` has every call."""

    generation: Generation = "2026"
    quota_per_unit: int = 500_000
    quota: int = 5_000_000
    used_quota: int = 1_250_000
    status: dict = field(default_factory=dict)
    keys: list[dict] = field(default_factory=list)
    logs: list[dict] = field(default_factory=list)
    top_ups: list[dict] | None = None
    pricing: dict | None = None
    hours_on: bool = True
    reveals: int = 0
    tokens_made: int = 0
    asked: list[tuple[str, dict, dict]] = field(default_factory=list)

    def __post_init__(self) -> None:
        user, key = self.for_user, self.for_key
        routes = [
            ("GET", "/api/status", self.get_status),
            ("GET", "/api/user/token", user(self.make_access_token)),
            ("GET", "/api/user/self", user(self.get_self)),
            ("GET", "/api/user/topup/self", user(self.get_top_ups)),
            ("GET", "/api/token/", user(self.list_keys)),
            ("POST", "/api/token/", user(self.create_key)),
            ("PUT", "/api/token/", user(self.put_key)),
            ("GET", "/api/token/{id}", user(self.get_key)),
            ("DELETE", "/api/token/{id}", user(self.delete_key)),
            ("GET", "/api/log/self", user(self.list_logs)),
            ("GET", "/dashboard/billing/subscription", key(self.subscription)),
            ("GET", "/dashboard/billing/usage", key(self.billing_usage)),
            ("GET", "/v1/models", key(self.key_models)),
        ]
        if self.generation == "oneapi":
            routes.append(("GET", "/api/user/available_models", user(self.models)))
            routes.append(("GET", "/api/user/dashboard", user(self.dashboard)))
        else:
            routes.append(("GET", "/api/user/models", user(self.models)))
            routes.append(("GET", "/api/data/self", user(self.hours)))
            routes.append(("GET", "/api/pricing", user(self.prices)))
        if self.generation == "2026":
            routes.append(("POST", "/api/token/{id}/key", user(self.reveal)))
            routes.append(("GET", "/api/usage/token/", key(self.token_usage)))
        self.app = Starlette(routes=[Route(path, end, methods=[method]) for method, path, end in routes])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        route = f"{request.method} {request.url.path}"
        self.asked.append((route, dict(request.query_params), dict(request.headers)))
        await self.app(scope, receive, send)

    # Who is asking

    def for_user(self, answer: Callable) -> Callable:
        async def guarded(request: Request) -> Response:
            if request.headers.get("authorization", "").removeprefix("Bearer ") != TOKEN:
                if self.generation == "2026":
                    return failed("Unauthorized, invalid credential", 401, code="AUTH_UNAUTHORIZED")
                return failed("无权进行此操作，access token 无效")
            if self.generation != "oneapi":
                number = request.headers.get("new-api-user", "")
                if not number:
                    return failed("无权进行此操作，未提供 New-Api-User", 401)
                if number != str(USER_ID):
                    return failed("无权进行此操作，New-Api-User 与登录用户不匹配，请重新登录", 401)
            return await answer(request)

        return guarded

    def for_key(self, answer: Callable) -> Callable:
        async def guarded(request: Request) -> Response:
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            row = next((row for row in self.keys if f"sk-{row['key']}" == given), None)
            if row is None:
                return JSONResponse({"error": {"message": "无效的令牌", "type": "new_api_error"}}, 401)
            return await answer(request, row)

        return guarded

    # The state, as tests make it

    def add_key(self, **members: object) -> dict:
        number = len(self.keys) + 1
        names = SCOPE[self.generation]
        row = {
            "id": number,
            "user_id": USER_ID,
            "key": f"{SECRET}{number:03d}",
            "status": 1,
            "name": f"key-{number}",
            "created_time": now(),
            "accessed_time": now(),
            "expired_time": -1,
            "remain_quota": 0,
            "unlimited_quota": False,
            "used_quota": 0,
            "DeletedAt": None,
            **{
                name: [] if self.generation == "reseller" and name == "models" else DEFAULTS[name]
                for name in names
            },
            **members,
        }
        self.keys.append(row)
        return row

    def add_log(self, **members: object) -> dict:
        row = {
            "id": 0,
            "user_id": USER_ID,
            "created_at": now(),
            "type": 2,
            "content": "",
            "token_name": "ci",
            "model_name": "gpt-5.4",
            "quota": 1000,
            "prompt_tokens": 100,
            "completion_tokens": 10,
            "is_stream": False,
            **(
                {"elapsed_time": 1500} if self.generation == "oneapi" else {"use_time": 2, "group": "default"}
            ),
            **({} if self.generation == "oneapi" else {"token_id": 1, "other": ""}),
            **members,
        }
        self.logs.append(row)
        return row

    def spend(self, number: int, quota: int) -> None:
        row = self.found(number)
        row["remain_quota"] -= quota
        row["used_quota"] += quota

    def found(self, number: int) -> dict | None:
        return next((row for row in self.keys if row["id"] == number and row["DeletedAt"] is None), None)

    def shown(self, row: dict) -> dict:
        value = row["key"]
        is_masked = self.generation == "2026"
        return {**row, "key": f"{value[:4]}{'*' * 10}{value[-4:]}" if is_masked else value}

    # Account

    async def get_status(self, request: Request) -> Response:
        newer = (
            {}
            if self.generation == "oneapi"
            else {"quota_display_type": "USD", "self_use_mode_enabled": False}
        )
        data = {"version": f"fake-{self.generation}", "quota_per_unit": self.quota_per_unit, **newer}
        return ok({**data, "enable_data_export": self.hours_on, **self.status})

    async def make_access_token(self, request: Request) -> Response:
        self.tokens_made += 1
        return ok("another")

    async def get_self(self, request: Request) -> Response:
        names = {"username": "ada", "display_name": "Ada", "email": "ada@example.test", "group": "vip"}
        return ok({"id": USER_ID, "status": 1, **names, "quota": self.quota, "used_quota": self.used_quota})

    async def models(self, request: Request) -> Response:
        return ok(["gpt-5.4", "claude-sonnet-4-5"])

    async def key_models(self, request: Request, row: dict) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": "gpt-5.4", "owned_by": "openai"}]})

    async def get_top_ups(self, request: Request) -> Response:
        if self.top_ups is None:
            return JSONResponse({"error": {"message": "Invalid URL", "type": "invalid_request_error"}}, 404)
        return ok(self.page_object(request, list(reversed(self.top_ups))))

    async def prices(self, request: Request) -> Response:
        if self.pricing is None:
            return failed("模型广场未开启")
        return JSONResponse({"success": True, **self.pricing})

    # Keys

    def page_object(self, request: Request, rows: list[dict]) -> dict:
        number = max(1, int(request.query_params.get("p", 1)))
        size = min(100, int(request.query_params.get("page_size", 10)))
        shown = rows[(number - 1) * size : number * size]
        return {"page": number, "page_size": size, "total": len(rows), "items": shown or None}

    def listed(self, request: Request, rows: list[dict]) -> object:
        if self.generation in {"2026", "reseller"}:
            return self.page_object(request, rows)
        size = 10 if self.generation == "oneapi" else min(100, int(request.query_params.get("size", 10)))
        start = max(0, int(request.query_params.get("p", 0))) * size
        return rows[start : start + size]

    async def list_keys(self, request: Request) -> Response:
        rows = [self.shown(row) for row in reversed(self.keys) if row["DeletedAt"] is None]
        return ok(self.listed(request, rows))

    async def get_key(self, request: Request) -> Response:
        row = self.found(int(request.path_params["id"]))
        return ok(self.shown(row)) if row else failed("record not found")

    async def create_key(self, request: Request) -> Response:
        body = await request.json()
        if len(body["name"].encode()) > (30 if self.generation == "oneapi" else 50):
            return failed("令牌名称过长")
        wanted = {name: body[name] for name in EDITABLE + SCOPE[self.generation] if name in body}
        row = self.add_key(**{**wanted, **({"models": []} if self.generation == "reseller" else {})})
        if self.generation == "reseller":
            return ok({"id": row["id"], "key": row["key"]})
        return ok(self.shown(row)) if self.generation == "oneapi" else ok()

    async def put_key(self, request: Request) -> Response:
        body = await request.json()
        row = self.found(body["id"])
        if row is None:
            return failed("record not found")
        if body["status"] == 1 and row["status"] == 4 and row["remain_quota"] <= 0:
            return failed("令牌可用额度已用尽，无法启用，请先修改令牌剩余额度，或者设置为无限额度")
        if request.query_params.get("status_only"):
            row["status"] = body["status"]
        else:
            empty = {"expired_time": 0, "remain_quota": 0, "unlimited_quota": False, "name": "", **DEFAULTS}
            row.update({name: body.get(name, empty[name]) for name in EDITABLE + SCOPE[self.generation]})
            row.update(
                {name: body[name] for name in ("key", "used_quota") if name in body}
            )  # a careless build
        return ok(self.shown(row))

    async def delete_key(self, request: Request) -> Response:
        row = self.found(int(request.path_params["id"]))
        if row is None:
            return failed("record not found")
        row["DeletedAt"] = now()
        return ok()

    async def reveal(self, request: Request) -> Response:
        self.reveals += 1
        if self.reveals > REVEALS:
            return Response(status_code=429)
        return ok({"key": self.found(int(request.path_params["id"]))["key"]})

    # Usage

    async def list_logs(self, request: Request) -> Response:
        query = request.query_params
        factor = 1000 if self.generation == "reseller" else 1
        start, end = int(query.get("start_timestamp", 0)), int(query.get("end_timestamp", 0))
        rows = [
            {**row, "created_at": row["created_at"] * factor}
            for row in reversed(self.logs)
            if int(query.get("type", 0)) in {0, row["type"]}
            and row["created_at"] * factor >= start
            and (not end or row["created_at"] * factor <= end)
            and query.get("model_name", row["model_name"]) == row["model_name"]
            and query.get("token_name", row["token_name"]) == row["token_name"]
        ]
        if self.generation == "oneapi":
            return ok(self.listed(request, rows))
        return ok(self.page_object(request, rows))

    async def hours(self, request: Request) -> Response:
        start, end = (int(request.query_params[name]) for name in ("start_timestamp", "end_timestamp"))
        if end - start > 2_592_000:
            return failed("时间跨度不能超过 1 个月")
        sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        for row in self.logs:
            if row["type"] == 2:
                place = (row["created_at"] // 3600 * 3600, row["model_name"])
                amounts = (1, row["quota"], row["prompt_tokens"] + row["completion_tokens"])
                sums[place] = [one + other for one, other in zip(sums[place], amounts, strict=True)]
        names = ("count", "quota", "token_used")
        return ok(
            [
                {"model_name": model, "created_at": hour, **dict(zip(names, amounts, strict=True))}
                for (hour, model), amounts in sums.items()
                if self.hours_on and start <= hour <= end
            ]
        )

    async def dashboard(self, request: Request) -> Response:
        sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for row in self.logs:
            if row["type"] == 2 and row["created_at"] >= now() // 86400 * 86400 - 6 * 86400:
                place = (datetime.fromtimestamp(row["created_at"], UTC).date().isoformat(), row["model_name"])
                amounts = (1, row["quota"], row["prompt_tokens"], row["completion_tokens"])
                sums[place] = [one + other for one, other in zip(sums[place], amounts, strict=True)]
        names = ("RequestCount", "Quota", "PromptTokens", "CompletionTokens")
        return ok(
            [
                {"Day": day, "ModelName": model, **dict(zip(names, amounts, strict=True))}
                for (day, model), amounts in sums.items()
            ]
        )

    # What an API key may read

    async def token_usage(self, request: Request, row: dict) -> Response:
        granted, available = row["remain_quota"] + row["used_quota"], row["remain_quota"]
        amounts = {"total_granted": granted, "total_used": row["used_quota"], "total_available": available}
        data = {"object": "token_usage", "name": row["name"], **amounts, "expires_at": 0}
        return JSONResponse(
            {"code": True, "message": "ok", "data": {**data, "unlimited_quota": row["unlimited_quota"]}}
        )

    async def subscription(self, request: Request, row: dict) -> Response:
        granted = row["remain_quota"] + row["used_quota"]
        amount = 100_000_000 if row["unlimited_quota"] else granted / self.quota_per_unit
        return JSONResponse({"object": "billing_subscription", "hard_limit_usd": amount, "access_until": 0})

    async def billing_usage(self, request: Request, row: dict) -> Response:
        return JSONResponse({"object": "list", "total_usage": row["used_quota"] / self.quota_per_unit * 100})


def now() -> int:
    return int(datetime.now(UTC).timestamp())
