"""`keys rotate`: the new secret is in somebody's hands before the old one ends."""

from datetime import timedelta
from typing import Annotated, NoReturn

import typer

from smartaipi_cli.actions.rotation.native import Rotating, RotationWish
from smartaipi_cli.actions.rotation.rotation import (
    acknowledge,
    finish_rotation,
    look_before_rotating,
    resume_rotation,
    start_rotation,
)
from smartaipi_cli.commands import key_options, options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import end, invocation_of
from smartaipi_cli.commands.key_secrets import read_delivery
from smartaipi_cli.domain.spans import parse_lifetime
from smartaipi_cli.errors import UserError
from smartaipi_cli.outcome import Invocation


def rotate(
    context: typer.Context,
    key: Annotated[
        str, typer.Argument(metavar="[KEY]", help="Its id, the beginning of it, or its name.")
    ] = "",
    grace: Annotated[
        str,
        typer.Option(
            "--grace", help="How long the old secret still works: 1h.", metavar="SPAN", show_default=False
        ),
    ] = "",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a rotation that was cut short.")
    ] = False,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify/--no-verify",
            help="Store the new key only once the gateway takes it.",
            show_default=True,
        ),
    ] = True,
    store: key_options.Store = False,
    store_name: key_options.StoreAs = "",
    raw: key_options.Raw = False,
    output: key_options.OutputFile = "",
    profile: options.Profile = None,
    yes: options.Yes = False,
) -> None:
    """Give a key a new secret; the old one ends at once, or after its grace.

    Where a gateway cannot do that, a twin of the key takes its place, step by step and resumable.
    """
    invocation = invocation_of(context)
    delivery = read_delivery(invocation, store, store_name, raw, output)
    if resume:
        other = delivery if delivery.way != "show" else None
        rotating = resume_rotation(invocation.machine, profile, key, other)
    else:
        if not key:
            raise UserError("usage", "which key?", hint="smartaipi keys rotate KEY")
        found, users = look_before_rotating(invocation.machine, profile, key)
        span = parse_lifetime(grace) if grace else timedelta()
        last = f"in {grace}" if grace else "at once"
        if not invocation.json:
            invocation.output.say(f"the old secret of {found.id} ({found.redacted_value}) ends {last}")
        agree(invocation, "rotate it?", yes=yes)
        wish = RotationWish(profile=profile, key=found, grace=span, delivery=delivery, verify=verify)
        rotating = start_rotation(invocation.machine, wish, users)
    complete(invocation, rotating)


def complete(invocation: Invocation, rotating: Rotating) -> NoReturn:
    """Show the new secret, then end the old one: it must not be gone before somebody has the other.

    A JSON document is whole only at the end; a rotation whose document nobody took is to be resumed.
    """
    machine, output = invocation.machine, invocation.output
    try:
        if invocation.json:
            result = finish_rotation(machine, rotating, is_seen=False)
            invocation.show(result)
            acknowledge(machine, rotating, result)
            raise typer.Exit(int(result.exit_code))
        if rotating.delivered:
            output.blocks(rotating.delivered.blocks)
            output.flush()
    except BrokenPipeError as problem:
        if not rotating.is_shown:
            raise
        raise UserError(
            "rotation-unfinished",
            "nobody took the new secret",
            reason="standard output was closed",
            hint=f"smartaipi keys rotate {rotating.again}",
        ) from problem
    end(invocation, finish_rotation(machine, rotating, is_seen=True))
