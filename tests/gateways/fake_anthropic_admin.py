"""A made-up administration API of Anthropic: keys from the console, usage and cost reports."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from fake_vendor import MOST, Asked, Call, FakeVendor, Result
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ANTHROPIC_ADMIN = "sk-ant-admin01-test-canary-0001"


@dataclass(slots=True, kw_only=True)
class FakeAnthropic(FakeVendor):
    """Keys that were made in the console; their statuses change, they are never deleted."""

    keys: list[dict] = field(default_factory=list)
    most_keys: int = 1000

    MEMBERS: ClassVar = {
        "api_key_id": "key",
        "workspace_id": "place",
        "model": "model",
        "service_tier": "tier",
    }

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route("/me", self.me),
                Route("/api_keys", self.list_keys),
                Route("/api_keys/{id}", self.one, methods=["GET", "POST"]),
                Route("/usage_report/messages", self.usage),
                Route("/cost_report", self.costs),
            ]
        )

    def add(self, identifier: str, **members: object) -> dict:
        """A key."""
        key = {
            "type": "api_key",
            "id": identifier,
            "name": identifier.removeprefix("apikey_"),
            "status": "active",
            "workspace_id": None,
            "partial_key_hint": "sk-ant-api03-R2D...igAA",
            "created_at": "2026-10-30T23:58:27.427722Z",
            "created_by": {"id": "user_test", "type": "user"},
            **members,
        }
        self.keys.insert(0, key)
        return key

    def refused(self, request: Request) -> Response | None:
        """The refusal for anything but the admin key, or a request without the version."""
        if "anthropic-version" not in request.headers:
            return problem(400, "invalid_request_error", "anthropic-version: header is required")
        if request.headers.get("x-api-key") != ANTHROPIC_ADMIN:
            return problem(401, "authentication_error", "invalid x-api-key")
        return None

    async def me(self, request: Request) -> Response:
        """The organization."""
        return self.refused(request) or JSONResponse(
            {"id": "org-test", "type": "organization", "name": "Test Organization"}
        )

    async def list_keys(self, request: Request) -> Response:
        """Keys after a cursor, archived ones too."""
        if refusal := self.refused(request):
            return refusal
        asked = self.note(request)
        size = min(self.most_keys, int(asked.get("limit", ["20"])[0]))
        after = asked.get("after_id", [""])[0]
        start = next((number + 1 for number, key in enumerate(self.keys) if key["id"] == after), 0)
        page = self.keys[start : start + size]
        return JSONResponse(
            {
                "data": page,
                "first_id": page[0]["id"] if page else None,
                "last_id": page[-1]["id"] if page else None,
                "has_more": start + size < len(self.keys),
            }
        )

    async def one(self, request: Request) -> Response:
        """Show or change a key."""
        if refusal := self.refused(request):
            return refusal
        key = next((key for key in self.keys if key["id"] == request.path_params["id"]), None)
        if key is None:
            return problem(404, "not_found_error", "API key not found")
        if request.method == "POST":
            change = await request.json()
            if set(change) - {"name", "status"}:
                return problem(400, "invalid_request_error", "unknown member")
            key.update(change)
        return JSONResponse(key)

    async def usage(self, request: Request) -> Response:
        """The usage report: the uncached input stands apart, and there is no number of requests."""
        if refusal := self.refused(request):
            return refusal
        asked = self.note(request)
        chosen = [call for call in self.chosen(asked) if call.model is not None]

        def result(values: dict[str, str | None], calls: list[Call]) -> dict:
            return {
                "uncached_input_tokens": sum(call.uncached for call in calls),
                "cache_creation": {
                    "ephemeral_1h_input_tokens": sum(call.written_1h for call in calls),
                    "ephemeral_5m_input_tokens": sum(call.written_5m for call in calls),
                },
                "cache_read_input_tokens": sum(call.read for call in calls),
                "output_tokens": sum(call.output for call in calls),
                "server_tool_use": {"web_search_requests": 0},
                **dict.fromkeys(self.MEMBERS),
                **values,
            }

        members = asked.get("group_by[]", [])
        return self.report(asked, chosen, members, MOST[asked["bucket_width"][0]], result)

    async def costs(self, request: Request) -> Response:
        """The cost report: decimal cents as text; the description brings the model with it."""
        if refusal := self.refused(request):
            return refusal
        asked = self.note(request)
        groups = asked.get("group_by[]", [])
        if set(groups) - {"workspace_id", "description"} or asked["bucket_width"] != ["1d"]:
            return problem(400, "invalid_request_error", "group_by")
        members = [
            *(["workspace_id"] if "workspace_id" in groups else []),
            *(["model", "service_tier"] if "description" in groups else []),
        ]

        def result(values: dict[str, str | None], calls: list[Call]) -> dict:
            cents = sum((Decimal(call.cost) for call in calls), Decimal()) * 100
            return {"amount": str(cents), "currency": "USD", "cost_type": None, **values}

        return self.report(asked, self.calls, members, 31, result)

    def report(
        self, asked: Asked, calls: list[Call], members: list[str], most: int, result: Result
    ) -> Response:
        """A page of buckets in Anthropic's shape."""
        if int(asked["limit"][0]) > most:
            return problem(400, "invalid_request_error", "limit is too large")
        start, end = (datetime.fromisoformat(asked[name][0]) for name in ("starting_at", "ending_at"))
        windows, following = self.page(asked, (start, end), calls, members, result)
        data = [
            {
                "starting_at": f"{begin:%Y-%m-%dT%H:%M:%SZ}",
                "ending_at": f"{finish:%Y-%m-%dT%H:%M:%SZ}",
                "results": results,
            }
            for begin, finish, results in windows
        ]
        return JSONResponse({"data": data, **following})


def problem(status: int, kind: str, message: str) -> Response:
    """An error in Anthropic's shape."""
    return JSONResponse({"type": "error", "error": {"type": kind, "message": message}}, status)
