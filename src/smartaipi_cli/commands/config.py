"""`smartaipi config`. What writes is imported where it is called: reading a setting needs none of it."""

from typing import Annotated

import typer

from smartaipi_cli.actions.settings import reading
from smartaipi_cli.commands import options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import end, examples, finish, invocation_of, new_app
from smartaipi_cli.errors import UserError

app = new_app("Show and change our own settings, and say what a folder asks for.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The setting, as `config list` has it.")]
Place = Annotated[
    str, typer.Argument(metavar="[PATH]", help="The pin file or its folder; the nearest one by default.")
]


@app.command("list", epilog=examples("config list", "config list --json"))
def list_settings(context: typer.Context) -> None:
    """List every setting: what counts, where that comes from, and what it may be."""
    finish(context, reading.list_values)


@app.command("get", epilog=examples("config get default_profile", "config get profiles.work.models.codex"))
def get_setting(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="The setting; all of them by default.")] = "",
) -> None:
    """Print what counts for a setting: the file's value, else the preset's or the default."""
    finish(
        context, lambda machine: reading.get_value(machine, name) if name else reading.list_values(machine)
    )


@app.command(
    "set",
    epilog=examples(
        "config set default_profile work",
        "config set profiles.work.models.codex gpt-5.4",
        "config set defaults.secret helper",
    ),
)
def set_setting(
    context: typer.Context,
    name: Name,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What it should be.")],
) -> None:
    """Give a setting a value; comments and order in the file stay."""
    from smartaipi_cli.actions.settings import writing

    finish(context, lambda machine: writing.set_value(machine, name, value))


@app.command("unset", epilog=examples("config unset defaults.secret"))
def unset_setting(context: typer.Context, name: Name) -> None:
    """Take a setting out of the file, so that its preset or default counts."""
    from smartaipi_cli.actions.settings import writing

    finish(context, lambda machine: writing.unset_value(machine, name))


@app.command("path", epilog=examples("config path"))
def show_path(context: typer.Context) -> None:
    """Print where the file of the settings is."""
    finish(context, reading.show_path)


@app.command("edit", epilog=examples("config edit"))
def edit_settings(context: typer.Context) -> None:
    """Edit a copy of the file in VISUAL or EDITOR; it is taken over once it is valid, and kept if it is not."""
    from smartaipi_cli.actions.settings import editing

    finish(context, editing.edit_settings)


@app.command(
    "pin",
    epilog=examples("config pin --profile work", "config pin --model gpt-5.4 --role opus=claude-opus-4-6"),
)
def pin_folder(
    context: typer.Context,
    profile: Annotated[
        str,
        typer.Option("--profile", "-p", help="The profile to pin.", metavar="NAME", show_default=False),
    ] = "",
    model: Annotated[
        str,
        typer.Option(
            "--model", "-m", help="The model that set-ups ask for.", metavar="MODEL", show_default=False
        ),
    ] = "",
    secret: Annotated[
        str,
        typer.Option(
            "--secret", help="How tools get the key: helper, file or env.", metavar="WAY", show_default=False
        ),
    ] = "",
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            help="Which files of a tool are written: user or project.",
            metavar="SCOPE",
            show_default=False,
        ),
    ] = "",
    role: Annotated[
        list[str] | None,
        typer.Option(
            "--role",
            help="The model for a role: codex, opus, sonnet, haiku or fable; repeatable.",
            metavar="ROLE=MODEL",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write what this folder asks for into `.smartaipi.toml`, without secrets, and trust it.

    Commands that run in the folder or below obey it: after options and SMARTAIPI_ variables, before your own
    settings. Whoever else gets the file is asked to trust it first (smartaipi config trust).
    """
    from smartaipi_cli.actions.pin import changes as pins

    settings = {
        "profile": profile,
        "model": model,
        "secret": secret,
        "scope": scope,
        **read_roles(role or []),
    }
    wanted = {name: value for name, value in settings.items() if value}
    finish(context, lambda machine: pins.write_pin(machine, wanted))


def read_roles(words: list[str]) -> dict[str, str]:
    """Name in the pin file to model. Errors: `usage`."""
    pairs = [word.partition("=") for word in words]
    for word, (role, _, model) in zip(words, pairs, strict=True):
        if not role or not model:
            raise UserError("usage", f"`{word}` is no ROLE=MODEL", hint="--role codex=gpt-5.4")
    return {f"models.{role}": model for role, _, model in pairs}


@app.command("trust", epilog=examples("config trust", "config trust ~/src/project --yes"))
def trust_pin(context: typer.Context, path: Place = "", yes: options.Yes = False) -> None:
    """Obey the pin file of a folder, as long as no byte of it changes; shows what it asks for."""
    from smartaipi_cli.actions.pin import changes as pins

    invocation = invocation_of(context)
    candidate = pins.read_candidate(invocation.machine, path)
    if not candidate.is_trusted:
        if not invocation.json:
            invocation.output.blocks(candidate.blocks)
        agree(invocation, "obey it from now on?", yes=yes)
    end(invocation, pins.trust_candidate(invocation.machine, candidate))


@app.command("untrust", epilog=examples("config untrust"))
def distrust_pin(context: typer.Context, path: Place = "") -> None:
    """Obey the pin file of a folder no more."""
    from smartaipi_cli.actions.pin import changes as pins

    finish(context, lambda machine: pins.distrust(machine, path))
