"""The command table and the one place where an outcome becomes an exit code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from smartaipi_cli.commands.common import PROGRAM, add_common_options, words_of
from smartaipi_cli.commands.variables import defaults_of, is_on, variable_of
from smartaipi_cli.errors import UserError
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.outcome import Invocation, guarded

SUMMARY = """Set up AI coding tools on an AI gateway, and back.

No byte of your configuration is lost, and no key is left lying around.
New here? Try everything without an account: smartaipi sandbox demo"""


SUGGESTION = re.compile(r"Did you mean '([^']+)'|Possible options: (--[^,)]+)")
"""How the framework says what was probably meant."""

UsageError: type[Exception] = typer.BadParameter.__bases__[0]
"""The framework's base of all errors about arguments; Typer 0.27 has no public name for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One command: its name, the module that is imported when it runs, and its line in the root help."""

    name: str
    module: str
    summary: str
    hidden: bool = False


COMMANDS = (
    Entry(name="setup", module="setup", summary="Connect all installed tools at once"),
    Entry(name="claude", module="claude", summary="Set up Claude Code on a gateway, or take it back"),
    Entry(name="codex", module="codex", summary="Set up Codex on a gateway, or take it back"),
    Entry(name="opencode", module="opencode", summary="Set up OpenCode on a gateway, or take it back"),
    Entry(name="cline", module="cline", summary="Set up Cline on a gateway, or take it back"),
    Entry(name="kilo", module="kilo", summary="Set up Kilo Code on a gateway, or take it back"),
    Entry(name="continue", module="continue_dev", summary="Set up Continue on a gateway, or take it back"),
    Entry(name="qwen", module="qwen", summary="Set up Qwen Code on a gateway, or take it back"),
    Entry(name="roo", module="roo", summary="Set up Roo Code on a gateway, or take it back"),
    Entry(name="cursor", module="cursor", summary="Guide through Cursor's own settings, and check them"),
    Entry(
        name="claude-desktop",
        module="claude_desktop",
        summary="Guide through Claude Desktop's gateway mode",
    ),
    Entry(name="gemini", module="gemini", summary="Say why Gemini CLI cannot use a gateway"),
    Entry(name="open", module="open", summary="Open a page of the gateway: dashboard, docs, keys, chat"),
    Entry(name="shell", module="shell", summary="Let new shells know a gateway, or take it back"),
    Entry(name="env", module="env", summary="Print variables for a shell, a CI job or a dotenv file"),
    Entry(name="run", module="run", summary="Run a command with a key of its own, revoked with its end"),
    Entry(name="status", module="status", summary="Show which tools are connected to what"),
    Entry(name="doctor", module="doctor", summary="Find what keeps tools from working, and repair it"),
    Entry(name="undo", module="undo", summary="Take a change back, byte for byte"),
    Entry(name="history", module="history", summary="List, show and restore earlier changes"),
    Entry(name="repair", module="repair", summary="Finish or take back a change that was interrupted"),
    Entry(name="profiles", module="profiles", summary="Manage gateway accounts on this machine"),
    Entry(name="login", module="login", summary="Keep an API key or account token for a profile"),
    Entry(name="logout", module="logout", summary="Forget a profile's credentials"),
    Entry(name="whoami", module="whoami", summary="Show which profile and credentials are in use"),
    Entry(name="config", module="config", summary="Change our own settings, and what a folder asks for"),
    Entry(name="gateways", module="gateways", summary="Show the gateways that are known by name"),
    Entry(name="keys", module="keys", summary="Create, change, rotate and revoke API keys"),
    Entry(name="budgets", module="budgets", summary="Show, set and remove budgets"),
    Entry(name="usage", module="usage", summary="Show what was used and what it cost"),
    Entry(name="balance", module="balance", summary="Show what the account can still spend"),
    Entry(name="ledger", module="ledger", summary="Show every movement of the account's money"),
    Entry(name="models", module="models", summary="Show the models that a gateway offers"),
    Entry(name="prices", module="prices", summary="Show what models cost"),
    Entry(name="test", module="test", summary="Send requests to the gateway, time and judge the answers"),
    Entry(name="bench", module="bench", summary="Measure latency, throughput and goodput under load"),
    Entry(name="mcp", module="mcp", summary="Let agents ask about the account"),
    Entry(name="completion", module="completion", summary="Let TAB complete commands, options and names"),
    Entry(name="sandbox", module="sandbox", summary="Run a local gateway, or a demo of everything"),
    Entry(name="credential", module="credential", summary="Print one key for a tool's helper", hidden=True),
)
"""Every command, in the order of the root help."""


