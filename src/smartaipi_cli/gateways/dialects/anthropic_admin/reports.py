"""Anthropic's usage report and its cost report."""

from collections.abc import Iterator

from smartaipi_cli.domain.spans import iso
from smartaipi_cli.domain.usage import UsageQuery
from smartaipi_cli.gateways.dialects.anthropic_admin.parse import DIMENSIONS, parse_cost, parse_usage
from smartaipi_cli.gateways.dialects.fields import optional_text
from smartaipi_cli.gateways.dialects.reports import Part
from smartaipi_cli.gateways.dialects.vendor_admin import reported
from smartaipi_cli.gateways.exchange import Exchange

DAYS, HOURS = 31, 168
"""The most buckets of one answer."""

PRICED_BY = frozenset({"model", "group", "service_tier"})
"""The dimensions that the cost report tells, all but the workspace as parts of a cost's description."""


def usage_parts(exchange: Exchange, query: UsageQuery) -> Iterator[Part]:
    """Tokens; what was used in the console belongs to no key."""
    members = [DIMENSIONS[dimension] for dimension in query.group_by]
    parameters = {
        **span(query),
        "bucket_width": "1h" if query.width == "hour" else "1d",
        "limit": HOURS if query.width == "hour" else DAYS,
        **({"group_by[]": members} if members else {}),
        **({"models[]": list(query.models)} if query.models else {}),
        **({"api_key_ids[]": [query.key.id]} if query.key else {}),
    }
    for bucket, result in reported(exchange, "/usage_report/messages", parameters):
        yield parse_usage(bucket, result, query.group_by)


def cost_parts(exchange: Exchange, query: UsageQuery) -> Iterator[Part]:
    """Costs, where they are told as the query asks: by day, model and workspace, never by key or hour."""
    if query.width == "hour" or query.key or not set(query.group_by) <= PRICED_BY:
        return
    needs_description = bool(query.models) or bool(set(query.group_by) - {"group"})
    members = [
        *(["workspace_id"] if "group" in query.group_by else []),
        *(["description"] if needs_description else []),
    ]
    parameters = {
        **span(query),
        "bucket_width": "1d",
        "limit": DAYS,
        **({"group_by[]": members} if members else {}),
    }
    for bucket, result in reported(exchange, "/cost_report", parameters):
        if not query.models or optional_text(result, "model") in query.models:
            yield parse_cost(bucket, result, query.group_by)


def span(query: UsageQuery) -> dict[str, str | int | list[str]]:
    """The time range: start inclusive, end exclusive."""
    return {"starting_at": iso(query.start), "ending_at": iso(query.end)}
