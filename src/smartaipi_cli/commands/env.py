"""`smartaipi env`."""

from typing import Annotated, NoReturn

import typer

from smartaipi_cli.actions.environment.exports import EnvironmentRequest, read_exports
from smartaipi_cli.actions.environment.github import append_github, prepare_github
from smartaipi_cli.actions.environment.gitlab import prepare_gitlab, write_gitlab
from smartaipi_cli.actions.environment.outcomes import rehearsed
from smartaipi_cli.actions.environment.printing import print_exports, print_unset, refuse_terminal
from smartaipi_cli.actions.environment.shell_lines import EVALUATIONS
from smartaipi_cli.commands import options, tool_options
from smartaipi_cli.commands.asking import ask_about
from smartaipi_cli.commands.invocation import end, examples, finish, invocation_of, new_app
from smartaipi_cli.errors import UserError
from smartaipi_cli.outcome import Invocation

app = new_app("Give a shell, a CI job or a dotenv file the variables for a gateway.")


EXAMPLES = examples(
    "env --shell fish | source", "env --github", "env --dotenv --output .env.local", "env --unset"
).replace("Examples:", 'Examples:\n  eval "$(smartaipi env --shell bash)"', 1)


@app.command(epilog=EXAMPLES)
def env(
    context: typer.Context,
    shell: Annotated[
        str,
        typer.Option(
            "--shell",
            help=f"{', '.join(EVALUATIONS)}; by default your own.",
            metavar="NAME",
            show_default=False,
        ),
    ] = "",
    client: Annotated[
        str,
        typer.Option(
            "--client",
            help="Only what this one obeys: claude, openai or anthropic (the libraries), "
            "or a tool that was set up with --secret env.",
            metavar="NAME",
            show_default=False,
        ),
    ] = "",
    profile: options.Profile = None,
    key: tool_options.KeyName = "",
    unset: Annotated[bool, typer.Option("--unset", help="Print what takes the variables away.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the key on a terminal, too.")] = False,
    github: Annotated[
        bool, typer.Option("--github", help="Mask the key, and set the variables for a job's later steps.")
    ] = False,
    gitlab: Annotated[
        bool, typer.Option("--gitlab", help="Make a dotenv report for a pipeline's later jobs.")
    ] = False,
    dotenv: Annotated[
        bool, typer.Option("--dotenv", help="Set the variables in a dotenv file; nothing else in it changes.")
    ] = False,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            help="The file of --dotenv (.env) or --gitlab (smartaipi.env).",
            metavar="FILE",
            show_default=False,
        ),
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Write the key into a file that Git tracks.")
    ] = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Print the variables for the libraries of OpenAI and Anthropic, for your shell to evaluate.

    The key is the profile's, in quotes that no character of it gets out of. It is printed into a pipe alone.
    """
    refuse_together({"--github": github, "--gitlab": gitlab, "--dotenv": dotenv, "--unset": unset})
    if output and not (gitlab or dotenv):
        raise UserError("usage", "--output names the file of --dotenv or --gitlab", hint="add --dotenv")
    request = EnvironmentRequest(profile=profile, key_name=key or None, client=client)
    if unset:
        finish(context, lambda machine: print_unset(machine, request, shell))
    invocation = invocation_of(context)
    if github:
        run_github(invocation, request, only_shown=dry_run, show=show)
    if gitlab:
        run_gitlab(invocation, request, output, only_shown=dry_run)
    if dotenv:
        run_dotenv(invocation, request, output, force=force, only_shown=dry_run, yes=yes)
    finish(context, lambda machine: print_exports(machine, request, shell, show=show))


def run_github(
    invocation: Invocation, request: EnvironmentRequest, *, only_shown: bool, show: bool
) -> NoReturn:
    """Mask first: nothing is in the job's variables before the runner covers it."""
    machine = invocation.machine
    prepared = prepare_github(machine, read_exports(machine, request))
    if only_shown:
        end(invocation, rehearsed(prepared.exports, prepared.file))
    if invocation.json:
        raise UserError(
            "usage",
            "--github and --json exclude each other",
            reason="standard output carries the runner's commands, each on a line of its own",
        )
    refuse_terminal(machine, "smartaipi env --shell bash", show=show)
    invocation.output.blocks(prepared.masks)
    invocation.output.flush()
    end(invocation, append_github(machine, prepared))


def run_gitlab(
    invocation: Invocation, request: EnvironmentRequest, file: str, *, only_shown: bool
) -> NoReturn:
    """Make the report."""
    report = prepare_gitlab(invocation.machine, read_exports(invocation.machine, request), file)
    if only_shown:
        end(invocation, rehearsed(report.exports, report.path))
    end(invocation, write_gitlab(invocation.machine, report))


def run_dotenv(
    invocation: Invocation,
    request: EnvironmentRequest,
    file: str,
    *,
    force: bool,
    only_shown: bool,
    yes: bool,
) -> NoReturn:
    """Show what changes in a file that is there, ask, apply."""
    # A shell evaluates the other form each time that it starts, and needs nothing that edits files.
    from smartaipi_cli.actions.environment.dotenv import prepare_dotenv, show_dotenv, write_dotenv

    machine = invocation.machine
    prepared = prepare_dotenv(machine, read_exports(machine, request), file, force=force)
    if only_shown:
        end(invocation, show_dotenv(prepared))
    if not prepared.is_new:
        ask_about(invocation, prepared.plan, yes=yes)
    end(invocation, write_dotenv(machine, prepared))


def refuse_together(given: dict[str, bool]) -> None:
    """Errors: `usage` for more than one place to go."""
    chosen = [name for name, is_given in given.items() if is_given]
    if len(chosen) > 1:
        raise UserError("usage", f"{' and '.join(chosen)} exclude each other", reason="one at a time")
