"""`smartaipi cursor`."""

from dataclasses import replace
from typing import Annotated

import typer

from smartaipi_cli.actions.guide.cursor import CursorPage, check_cursor, page_result, prepare_page
from smartaipi_cli.actions.guide.request_watch import Watch, watch_for_request
from smartaipi_cli.actions.keys.handing import clipboard_of, copy_key
from smartaipi_cli.commands import options, tool_options
from smartaipi_cli.commands.invocation import end, examples, invocation_of, new_app
from smartaipi_cli.domain.spans import parse_lifetime
from smartaipi_cli.outcome import Invocation
from smartaipi_cli.results import Line, Result

app = new_app("Guide through Cursor's own settings, and check them.")


@app.command(epilog=examples("cursor", "cursor --copy --wait", "cursor --profile work --json"))
def cursor(
    context: typer.Context,
    profile: options.Profile = None,
    key: tool_options.KeyName = "",
    model: tool_options.Model = "",
    copy: Annotated[
        bool,
        typer.Option("--copy", help="Put the key into the clipboard, for 60 s. On a terminal you are asked."),
    ] = False,
    show_key: Annotated[
        bool, typer.Option("--show-key", help="Print the key itself; on a terminal alone.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Then watch the account's request log for your first request.")
    ] = False,
    duration: Annotated[
        str, typer.Option("--for", help="How long to watch: 5m, 1h.", metavar="SPAN")
    ] = "10m",
) -> None:
    """Guide through Cursor's own settings, and check them.

    Cursor keeps them in a database that it alone may write: this prints the steps with the values to enter, and
    looks, while Cursor does not run, at what is entered already. It never writes anything of Cursor's.
    """
    invocation = invocation_of(context)
    machine = invocation.machine
    lifetime = parse_lifetime(duration)
    page = prepare_page(machine, profile, key or None, model, show_key=show_key)
    result = page_result(page)
    if not invocation.json:
        show(invocation, result)
    if copy or wants_copy(invocation):
        result = with_note(invocation, result, page)
    if not wait:
        end(invocation, result if invocation.json else Result(exit_code=result.exit_code))
    if not invocation.json:
        invocation.output.say(f"watching for a request by this key, for {duration}; Ctrl-C ends it")
    watched = watch_for_request(
        machine,
        Watch(
            profile=page.profile.name,
            key=page.key.secret,
            duration=lifetime,
            explain=lambda: check_cursor(machine, page.profile.openai_url, page.models).mistakes,
        ),
    )
    if invocation.json:
        merged = (*result.warnings, *watched.warnings)
        watched = replace(watched, data={**result.data, **watched.data}, warnings=merged)
    end(invocation, watched)


def show(invocation: Invocation, result: Result) -> None:
    """Show the page now: what comes after it takes the person's time."""
    invocation.output.blocks(result.blocks)
    for warning in result.warnings:
        invocation.output.warning(warning)
    invocation.output.flush()


def wants_copy(invocation: Invocation) -> bool:
    """Ask a person, where there is one and a clipboard for it."""
    machine = invocation.machine
    if invocation.json or invocation.quiet or not machine.terminal.can_ask or clipboard_of(machine) is None:
        return False
    return machine.terminal.confirm("copy the key to the clipboard for 60 s?")


def with_note(invocation: Invocation, result: Result, page: CursorPage) -> Result:
    """Copy the key and tell how that went: now to a person, in the result to a program."""
    told = copy_key(invocation.machine, page.profile, page.key.secret)
    if isinstance(told, Line):
        if not invocation.json:
            invocation.output.blocks((told,))
        return replace(result, data={**result.data, "copied": True})
    if not invocation.json:
        invocation.output.warning(told)
    return replace(result, data={**result.data, "copied": False}, warnings=(*result.warnings, told))
