"""What the made-up administration APIs of OpenAI and Anthropic share: calls that were served, and reports on them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WIDTHS = {"1d": timedelta(days=1), "1h": timedelta(hours=1)}
MOST = {"1d": 31, "1h": 168}
"""How many buckets one answer of a usage report may hold."""

Asked = dict[str, list[str]]
Result = Callable[[dict[str, str | None], list["Call"]], dict]
"""From the values of a group, and its calls, to the object in a bucket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. `uncached`, `read` and `written` are its input; `cost` is in dollars."""

    time: datetime
    key: str | None = "key_one"
    place: str | None = "proj_one"
    model: str | None = "model-a"
    kind: str = "completions"
    tier: str = "default"
    uncached: int = 10
    read: int = 4
    written_5m: int = 2
    written_1h: int = 1
    output: int = 7
    cost: str = "0.000178"


@dataclass(slots=True, kw_only=True)
class FakeVendor:
    """Reports in pages of `page_size` buckets; `queries` keeps what was asked.

    `MEMBERS` are the vendor's names of a call's members.
    """

    MEMBERS: ClassVar[dict[str, str]]

    calls: list[Call] = field(default_factory=list)
    page_size: int = 3
    queries: list[tuple[str, Asked]] = field(default_factory=list)

    def note(self, request: Request) -> Asked:
        """The parameters of a request, kept for the tests."""
        found: Asked = {}
        for name, value in request.query_params.multi_items():
            found.setdefault(name, []).append(value)
        self.queries.append((request.url.path, found))
        return found

    def chosen(self, asked: Asked) -> list[Call]:
        """The calls that pass the filters."""
        return [
            call
            for call in self.calls
            if call.model in asked.get("models[]", [call.model])
            and call.key in asked.get("api_key_ids[]", [call.key])
        ]

    def page(
        self,
        asked: Asked,
        span: tuple[datetime, datetime],
        calls: list[Call],
        members: list[str],
        result: Result,
    ) -> tuple[list[tuple[datetime, datetime, list[dict]]], dict]:
        """(windows of this page with their results, what is said of the next one); empty windows have no results."""
        width = WIDTHS[asked.get("bucket_width", ["1d"])[0]]
        begin = (span[0] - EPOCH) // width * width + EPOCH
        windows = []
        while begin < span[1]:
            windows.append((begin, begin + width))
            begin += width
        size = min(self.page_size, int(asked["limit"][0]))
        first = size * int(asked.get("page", ["page-0"])[0].removeprefix("page-"))
        following = f"page-{first // size + 1}" if first + size < len(windows) else None
        fields = [self.MEMBERS[member] for member in members]
        filled = []
        for start, end in windows[first : first + size]:
            groups = grouped((call for call in calls if start <= call.time < end), fields)
            results = [
                result(dict(zip(members, values, strict=True)), within) for values, within in groups.items()
            ]
            filled.append((start, end, results))
        return filled, {"has_more": following is not None, "next_page": following}


def grouped(calls: Iterable[Call], members: list[str]) -> dict[tuple[str | None, ...], list[Call]]:
    """Calls by the values of some members."""
    groups: dict[tuple[str | None, ...], list[Call]] = {}
    for call in calls:
        groups.setdefault(tuple(getattr(call, member) for member in members), []).append(call)
    return groups


def exact(data: object) -> Response:
    """JSON in which a `Decimal` keeps every digit."""
    text = json.dumps(data, default=lambda value: f"<{value}>")
    return Response(text.replace('"<', "").replace('>"', ""), media_type="application/json")
