"""What was used and what it cost: totals, by windows of the calendar, by groups."""

from datetime import datetime

from smartaipi_cli.actions.account.access import gateway_now, opened
from smartaipi_cli.actions.keys.naming import resolve_key
from smartaipi_cli.actions.usage.wish import Grouping, UsageWish, make_query, parse_grouping, read_range
from smartaipi_cli.domain.report import ReportRow, make_rows, total_of
from smartaipi_cli.domain.usage import Dimension, UsageTotals
from smartaipi_cli.domain.windows import find_zone, label_of
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.capabilities import Support
from smartaipi_cli.gateways.exchange import NOTABLE_SKEW, Progress
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Block, Chart, Column, Item, Line, Result, Stream, Table, Warn

COUNTS = (
    "requests",
    "failed_requests",
    "input_tokens",
    "cached_input_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
)
HEADINGS = ("REQUESTS", "FAILED", "INPUT", "CACHED", "CACHE WRITES", "OUTPUT", "REASONING", "COST")
RARE = "CACHE WRITES"
"""Most gateways bill none."""

UNFINISHED = "*"
"""Stands behind a window whose numbers may still grow."""


def show_usage(machine: Machine, wish: UsageWish, on_progress: Progress) -> Result:
    """The report that `wish` describes. Errors: `usage`, `not-offered`, `key-not-found`."""
    grouping = parse_grouping(wish.by)
    zone = find_zone(wish.zone)
    read_range(
        wish, machine.clock.now(), zone, grouping.window
    )  # a wrong one is refused before anybody is asked
    with opened(machine, wish.profile, on_progress) as (_, account):
        span = read_range(wish, gateway_now(account), zone, grouping.window)
        key = resolve_key(account, wish.key) if wish.key else None
        query = make_query(wish, grouping, span, key)
        operations = operations_of(grouping, query.width)
        for operation in operations:
            account.demand(operation)
        rows = make_rows(account.usage(query), grouping.window, zone)
        names = key_names(account) if "key" in grouping.dimensions else {}
        warnings = (*derived_warnings(account, operations), *skew_warnings(account))
    totals = total_of(rows)
    if wish.csv:
        return Result(stream=csv_stream(rows, grouping, names))
    return Result(
        data={
            "start": span[0],
            "end": span[1],
            "time_zone": wish.zone,
            "by": [*([grouping.window] if grouping.window else []), *grouping.dimensions],
            "rows": [row_data(row, grouping, names) for row in rows],
            "totals": totals_data(totals),
        },
        blocks=report_blocks(rows, totals, grouping, names, span),
        warnings=warnings,
    )


def operations_of(grouping: Grouping, width: str) -> tuple[str, ...]:
    """What the gateway must offer for a report."""
    dimensions = {"actual_model": "actual-model", "service_tier": "status"}
    windows = {"day": ("usage.by-day",), "hour": ("usage.by-hour",)}.get(width, ())
    groups = tuple(f"usage.by-{dimensions.get(name, name)}" for name in grouping.dimensions)
    return (*windows, *groups) or ("usage.totals",)


def key_names(account: AccountApi) -> dict[str, str]:
    """Key ids to names; revoked ones are marked where the gateway still knows them."""
    if not account.capabilities["keys.list"].is_offered:
        return {}
    return {
        key.id: f"revoked ({key.name})" if key.status == "revoked" else key.name
        for key in account.list_keys()
    }


def group_labels(row: ReportRow, grouping: Grouping, names: dict[str, str]) -> tuple[str, ...]:
    """The row's groups for people: keys by their names."""
    return tuple(
        name_of_key(value, names) if dimension == "key" else value or "-"
        for dimension, value in zip(grouping.dimensions, row.group, strict=True)
    )


def name_of_key(value: str, names: dict[str, str]) -> str:
    """A key's name; one that the account does not list any more is said to be revoked."""
    if not value:
        return "-"
    return names.get(value) or (f"revoked ({value})" if names else value)


