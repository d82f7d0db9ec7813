"""`smartaipi bench`."""

from pathlib import Path
from typing import Annotated

import typer

from smartaipi_cli.actions.benchmark.plan import make_plan
from smartaipi_cli.actions.benchmark.running import explain, run_benchmark
from smartaipi_cli.actions.benchmark.wish import PROMPT, BenchWish
from smartaipi_cli.commands import options, tool_options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import end, examples, finish_watched, invocation_of, new_app

app = new_app("Measure latency, throughput and goodput under load.")


@app.command(
    epilog=examples(
        "bench --requests 20 --model gpt-5.4",
        "bench --concurrency 4 --slo ttft=2s,itl=80ms",
        "bench --rate 5 --duration 30s --fail-if 'p95_ttft>2s'",
        "bench --transport sse,websocket",
        "bench --compare other --requests 50",
        "bench --save before.json",
        "bench --baseline before.json",
    )
)
def bench(
    context: typer.Context,
    model: tool_options.Model = "",
    protocol: Annotated[
        str,
        typer.Option(
            "--protocol",
            help="chat, responses or messages; the model's own by default.",
            metavar="NAME",
            show_default=False,
        ),
    ] = "",
    transport: Annotated[
        str, typer.Option("--transport", help="sse, websocket, or both in turn.", metavar="LIST")
    ] = "sse",
    concurrency: Annotated[
        int | None,
        typer.Option(
            "--concurrency",
            "-c",
            help="A closed loop: so many at a time; 1 by default.",
            min=1,
            max=400,
            metavar="N",
            show_default=False,
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            "--rate",
            help="An open loop: so many a second, by the clock.",
            min=0.001,
            max=10_000,
            metavar="R",
            show_default=False,
        ),
    ] = None,
    requests: Annotated[
        int, typer.Option("--requests", "-n", help="At most so many.", min=1, metavar="N")
    ] = 100,
    duration: Annotated[
        str,
        typer.Option(
            "--duration", help="Start none after this time: 30s, 5m.", metavar="TIME", show_default=False
        ),
    ] = "",
    warm_up: Annotated[
        int,
        typer.Option("--warm-up", help="So many before that are not counted.", min=0, max=100, metavar="N"),
    ] = 1,
    max_cost: Annotated[
        str, typer.Option("--max-cost", help="Stop before more US dollars are spent.", metavar="USD")
    ] = "0.50",
    max_tokens: Annotated[
        int, typer.Option("--max-tokens", help="The most that an answer may have.", min=1, metavar="N")
    ] = 128,
    prompt: Annotated[
        str, typer.Option("--prompt", help="What to ask; each time with another mark before it.")
    ] = PROMPT,
    slo: Annotated[
        str,
        typer.Option(
            "--slo",
            help="What is good: ttft=2s,itl=80ms; gives goodput.",
            metavar="LIMITS",
            show_default=False,
        ),
    ] = "",
    fail_if: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-if",
            help="End with 9 when this is so: 'p95_ttft>2s', 'error_rate>1%'; may be repeated.",
            metavar="CONDITION",
        ),
    ] = None,
    compare: Annotated[
        str,
        typer.Option(
            "--compare", help="Measure this profile too, in turn.", metavar="PROFILE", show_default=False
        ),
    ] = "",
    save: Annotated[
        Path | None, typer.Option("--save", help="Write the figures to this new file.", metavar="FILE")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="Compare with figures that were saved.", metavar="FILE")
    ] = None,
    explain_terms: Annotated[
        bool, typer.Option("--explain", help="Say what the figures mean, and send nothing.")
    ] = False,
    profile: options.Profile = None,
    key: tool_options.KeyName = "",
    yes: options.Yes = False,
) -> None:
    """Measure latency, throughput and goodput under load."""
    invocation = invocation_of(context)
    if explain_terms:
        end(invocation, explain())
    plan = make_plan(
        invocation.machine,
        BenchWish(
            profile=profile,
            key_name=key or None,
            model=model,
            protocol=protocol,
            transports=transport,
            compare=compare,
            prompt=prompt,
            maximum_tokens=max_tokens,
            requests=requests,
            concurrency=concurrency or 0,
            rate_per_s=rate or 0.0,
            duration=duration,
            warm_up=warm_up,
            max_cost=max_cost,
            limits=slo,
            conditions=tuple(fail_if or ()),
            save=save,
            baseline=baseline,
        ),
    )
    if plan.question:
        agree(invocation, plan.question, yes=yes)
    finish_watched(context, lambda machine, progress: run_benchmark(machine, plan, progress))
