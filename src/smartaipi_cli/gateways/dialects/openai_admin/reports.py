"""OpenAI's usage reports, one a kind of model, and its cost report."""

from collections.abc import Iterator

from smartaipi_cli.domain.usage import UsageQuery
from smartaipi_cli.gateways.dialects.openai_admin.parse import DIMENSIONS, parse_cost, parse_usage
from smartaipi_cli.gateways.dialects.reports import Part
from smartaipi_cli.gateways.dialects.vendor_admin import reported
from smartaipi_cli.gateways.exchange import Exchange

COMPLETIONS = "completions"
KINDS = (COMPLETIONS, "embeddings", "moderations", "images", "audio_speeches", "audio_transcriptions")
"""The reports that count requests to models."""

DAYS, HOURS, COST_DAYS = 31, 168, 180
"""The most buckets of one answer."""


def usage_parts(exchange: Exchange, query: UsageQuery) -> Iterator[Part]:
    """Requests and tokens of every kind."""
    for number, kind in enumerate(KINDS, start=1):
        for bucket, result in reported(exchange, f"/usage/{kind}", usage_parameters(query, kind)):
            yield parse_usage(bucket, result, query.group_by)
        exchange.connection.on_progress(number, len(KINDS))


def usage_parameters(query: UsageQuery, kind: str) -> dict[str, str | int | list[str]]:
    """What a usage report is asked for; the service tier is known to completions alone."""
    members = [
        DIMENSIONS[dimension]
        for dimension in query.group_by
        if dimension != "service_tier" or kind == COMPLETIONS
    ]
    return {
        **span(query),
        "bucket_width": "1h" if query.width == "hour" else "1d",
        "limit": HOURS if query.width == "hour" else DAYS,
        **({"group_by[]": members} if members else {}),
        **({"models[]": list(query.models)} if query.models else {}),
        **({"api_key_ids[]": [query.key.id]} if query.key else {}),
    }


def cost_parts(exchange: Exchange, query: UsageQuery) -> Iterator[Part]:
    """Costs, where they are told as the query asks: by day and project, never by model, key or hour."""
    if query.width == "hour" or query.models or query.key or not set(query.group_by) <= {"group"}:
        return
    grouping = {"group_by[]": ["project_id"]} if query.group_by else {}
    parameters = {**span(query), "bucket_width": "1d", "limit": COST_DAYS, **grouping}
    for bucket, result in reported(exchange, "/costs", parameters):
        yield parse_cost(bucket, result, query.group_by)


def span(query: UsageQuery) -> dict[str, str | int | list[str]]:
    """The time range: start inclusive, end exclusive."""
    return {"start_time": int(query.start.timestamp()), "end_time": int(query.end.timestamp())}
