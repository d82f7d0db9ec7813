"""`smartaipi test`."""

from pathlib import Path
from typing import Annotated

import typer

from smartaipi_cli.actions.conformance.checking import CLIENT_NAMES, ConformanceWish, check_conformance
from smartaipi_cli.actions.request_test.material import read_headers, read_picture, read_prompt, read_tools
from smartaipi_cli.actions.request_test.sending import PROTOCOL_NAMES, TestWish
from smartaipi_cli.actions.request_test.single import Watching, run_single, show_curl, show_definitions
from smartaipi_cli.actions.request_test.suite import run_suite
from smartaipi_cli.commands import options, tool_options
from smartaipi_cli.commands.connecting import read_choice
from smartaipi_cli.commands.invocation import end, examples, finish_watched, invocation_of, new_app
from smartaipi_cli.errors import UserError
from smartaipi_cli.outcome import Invocation
from smartaipi_cli.render.live_text import LiveText

app = new_app("Send requests to the gateway, time them and judge the answers.")


@app.command(
    "test",
    epilog=examples(
        "test",
        "test chat --prompt 'Say hello' --model gpt-5.4",
        "test responses --reasoning-effort low --json",
        "test images --prompt 'a red boat' --save boat.png",
        "test messages --curl",
        "test --for codex",
    ),
)
def send_requests(
    context: typer.Context,
    protocol: Annotated[
        str,
        typer.Argument(
            metavar="[PROTOCOL]",
            help=f"{', '.join(PROTOCOL_NAMES)}; without one a cheap request over each that the gateway should speak.",
        ),
    ] = "",
    profile: options.Profile = None,
    key: tool_options.KeyName = "",
    model: tool_options.Model = "",
    for_client: Annotated[
        str,
        typer.Option(
            "--for",
            help=f"Ask for all that a client needs of a gateway: {', '.join(CLIENT_NAMES)}.",
            metavar="CLIENT",
            show_default=False,
        ),
    ] = "",
    prompt: Annotated[
        str,
        typer.Option("--prompt", help="What to ask; `-` reads it from standard input.", show_default=False),
    ] = "",
    system: Annotated[
        str, typer.Option("--system", help="What to tell the model first.", show_default=False)
    ] = "",
    stream: Annotated[
        bool, typer.Option("--stream/--no-stream", help="Ask for the answer as it is made.")
    ] = True,
    reasoning_effort: Annotated[
        str,
        typer.Option(
            "--reasoning-effort",
            help="none, minimal, low, medium, high or xhigh.",
            metavar="EFFORT",
            show_default=False,
        ),
    ] = "",
    service_tier: Annotated[
        str,
        typer.Option(
            "--service-tier", help="auto, default, flex or priority.", metavar="TIER", show_default=False
        ),
    ] = "",
    temperature: Annotated[
        float | None, typer.Option("--temperature", min=0, max=2, help="From 0 to 2.", show_default=False)
    ] = None,
    max_tokens: Annotated[
        int,
        typer.Option("--max-tokens", min=0, help="The most to answer; 0 leaves it open.", show_default=False),
    ] = 0,
    tool: Annotated[
        list[Path] | None,
        typer.Option(
            "--tool",
            help="Offer the tool that this JSON file describes; may stand several times.",
            metavar="FILE",
        ),
    ] = None,
    image: Annotated[
        Path | None, typer.Option("--image", help="A picture to look at, or to edit.", metavar="FILE")
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option("--header", help="One more header; may stand several times.", metavar="'NAME: VALUE'"),
    ] = None,
    ws_frame: Annotated[
        str,
        typer.Option(
            "--ws-frame", help="auto, flat or wrapped: the form of WebSocket frames.", metavar="FORM"
        ),
    ] = "auto",
    retries: Annotated[
        int, typer.Option("--retries", min=0, max=10, help="How often to try again what may pass.")
    ] = 0,
    fallback_model: Annotated[
        str,
        typer.Option(
            "--fallback-model",
            help="The model to ask when the first cannot answer.",
            metavar="MODEL",
            show_default=False,
        ),
    ] = "",
    raw: Annotated[bool, typer.Option("--raw", help="Print the answer as it came over the wire.")] = False,
    save: Annotated[
        str,
        typer.Option(
            "--save",
            help="Keep the answer in a new file; pictures are always kept.",
            metavar="FILE",
            show_default=False,
        ),
    ] = "",
    curl: Annotated[
        bool,
        typer.Option(
            "--curl", help="Print the same request for curl, with the key as a variable; send nothing."
        ),
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what the times mean, and send nothing.")
    ] = False,
) -> None:
    """Send requests to the gateway, time them and judge the answers.

    Without a protocol: one cheap request over each that the gateway should speak, in a table, and a sentence for
    everything that is not as it should be. With `--for`: all that a client really sends and needs, one requirement
    after the other. Ends with the code of the gravest: 9 for an answer that is whole but not
    right, 4, 7 or 8 for none.
    """
    invocation = invocation_of(context)
    if explain:
        end(invocation, show_definitions())
    if for_client:
        refuse_together(protocol=protocol, prompt=prompt, curl=curl, raw=raw, save=save)
        asked_for = ConformanceWish(client=for_client, profile=profile, key_name=key or None, model=model)
        finish_watched(
            context, lambda machine, progress: check_conformance(machine, asked_for, progress), "requirements"
        )
    machine = invocation.machine
    wish = TestWish(
        profile=profile,
        key_name=key or None,
        protocol=read_choice(protocol, ("", *PROTOCOL_NAMES), "test"),
        model=model,
        **({"prompt": asked} if (asked := read_prompt(machine, prompt)) else {}),
        system=system,
        is_streamed=stream,
        effort=reasoning_effort,
        tier=service_tier,
        temperature=temperature,
        maximum_tokens=max_tokens,
        frame=read_choice(ws_frame, ("auto", "flat", "wrapped"), "--ws-frame"),
        tools=read_tools(machine, tool or ()),
        image=read_picture(machine, image),
        headers=read_headers(header or ()),
        attempts=retries + 1,
        fallback_model=fallback_model,
    )
    if not protocol:
        refuse_for_all(curl=curl, raw=raw, save=bool(save), image=image is not None)
        finish_watched(context, lambda machine, progress: run_suite(machine, wish, progress), "protocols")
    if curl:
        end(invocation, show_curl(machine, wish))
    text, watching = watch(invocation, is_silent=raw)
    try:
        result = run_single(machine, wish, watching, raw=raw, save=save)
    finally:
        text.end()
    end(invocation, result)


def watch(invocation: Invocation, *, is_silent: bool) -> tuple[LiveText, Watching]:
    """Show the answer while it comes, unless the output has another form."""
    output = invocation.output
    text = LiveText(output.stdout)
    is_shown = not (is_silent or invocation.json)
    return text, Watching(
        on_text=text.write if is_shown else lambda _: None,
        on_attempt=output.blocks if is_shown else lambda _: None,
    )


def refuse_together(**given: object) -> None:
    """Errors: `usage` for what means nothing beside `--for`, which sends what the client sends."""
    for name, value in given.items():
        if value:
            shown = "a protocol" if name == "protocol" else f"--{name}"
            raise UserError(
                "usage", f"--for and {shown} exclude each other", hint="smartaipi test --for claude"
            )


def refuse_for_all(**given: bool) -> None:
    """Errors: `usage` for options that mean something for one protocol alone."""
    for name, is_given in given.items():
        if is_given:
            raise UserError("usage", f"--{name} needs a protocol", hint=f"smartaipi test chat --{name}")