class Deferred(TyperCommand):
    """Stands for a command until it runs: only then is its module imported and the real command built."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(
            name=entry.name, help=entry.summary, hidden=entry.hidden, rich_markup_mode=None, callback=None
        )
        self.module = entry.module

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        """The context of the real command, with the defaults that the environment gives its options."""
        command = self.load()
        environment = parent.obj.machine.environment if parent else {}
        extra["default_map"] = defaults_of(command, str(self.name), environment)
        return command.make_context(info_name, args, parent, **extra)

    def load(self) -> Any:
        """The real command."""
        module = import_module(f"smartaipi_cli.commands.{self.module}")
        command = typer.main.get_command(module.app)
        command.name = self.name
        return add_common_options(command, str(self.name))


def build_root() -> TyperGroup:
    """The root command with a stand-in for each entry of the table."""
    return TyperGroup(
        name=PROGRAM,
        help=SUMMARY,
        commands={entry.name: Deferred(entry) for entry in COMMANDS},
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        params=[
            TyperOption(
                param_decls=["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=show_version,
                help="Show the version and exit.",
            )
        ],
        epilog="`smartaipi COMMAND --help` explains a command.",
    )


def show_version(context: Any, _parameter: Any, value: bool) -> None:
    """Print the version where the entry point's own answer did not apply."""
    if value:
        from smartaipi_cli._version import __version__

        cast("Invocation", context.obj).machine.terminal.output.write(f"{PROGRAM} {__version__}\n")
        raise typer.Exit


def walk() -> Iterator[tuple[str, ...]]:
    """The path of every visible command, groups before their commands; imports every module."""
    for entry in COMMANDS:
        if entry.hidden:
            continue
        yield (entry.name,)
        command = Deferred(entry).load()
        for name in getattr(command, "commands", {}):
            yield (entry.name, name)


def run(arguments: Sequence[str], machine: Machine | None = None) -> int:
    """Run one command and give its exit code."""
    if machine is None:
        from smartaipi_cli.composition import real_machine

        machine = real_machine()
    wants_document = bool({"--json", "--fields"} & {*arguments}) or is_on(
        machine.environment.get("SMARTAIPI_JSON", "")
    )
    invocation = Invocation(machine=machine, json=wants_document)
    return guarded(invocation, arguments, lambda: dispatch(invocation, arguments))


def dispatch(invocation: Invocation, arguments: Sequence[str]) -> int:
    """Let the framework find and run the command; what it says about wrong arguments becomes our error.

    Its own `main` is not used: that turns Ctrl-C and a closed pipe into exit codes before we hear of them.
    """
    root = build_root()
    try:
        with root.make_context(PROGRAM, list(arguments), obj=invocation) as context:
            root.invoke(context)
    except typer.Exit as ended:
        return ended.exit_code
    except (typer.Abort, EOFError) as problem:
        raise KeyboardInterrupt from problem
    except UsageError as problem:
        if type(problem).__name__ == "NoArgsIsHelpError":  # its message is the help of a group
            invocation.output.say(message_of(problem))
            return ExitCode.USAGE
        raise usage_error(invocation, problem) from problem
    return ExitCode.DONE


def message_of(problem: Exception) -> str:
    """What the framework says."""
    return str(getattr(problem, "format_message", problem.__str__)())


def usage_error(invocation: Invocation, problem: Exception) -> UserError:
    """What the framework says about wrong arguments, in our form."""
    context = getattr(problem, "ctx", None)
    path = context.command_path if context else PROGRAM
    invocation.command = path.removeprefix(PROGRAM).strip()
    message = message_of(problem).rstrip(".")
    meant = SUGGESTION.search(message)
    return UserError(
        "usage",
        message,
        reason=origin_of(problem, context),
        hint=f"{path} {meant[1] or meant[2]} --help" if meant else f"{path} --help",
    )


def origin_of(problem: Exception, context: Any) -> str:
    """Where a refused value was found, when it was not typed."""
    parameter = getattr(problem, "param", None)
    if context is None or parameter is None:
        return ""
    source = context.get_parameter_source(parameter.name)
    if source is None or source.name != "DEFAULT_MAP":
        return ""
    return f"the value stands in {variable_of(parameter.opts, words_of(context))}"
