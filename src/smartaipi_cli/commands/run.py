"""`smartaipi run`."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from smartaipi_cli.actions.keys.options import read_budgets
from smartaipi_cli.actions.run import sweep as sweeping
from smartaipi_cli.actions.run.execution import run_command
from smartaipi_cli.actions.run.wish import RunWish
from smartaipi_cli.commands import options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import end, examples, finish, invocation_of
from smartaipi_cli.domain.spans import parse_lifetime
from smartaipi_cli.errors import UserError
from smartaipi_cli.render.streams import encode_json
from smartaipi_cli.results import Result


class CommandOrSweep(TyperGroup):
    """`sweep` directly behind `run` is the command of that name; every other word begins the user's own command."""

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        """The context of the one or the other."""
        if args and args[0] in self.commands:
            command = self.commands[args[0]]
            return command.make_context(f"{info_name} {args[0]}", list(args[1:]), parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


app = typer.Typer(
    cls=CommandOrSweep,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    subcommand_metavar="",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(
    epilog=examples(
        "run --budget 0.50 --ttl 30m -- claude -p 'say hi'",
        "run --models 'gpt-5*' --receipt r.json -- codex exec 'fix the tests'",
        "run --mask --client opencode -- make review",
        "run sweep --older-than 2h",
    )
)
def run(
    context: typer.Context,
    command: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="COMMAND...", help="The command; `--` before it, for one that is named `sweep`."
        ),
    ] = None,
    budget: Annotated[
        list[str] | None,
        typer.Option("--budget", help="What it may spend, in US dollars: 0.50, 5/day.", metavar="AMOUNT"),
    ] = None,
    ttl: Annotated[
        str,
        typer.Option(
            "--ttl", help="How long its key may live; 12h by default.", metavar="SPAN", show_default=False
        ),
    ] = "",
    models: Annotated[
        list[str] | None,
        typer.Option("--models", help="Only these models; `*` at the end.", metavar="PATTERN"),
    ] = None,
    client: Annotated[
        list[str] | None,
        typer.Option("--client", help="Lead this client to the gateway; may be repeated.", metavar="NAME"),
    ] = None,
    model: Annotated[
        str,
        typer.Option("--model", "-m", help="What the client asks for.", metavar="MODEL", show_default=False),
    ] = "",
    mask: Annotated[bool, typer.Option("--mask", help="Cover the key in what the command writes.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse bounds that the gateway does not keep itself.")
    ] = False,
    receipt: Annotated[
        Path | None,
        typer.Option(
            "--receipt", help="Write the receipt here too, as JSON.", metavar="FILE", show_default=False
        ),
    ] = None,
    fail_on_budget: Annotated[
        bool,
        typer.Option(
            "--fail-on-budget", help="End with 7 when the budget was spent and the command ended with 0."
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", hidden=True, help="Refused.")] = False,
    profile: options.Profile = None,
) -> None:
    """Make a key for one command, give it to that command alone, revoke it with its end, and tell what it cost.

    The command keeps the terminal, and its exit code is that of `run`. Its environment has the key in the
    variables that OpenAI's and Anthropic's libraries read; a client that is started or named by --client gets
    its own variables and a configuration of its own instead. The user's files are not touched.
    """
    invocation = invocation_of(context)
    invocation.json = json  # the word may stand among the command's own
    if json:
        raise UserError(
            "usage",
            "`run` prints no document",
            reason="standard output is the command's",
            hint="--receipt FILE",
        )
    wish = RunWish(
        command=tuple(command or ()),
        profile=profile,
        budgets=read_budgets(budget or ()),
        lifetime=parse_lifetime(ttl) if ttl else None,
        models=tuple(models or ()),
        clients=tuple(client or ()),
        model=model,
        is_masked=mask,
        is_strict=strict,
        fail_on_budget=fail_on_budget,
        receipt=receipt,
    )
    output, name = invocation.output, invocation.command

    def tell(result: Result) -> None:
        try:
            output.result(name, result)
        except (
            BrokenPipeError
        ):  # whoever read our remarks has gone; the command's outcome is still to be told
            discard_errors()

    code = run_command(invocation.machine, wish, tell, encode_json)
    raise typer.Exit(code)


@app.command("sweep", epilog=examples("run sweep", "run sweep --older-than 2h --dry-run", "run sweep --yes"))
def sweep(
    context: typer.Context,
    older_than: Annotated[
        str,
        typer.Option(
            "--older-than", help="Leave younger keys alone: others may be using them.", metavar="SPAN"
        ),
    ] = "12h",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show them, and revoke none.")] = False,
    yes: options.Yes = False,
    profile: options.Profile = None,
) -> None:
    """Revoke keys that runs have left behind.

    Those noted on this machine whose process is gone, and older ones from anywhere, which their names tell.
    """
    invocation = invocation_of(context)
    litter = sweeping.find_litter(invocation.machine, profile, parse_lifetime(older_than))
    if dry_run:
        end(invocation, sweeping.show_litter(litter))
    if litter.keys:
        invocation.output.say("\n".join(f"{key.name} ({key.id})" for key in litter.keys))
        agree(invocation, f"revoke {len(litter.keys)} keys?", yes=yes)
    finish(context, lambda machine: sweeping.sweep(machine, profile, litter))


def discard_errors() -> None:
    """After the reader of standard error has gone: Python's own flush at exit must not complain either."""
    with suppress(AttributeError, OSError, ValueError):  # no real stream behind it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