def report_blocks(
    rows: tuple[ReportRow, ...],
    totals: UsageTotals,
    grouping: Grouping,
    names: dict[str, str],
    span: tuple[datetime, datetime],
) -> tuple[Block, ...]:
    """The table, a chart of the costs, and what to know about both."""
    headings = (
        *([grouping.window.upper()] if grouping.window else []),
        *map(heading_of, grouping.dimensions),
    )
    label_count = max(1, len(headings))
    lines = [
        (*window_label(row, grouping), *group_labels(row, grouping, names), *totals_cells(row.totals))
        for row in rows
    ]
    total_line = ("total", *[""] * (label_count - 1), *totals_cells(totals))
    table = Table(
        columns=(
            *(Column(heading=heading) for heading in headings or ("PERIOD",)),
            *(
                Column(heading=heading, numeric=True, usual="0" if heading == RARE else "")
                for heading in HEADINGS
            ),
        ),
        rows=(*(lines if headings else ()), total_line),
    )
    bars = tuple(
        (" ".join(line[:label_count]), float(row.totals.cost.dollars))
        for line, row in zip(lines, rows, strict=True)
    )
    notes = [Line(text=f"{span[0]:%Y-%m-%d %H:%M} to {span[1]:%Y-%m-%d %H:%M} {span[0]:%Z}", aside=True)]
    if any(not row.complete for row in rows):
        notes.append(Line(text=f"{UNFINISHED} this window may still grow", aside=True))
    return (table, Chart(bars=bars if headings else ()), *notes)


def window_label(row: ReportRow, grouping: Grouping) -> tuple[str, ...]:
    """The row's window, marked when it may still grow; nothing when the report does not go by time."""
    if row.start is None or grouping.window is None:
        return ()
    return (f"{label_of(row.start, grouping.window)}{'' if row.complete else UNFINISHED}",)


def heading_of(dimension: Dimension) -> str:
    """`ACTUAL MODEL`."""
    return dimension.upper().replace("_", " ")


def row_data(row: ReportRow, grouping: Grouping, names: dict[str, str]) -> dict[str, object]:
    """A row for the JSON envelope and for CSV."""
    window = (
        {"window": label_of(row.start, grouping.window), "start": row.start}
        if row.start and grouping.window
        else {}
    )
    groups: dict[str, object] = dict(zip(grouping.dimensions, row.group, strict=True))
    if "key" in groups:
        groups["key_name"] = name_of_key(str(groups["key"]), names)
    return {**window, **groups, **totals_data(row.totals), "complete": row.complete}


def csv_stream(rows: tuple[ReportRow, ...], grouping: Grouping, names: dict[str, str]) -> Stream:
    """The rows as CSV, without a total: whoever reads it sums up."""
    items = (Item(cells=(), data=row_data(row, grouping, names)) for row in rows)
    headings = ("window", "start", *grouping.dimensions, *COUNTS, "cost_usd", "complete")
    return Stream(name="rows", columns=tuple(map(Column, headings)), widths=(), items=items, csv=True)


def totals_cells(totals: UsageTotals) -> tuple[str, ...]:
    """Totals as cells of a table."""
    return (*(str(getattr(totals, name)) for name in COUNTS), str(totals.cost))


def totals_data(totals: UsageTotals) -> dict[str, object]:
    """Totals for the JSON envelope."""
    return {**{name: getattr(totals, name) for name in COUNTS}, "cost_usd": totals.cost}


def derived_warnings(account: AccountApi, operations: tuple[str, ...]) -> tuple[Warn, ...]:
    """Says of numbers that the gateway did not give itself where they come from."""
    reasons = dict.fromkeys(
        account.capabilities[operation].reason
        for operation in operations
        if account.capabilities[operation].support is Support.DERIVED
    )
    return tuple(Warn(code="derived", message=f"derived: {reason}") for reason in reasons)


def skew_warnings(account: AccountApi) -> tuple[Warn, ...]:
    """Says that the clocks differ so much that a person sees it in the numbers."""
    seconds = round(account.exchange.skew.total_seconds())
    if abs(seconds) <= NOTABLE_SKEW.total_seconds():
        return ()
    return (
        Warn(
            code="clock-skew",
            message=f"this machine's clock is {abs(seconds)} s {'behind' if seconds > 0 else 'ahead of'} the gateway's",
            hint="set the clock right: times and expiry dates are by the gateway's",
        ),
    )
