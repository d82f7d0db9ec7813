"""Tools that read the account: the actions of the commands, with their parameters for a model."""

from typing import Final

from smartaipi_cli.actions.account.balance import show_balance
from smartaipi_cli.actions.account.catalogue import show_models, show_prices
from smartaipi_cli.actions.account.ledger import show_ledger
from smartaipi_cli.actions.keys.listing import list_keys, show_key
from smartaipi_cli.actions.usage.totals import show_usage
from smartaipi_cli.actions.usage.wish import DIMENSIONS, UsageWish
from smartaipi_cli.domain.windows import WINDOWS
from smartaipi_cli.mcp_server.parameters import Arguments, Parameter
from smartaipi_cli.mcp_server.tool import Caller, ReadTool
from smartaipi_cli.results import Result

KEY: Final = Parameter(
    name="key", description="The key: its id, the beginning of its id, or its name.", is_required=True
)
PATTERN: Final = Parameter(name="pattern", description="Only these models; `*` stands for any text.")
SINCE: Final = Parameter(
    name="since", description="A span such as `24h`, `7d` or `4w`, or a date. `from` excludes it."
)
START: Final = Parameter(name="from", description="The beginning: a date or time in ISO form.")
END: Final = Parameter(name="to", description="The end; now when left out.")
ZONE: Final = Parameter(name="tz", description="The time zone of dates and windows; UTC when left out.")
USUAL_LEDGER: Final = "30d"
USUAL_ENTRIES: Final = 50


def no_progress(_done: int, _total: int | None) -> None:
    """Nobody watches."""


def wish_of(caller: Caller, arguments: Arguments, since: str = "") -> UsageWish:
    """The range and the filters that were asked for; `since` when no beginning was."""
    return UsageWish(
        profile=caller.profile,
        by=arguments.texts("by"),
        since=arguments.text("since", "" if arguments.text("from") else since),
        start=arguments.text("from"),
        end=arguments.text("to"),
        zone=arguments.text("tz", "UTC"),
        models=arguments.texts("models"),
        key=arguments.text("key"),
    )


def usage(caller: Caller, arguments: Arguments) -> Result:
    """See `show_usage`."""
    return show_usage(caller.machine, wish_of(caller, arguments), no_progress)


def ledger(caller: Caller, arguments: Arguments) -> Result:
    """See `show_ledger`."""
    wish = wish_of(caller, arguments, USUAL_LEDGER)
    limit = arguments.number("limit", USUAL_ENTRIES)
    return show_ledger(caller.machine, wish, arguments.text("type"), limit, no_progress)


def keys(caller: Caller, arguments: Arguments) -> Result:
    """See `list_keys`."""
    return list_keys(caller.machine, caller.profile, include_revoked=arguments.flag("include_revoked"))


def prices(caller: Caller, arguments: Arguments) -> Result:
    """See `show_prices`."""
    pattern, group, tier = (arguments.text(name) for name in ("pattern", "group", "tier"))
    return show_prices(caller.machine, caller.profile, pattern, group, tier)


ACCOUNT_TOOLS: Final = (
    ReadTool(
        name="balance",
        title="Balance",
        description="What the account can still spend, paid and free money apart.",
        command="balance",
        run=lambda caller, _: show_balance(caller.machine, caller.profile, None),
    ),
    ReadTool(
        name="usage",
        title="Usage and cost",
        description="What was used and what it cost, as the gateway billed it: 7 days in total, or by groups.",
        parameters=(
            Parameter(
                name="by",
                kind="texts",
                description="Groups of the rows: at most one window of the calendar, and dimensions.",
                choices=(*WINDOWS, *(name.replace("_", "-") for name in DIMENSIONS)),
            ),
            SINCE,
            START,
            END,
            ZONE,
            Parameter(name="models", kind="texts", description="Only these models."),
            Parameter(name="key", description="Only this key: its id, the beginning of its id, or its name."),
        ),
        command="usage",
        run=usage,
    ),
    ReadTool(
        name="keys_list",
        title="API keys",
        description="The API keys of the account: mask, status, budgets, last use; never a key itself.",
        parameters=(Parameter(name="include_revoked", kind="flag", description="Revoked keys as well."),),
        command="keys list",
        run=keys,
    ),
    ReadTool(
        name="keys_show",
        title="One API key",
        description="Everything about one API key but the key itself.",
        parameters=(KEY,),
        command="keys show",
        run=lambda caller, given: show_key(caller.machine, caller.profile, given.text("key")),
    ),
    ReadTool(
        name="models",
        title="Models",
        description="The models that the gateway offers.",
        parameters=(PATTERN,),
        command="models list",
        run=lambda caller, given: show_models(caller.machine, caller.profile, given.text("pattern")),
    ),
    ReadTool(
        name="prices",
        title="Prices",
        description="What models cost, in US dollars per million tokens, fees and group ratios included.",
        parameters=(
            PATTERN,
            Parameter(name="group", description="Only the prices of this group."),
            Parameter(name="tier", description="Only in this service tier, such as `priority`."),
        ),
        command="prices",
        run=prices,
    ),
    ReadTool(
        name="ledger",
        title="Ledger",
        description="The newest movements of the account's money; 30 days by default.",
        parameters=(
            SINCE,
            START,
            END,
            ZONE,
            Parameter(name="type", description="Only top_up, grant, usage, adjustment, refund..."),
            Parameter(
                name="limit", kind="number", description=f"So many at most; {USUAL_ENTRIES} by default."
            ),
        ),
        command="ledger",
        run=ledger,
    ),
)
"""All of them."""
