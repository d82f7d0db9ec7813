"""`smartaipi usage`."""

from pathlib import Path
from typing import Annotated

import typer

from smartaipi_cli.actions.usage.export import export_log
from smartaipi_cli.actions.usage.log import TailWish, follow_log, show_log, show_request
from smartaipi_cli.actions.usage.totals import show_usage
from smartaipi_cli.actions.usage.wish import UsageWish
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish, finish_watched, new_app
from smartaipi_cli.domain.spans import parse_lifetime
from smartaipi_cli.errors import UserError
from smartaipi_cli.render.streams import encode_csv, encode_json

app = new_app("Show what was used and what it cost.", runs_alone=True)

Since = Annotated[
    str,
    typer.Option("--since", help="A span (7d) or a date; 7d by default.", metavar="TIME", show_default=False),
]
Start = Annotated[
    str, typer.Option("--from", help="The beginning, instead of --since.", metavar="TIME", show_default=False)
]
End = Annotated[
    str, typer.Option("--to", help="The end; now by default.", metavar="TIME", show_default=False)
]
Zone = Annotated[str, typer.Option("--tz", help="The time zone of windows and dates.", metavar="ZONE")]
Models = Annotated[
    list[str] | None, typer.Option("--model", "-m", help="Only this model; may be repeated.", metavar="MODEL")
]
KeyFilter = Annotated[
    str,
    typer.Option(
        "--key", "-k", help="Only this key: id, beginning of it, or name.", metavar="KEY", show_default=False
    ),
]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
Limit = Annotated[int, typer.Option("--limit", "-n", help="So many of the newest.", min=1, metavar="N")]
All = Annotated[bool, typer.Option("--all", help="All of them, however many.")]


@app.callback(
    epilog=examples(
        "usage --by day --since 30d",
        "usage --by model --json",
        "usage --by day --by model --tz Europe/Berlin --csv",
        "usage log --key ci",
    )
)
def usage(
    context: typer.Context,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            "-b",
            help="hour, day, week, month, model, actual-model, key, group, status; may be repeated.",
            metavar="GROUP",
        ),
    ] = None,
    since: Since = "",
    start: Start = "",
    end: End = "",
    zone: Zone = "UTC",
    models: Models = None,
    key: KeyFilter = "",
    csv: Csv = False,
    profile: options.Profile = None,
) -> None:
    """Show what was used and what it cost, as the gateway billed it."""
    if context.invoked_subcommand:
        refuse_options_before(context)
        return
    wish = UsageWish(
        profile=profile,
        by=tuple(by or ()),
        since=since,
        start=start,
        end=end,
        zone=zone,
        models=tuple(models or ()),
        key=key,
        csv=csv,
    )
    finish_watched(context, lambda machine, progress: show_usage(machine, wish, progress))


def refuse_options_before(context: typer.Context) -> None:
    """Options before the name of a command would be lost without a word. Errors: `usage`."""
    sources = (context.get_parameter_source(one.name or "") for one in context.command.params)
    if any(source and source.name == "COMMANDLINE" for source in sources):
        raise UserError(
            "usage",
            "options belong behind the command's name",
            hint=f"smartaipi usage {context.invoked_subcommand} … OPTIONS",
        )


@app.command(
    "log",
    epilog=examples(
        "usage log --limit 20",
        "usage log --all --since 30d --output requests.jsonl",
        "usage log --all --json",
    ),
)
def log(
    context: typer.Context,
    since: Since = "",
    start: Start = "",
    end: End = "",
    zone: Zone = "UTC",
    models: Models = None,
    key: KeyFilter = "",
    limit: Limit = 50,
    everything: All = False,
    csv: Csv = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write all of them to this new file, a JSON object a line.", metavar="FILE"
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an export that was cut short.")
    ] = False,
    profile: options.Profile = None,
) -> None:
    """Show single requests, the newest first."""
    wish = UsageWish(
        profile=profile,
        since=since,
        start=start,
        end=end,
        zone=zone,
        models=tuple(models or ()),
        key=key,
        csv=csv,
    )
    if resume and output is None:
        raise UserError("usage", "--resume goes on with a file", hint="name it: --output FILE --resume")
    if output is not None:
        encode = encode_csv if csv else encode_json
        finish_watched(
            context,
            lambda machine, progress: export_log(machine, wish, output, encode, progress, resume=resume),
        )
    finish_watched(
        context, lambda machine, progress: show_log(machine, wish, None if everything else limit, progress)
    )


@app.command("tail", epilog=examples("usage tail", "usage tail --key ci --count 10 --json"))
def tail(
    context: typer.Context,
    models: Models = None,
    key: KeyFilter = "",
    interval: Annotated[
        float, typer.Option("--interval", help="Seconds between two looks.", min=0.5, metavar="S")
    ] = 2.0,
    count: Annotated[
        int, typer.Option("--count", help="End after so many; 0 never ends.", min=0, metavar="N")
    ] = 0,
    duration: Annotated[
        str, typer.Option("--for", help="End after this time: 10m, 2h.", metavar="SPAN", show_default=False)
    ] = "",
    csv: Csv = False,
    profile: options.Profile = None,
) -> None:
    """Follow the request log as it grows, until Ctrl-C."""
    wish = TailWish(
        usage=UsageWish(profile=profile, models=tuple(models or ()), key=key, csv=csv),
        interval_s=interval,
        count=count,
        duration=parse_lifetime(duration) if duration else None,
    )
    finish(context, lambda machine: follow_log(machine, wish))


@app.command("show", epilog=examples("usage show req_0123456789abcdef"))
def show(
    context: typer.Context,
    request: Annotated[str, typer.Argument(metavar="REQUEST", help="The request's id.")],
    profile: options.Profile = None,
) -> None:
    """Show one request in full."""
    finish(context, lambda machine: show_request(machine, profile, request))
