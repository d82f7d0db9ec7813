"""The command of a client: the options that its facts ask for, and those of its own."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, NoReturn

import typer

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.commands import options, tool_options
from smartaipi_cli.commands.connecting import Manner, read_choice, read_scope, run_connection
from smartaipi_cli.commands.invocation import examples
from smartaipi_cli.tools.base import SecretWay, ToolSpec

WAYS: Mapping[SecretWay, str] = {
    "helper": "the client asks smartaipi for the key",
    "file": "the client reads the key from a file that only you can read",
    "env": "the client reads a variable of its environment",
    "inline": "the key stands in its file",
}

OwnOptions = Callable[..., Connect]
"""(the request as the common options make it, the client's own options by name) -> the whole request."""


def tool_command(
    app: typer.Typer,
    spec: ToolSpec,
    *shown: str,
    project: str = "",
    ways_help: str = "",
    protocol_help: str = "",
) -> Callable[[OwnOptions], OwnOptions]:
    """Make a function the command that sets up a client, or takes it back.

    Its docstring is the help, its keyword-only parameters are the options that this client alone has. `shown` are
    the examples. `project` says where the project's scope is; `ways_help` and `protocol_help` are the help of
    `--secret` and `--protocol` where the client's facts do not say it all.
    """

    def register(own: OwnOptions) -> OwnOptions:
        own_parameters = tuple(inspect.signature(own).parameters.values())[1:]

        def run(context: typer.Context, **values: Any) -> NoReturn:
            manner = Manner(**{name: values[name] for name in inspect.signature(Manner).parameters})
            request = own(
                read_request(spec, values),
                **{parameter.name: values[parameter.name] for parameter in own_parameters},
            )
            run_connection(context, request, manner)

        parameters = (
            *inspect.signature(common).parameters.values(),
            *protocol_option(spec, protocol_help),
            *own_parameters,
            secret_option(spec, ways_help),
            scope_option(spec, project),
            *inspect.signature(going_about).parameters.values(),
        )
        give_signature(run, parameters)
        run.__doc__ = own.__doc__
        app.command(spec.name, epilog=examples(*shown))(run)
        return own

    return register


def read_request(spec: ToolSpec, values: Mapping[str, Any]) -> Connect:
    """What the common options ask for. Errors: `usage`."""
    return Connect(
        tool=spec.name,
        profile=values["profile"],
        key_name=values["key"] or None,
        model=values["model"],
        protocol=read_choice(values.get("protocol", ""), ("", *spec.protocols), "--protocol"),
        secret=read_choice(values["secret"], ("", *spec.ways), "--secret"),
        scope=read_scope(read_choice(values["scope"], ("", *spec.scopes), "--scope")),
        by_hand=values["print_only"],
        unasked=values["yes"],
    )


def common(
    profile: options.Profile = None, key: tool_options.KeyName = "", model: tool_options.Model = ""
) -> None:
    """The options that come first."""


def going_about(
    remove: tool_options.Remove = False,
    print_only: tool_options.Print = False,
    verify: tool_options.Verify = True,
    keep: tool_options.Keep = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """The options that come last: the members of `Manner`, and how the outcome is printed."""


def protocol_option(spec: ToolSpec, text: str) -> Iterator[inspect.Parameter]:
    """`--protocol`, where the client speaks several."""
    if len(spec.protocols) > 1:
        first, *others = spec.protocols
        default = f"{first} (the default where the gateway has it)"
        yield text_option("protocol", text or f"{alternatives((default, *others))}.", "NAME")


def secret_option(spec: ToolSpec, text: str) -> inspect.Parameter:
    """`--secret`, the best way first."""
    first, *others = spec.ways
    if not others:
        return text_option("secret", f"{first}: {spec.label} knows no other; {WAYS[first]}.", "WAY")
    ways = (f"{first} (the default: {WAYS[first]})", *(f"{way} ({WAYS[way]})" for way in others))
    return text_option("secret", text or f"{alternatives(ways)}.", "WAY")


def scope_option(spec: ToolSpec, project: str) -> inspect.Parameter:
    """`--scope`."""
    has_project = "project" in spec.scopes
    text = (
        f"user (the default), or project ({project})." if has_project else f"user: {spec.label} has no other."
    )
    return text_option("scope", text, "SCOPE")


def text_option(name: str, text: str, metavar: str) -> inspect.Parameter:
    """An option that takes a word, none by default."""
    option = typer.Option(f"--{name}", help=text, metavar=metavar, show_default=False)
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default="", annotation=Annotated[str, option]
    )


def alternatives(words: tuple[str, ...]) -> str:
    """`a, b or c`."""
    *some, last = words
    return f"{', '.join(some)} or {last}" if some else last


def give_signature(function: Callable[..., object], parameters: tuple[inspect.Parameter, ...]) -> None:
    """Let the framework see these parameters, after the context that it hands over."""
    context, *_ = inspect.signature(function).parameters.values()
    shown = (parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters)
    signature = inspect.Signature([context, *shown])
    vars(function)["__signature__"] = signature
    function.__annotations__ = {name: one.annotation for name, one in signature.parameters.items()}
