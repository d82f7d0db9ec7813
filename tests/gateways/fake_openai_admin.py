"""A made-up administration API of OpenAI: admin keys, projects with keys, usage and cost reports."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar

from fake_vendor import MOST, NOW, Asked, Call, FakeVendor, Result, exact
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

OPENAI_ADMIN = "sk-admin-test-canary-0001"


@dataclass(slots=True, kw_only=True)
class FakeOpenAI(FakeVendor):
    """`costs_as_text` gives the amounts of the cost report as texts."""

    admin_keys: list[dict] = field(default_factory=list)
    projects: dict[str, list[dict]] = field(default_factory=dict)
    costs_as_text: bool = False
    made: int = 0

    MEMBERS: ClassVar = {"api_key_id": "key", "project_id": "place", "model": "model", "service_tier": "tier"}

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route("/admin_api_keys", self.list_admin, methods=["GET"]),
                Route("/admin_api_keys", self.create, methods=["POST"]),
                Route("/admin_api_keys/{id}", self.one_admin, methods=["GET", "DELETE"]),
                Route("/projects", self.list_projects),
                Route("/projects/{project}/api_keys", self.list_project_keys),
                Route("/projects/{project}/api_keys/{id}", self.delete_project_key, methods=["DELETE"]),
                Route("/usage/{kind}", self.usage),
                Route("/costs", self.costs),
            ]
        )

    def add(self, name: str, **members: object) -> dict:
        """An admin key."""
        self.made += 1
        key = {
            "object": "organization.admin_api_key",
            "id": f"key_admin_{self.made}",
            "name": name,
            "redacted_value": "sk-admin...abc",
            "created_at": 1_790_000_000 + self.made,
            "last_used_at": None,
            "expires_at": None,
            "owner": {"type": "user", "name": "Test"},
            **members,
        }
        self.admin_keys.insert(0, key)
        return key

    def add_project_key(self, project: str, identifier: str, name: str) -> None:
        """A key that calls models."""
        self.projects.setdefault(project, []).append(
            {
                "object": "organization.project.api_key",
                "id": identifier,
                "name": name,
                "redacted_value": "sk-proj...xyz",
                "created_at": 1_790_000_000,
                "last_used_at": 1_790_000_500,
            }
        )

    def refused(self, request: Request) -> Response | None:
        """The refusal for anything but the admin key."""
        if request.headers.get("authorization") == f"Bearer {OPENAI_ADMIN}":
            return None
        text = "You have insufficient permissions for this operation. Missing scopes: api.management.read."
        return JSONResponse({"error": {"message": text, "type": "invalid_request_error", "code": None}}, 403)

    def listed(self, request: Request, items: list[dict]) -> Response:
        """A page of a list after a cursor."""
        asked = self.note(request)
        size = int(asked.get("limit", ["20"])[0])
        if size > 100:
            return JSONResponse({"error": {"message": "limit must be at most 100"}}, 400)
        after = asked.get("after", [""])[0]
        start = next((number + 1 for number, item in enumerate(items) if item["id"] == after), 0)
        page = items[start : start + size]
        return JSONResponse(
            {
                "object": "list",
                "data": page,
                "first_id": page[0]["id"] if page else None,
                "last_id": page[-1]["id"] if page else None,
                "has_more": start + size < len(items),
            }
        )

    async def list_admin(self, request: Request) -> Response:
        """Admin keys, newest first when asked so."""
        if problem := self.refused(request):
            return problem
        newest_first = request.query_params.get("order") == "desc"
        return self.listed(request, self.admin_keys if newest_first else self.admin_keys[::-1])

    async def create(self, request: Request) -> Response:
        """An admin key, its value in it this once."""
        if problem := self.refused(request):
            return problem
        wish = await request.json()
        lifetime = wish.pop("expires_in_seconds", None)
        expires = {"expires_at": int(NOW.timestamp()) + lifetime} if lifetime else {}
        key = self.add(**wish, **expires)
        return JSONResponse({**key, "value": f"sk-admin-test-made-{self.made:04}"})

    async def one_admin(self, request: Request) -> Response:
        """An admin key by its id."""
        if problem := self.refused(request):
            return problem
        return self.answer_one(request, self.admin_keys)

    async def list_projects(self, request: Request) -> Response:
        """The projects."""
        if problem := self.refused(request):
            return problem
        return self.listed(
            request, [{"id": name, "object": "organization.project"} for name in self.projects]
        )

    async def list_project_keys(self, request: Request) -> Response:
        """The keys of one project."""
        if problem := self.refused(request):
            return problem
        return self.listed(request, self.projects[request.path_params["project"]])

    async def delete_project_key(self, request: Request) -> Response:
        """Delete a project key."""
        if problem := self.refused(request):
            return problem
        return self.answer_one(request, self.projects[request.path_params["project"]])

    def answer_one(self, request: Request, keys: list[dict]) -> Response:
        """Show or delete a key."""
        key = next((key for key in keys if key["id"] == request.path_params["id"]), None)
        if key is None:
            return JSONResponse({"error": {"message": "No such key", "code": "not_found"}}, 404)
        if request.method == "DELETE":
            keys.remove(key)
            return JSONResponse({"object": f"{key['object']}.deleted", "id": key["id"], "deleted": True})
        return JSONResponse(key)

    async def usage(self, request: Request) -> Response:
        """A usage report of one kind; cached input is part of the input."""
        if problem := self.refused(request):
            return problem
        asked = self.note(request)
        kind = request.path_params["kind"]
        members = asked.get("group_by[]", [])
        if "service_tier" in members and kind != "completions":
            return JSONResponse({"error": {"message": "Invalid group_by: service_tier"}}, 400)
        chosen = [call for call in self.chosen(asked) if call.kind == kind]

        def result(values: dict[str, str | None], calls: list[Call]) -> dict:
            tokens = {
                "input_tokens": sum(c.uncached + c.read + c.written_5m + c.written_1h for c in calls),
                "input_cached_tokens": sum(c.read for c in calls),
                "output_tokens": sum(c.output for c in calls),
            }
            return {
                "object": f"organization.usage.{kind}.result",
                **({} if kind == "images" else tokens),
                "num_model_requests": len(calls),
                **dict.fromkeys(self.MEMBERS),
                **values,
            }

        return self.report(asked, chosen, members, MOST[asked["bucket_width"][0]], result)

    async def costs(self, request: Request) -> Response:
        """The cost report: by day, and by project or line item."""
        if problem := self.refused(request):
            return problem
        asked = self.note(request)
        members = asked.get("group_by[]", [])
        if set(members) - {"project_id", "line_item"} or asked["bucket_width"] != ["1d"]:
            return JSONResponse({"error": {"message": "Invalid group_by"}}, 400)

        def result(values: dict[str, str | None], calls: list[Call]) -> dict:
            value = sum((Decimal(call.cost) for call in calls), Decimal())
            amount = {"value": str(value) if self.costs_as_text else value, "currency": "usd"}
            return {"object": "organization.costs.result", "amount": amount, "line_item": None, **values}

        return self.report(asked, self.calls, members, 180, result)

    def report(
        self, asked: Asked, calls: list[Call], members: list[str], most: int, result: Result
    ) -> Response:
        """A page of buckets in OpenAI's shape."""
        if int(asked["limit"][0]) > most:
            return JSONResponse({"error": {"message": "limit is too large"}}, 400)
        start, end = (datetime.fromtimestamp(int(asked[name][0]), UTC) for name in ("start_time", "end_time"))
        windows, following = self.page(asked, (start, end), calls, members, result)
        data = [
            {
                "object": "bucket",
                "start_time": int(begin.timestamp()),
                "end_time": int(finish.timestamp()),
                "results": results,
            }
            for begin, finish, results in windows
        ]
        return exact({"object": "page", "data": data, **following})
