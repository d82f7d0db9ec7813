"""The request log of the made-up LiteLLM, and the sums by day that are made of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException

Row = dict[str, Any]
MOST_COUNTED = 10_000
INPUT_PRICE, OUTPUT_PRICE = 2e-06, 8e-06


@dataclass(slots=True, kw_only=True)
class FakeLog:
    """Requests in the order of their time. `most_sums` is how many sums a page of activity is made of."""

    rows: list[Row] = field(default_factory=list)
    most_sums: int = 1000

    def add(  # the parts of a request
        self,
        time: datetime,
        token: str,
        alias: str | None,
        model: str,
        input_tokens: int,
        output_tokens: int,
        *,
        error: str = "",
        user: str | None = None,
        team: str | None = None,
    ) -> Row:
        """Note a request; `error` is the code of a failed one."""
        moment = time.astimezone(UTC).isoformat(timespec="milliseconds")
        row = {
            "request_id": f"chatcmpl-{len(self.rows):06d}",
            "call_type": "acompletion" if model else "/key/info",
            "api_key": token,
            "spend": input_tokens * INPUT_PRICE + output_tokens * OUTPUT_PRICE,
            "prompt_tokens": input_tokens,
            "completion_tokens": output_tokens,
            "startTime": moment,
            "endTime": moment,
            "completionStartTime": moment,
            "model": f"openai/{model}-upstream" if model else "",
            "model_group": model,
            "user": user or "",
            "team_id": team or "",
            "status": "failure" if error else "success",
            "request_duration_ms": 5,
            "metadata": {
                "user_api_key_alias": alias,
                "usage_object": {"prompt_tokens_details": {"cached_tokens": 3}} if input_tokens else {},
                "error_information": {"error_code": error} if error else None,
            },
        }
        self.rows.append(row)
        return row

    def spend(self, token: str = "") -> float:
        """What a key, or everybody, has spent: a sum of doubles."""
        return sum(row["spend"] for row in self.rows if token in {"", row["api_key"]})


def log_routes(log: FakeLog) -> dict[str, Callable[[Row, Row | None], Row]]:
    """The routes that tell of requests."""

    def pages(query: Row, key: Row | None) -> Row:
        """Newest first; both ends of the range are whole seconds and included."""
        page, size = int(query.get("page", 1)), int(query.get("page_size", 50))
        start, end = (
            datetime.fromisoformat(query[name]).replace(tzinfo=UTC) for name in ("start_date", "end_date")
        )
        rows = [
            row
            for row in sorted(log.rows, key=lambda row: row["startTime"], reverse=True)
            if start <= datetime.fromisoformat(row["startTime"]) <= end and is_wanted(row, query, key)
        ]
        return {
            "data": rows[(page - 1) * size : page * size],
            "total": min(len(rows), MOST_COUNTED),
            "page": page,
            "page_size": size,
            "total_pages": -(-min(len(rows), MOST_COUNTED) // size),
            "total_is_capped": len(rows) > MOST_COUNTED,
        }

    def activity(query: Row, key: Row | None) -> Row:
        """A page is made of some of the sums, so that a day may be spread over several."""
        if not query.get("start_date") or not query.get("end_date"):
            raise HTTPException(400, {"error": "Please provide start_date and end_date"})
        rows = [
            row
            for row in log.rows
            if query["start_date"] <= row["startTime"][:10] <= query["end_date"]
            and is_wanted(row, query, key)
        ]
        parts = sorted({(row["startTime"][:10], row["api_key"], row["model_group"]) for row in rows})
        page = int(query.get("page", 1))
        chosen = parts[(page - 1) * log.most_sums : page * log.most_sums]
        own = [row for row in rows if (row["startTime"][:10], row["api_key"], row["model_group"]) in chosen]
        return {
            "results": [
                day_of([row for row in own if row["startTime"].startswith(day)], day)
                for day in sorted({row["startTime"][:10] for row in own}, reverse=True)
            ],
            "metadata": {"page": page, "total_pages": -(-len(parts) // log.most_sums)},
        }

    return {"GET /spend/logs/v2": pages, "GET /user/daily/activity": activity}


def is_wanted(row: Row, query: Row, key: Row | None) -> bool:
    """Whether a row passes the filters, and whether the caller may see it."""
    names = {
        "api_key": "api_key",
        "model_group": "model_group",
        "user_id": "user",
        "request_id": "request_id",
    }
    is_own = key is None or row["user"] == key["user_id"]
    return is_own and all(query.get(asked) in {None, row[member]} for asked, member in names.items())


def day_of(rows: list[Row], day: str) -> Row:
    """One day with its breakdowns; what has no model stands in none of the models."""

    def groups(member: str, chosen: list[Row]) -> dict[str, list[Row]]:
        names = {row[member] for row in chosen if row[member]}
        return {name: [row for row in chosen if row[member] == name] for name in sorted(names)}

    def by_key(chosen: list[Row]) -> Row:
        return {
            token: {"metrics": metrics(own), "metadata": {"key_exists": False}}
            for token, own in groups("api_key", chosen).items()
        }

    def by_model(member: str) -> Row:
        return {
            name: {"metrics": metrics(own), "metadata": {}, "api_key_breakdown": by_key(own)}
            for name, own in groups(member, rows).items()
        }

    return {
        "date": day,
        "metrics": metrics(rows),
        "breakdown": {
            "model_groups": by_model("model_group"),
            "models": by_model("model"),
            "api_keys": by_key(rows),
            "mcp_servers": {},
        },
    }


def metrics(rows: list[Row]) -> Row:
    """Sums over rows; money as a sum of doubles."""
    failed = sum(row["status"] == "failure" for row in rows)
    return {
        "spend": sum(row["spend"] for row in rows),
        "prompt_tokens": sum(row["prompt_tokens"] for row in rows),
        "completion_tokens": sum(row["completion_tokens"] for row in rows),
        "cache_read_input_tokens": 0,
        "cache_creation_input_tokens": 0,
        "successful_requests": len(rows) - failed,
        "failed_requests": failed,
        "api_requests": len(rows),
    }
