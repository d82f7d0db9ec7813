"""The tool that sends one small request to a model: does it answer, how fast, and what did it cost."""

from typing import Final

from smartaipi_cli.actions.request_test.data import attempt_data
from smartaipi_cli.actions.request_test.sending import Tested, TestWish, find_caller, priced, send
from smartaipi_cli.actions.request_test.single import problem_of
from smartaipi_cli.domain.money import Money
from smartaipi_cli.mcp_server.parameters import Arguments, Parameter
from smartaipi_cli.mcp_server.tool import Caller, ReadTool
from smartaipi_cli.results import Result

RESERVE: Final = Money.from_cents(1)
"""What a request counts as until its cost is known, and where no price is told; five words cost far less."""

PROTOCOLS: Final = ("chat", "responses", "messages")
TOLD: Final = ("model", "actual_model", "status", "request_id", "usage")
TIMES: Final = {
    "ttfb": "the first byte",
    "ttft": "the first token",
    "total": "the whole answer",
}
COSTS: Final = "US dollars, a decimal number"
SHAPE: Final = {
    "type": "object",
    "properties": {
        "protocol": {"type": "string", "description": "How it was asked."},
        "model": {"type": "string", "description": "The model that was asked."},
        "actual_model": {"type": "string", "description": "The model that answered; empty when not told."},
        "status": {"type": ["integer", "null"], "description": "The HTTP status."},
        "request_id": {"type": "string", "description": "The gateway's id of the request."},
        "usage": {"type": ["object", "null"], "description": "Tokens, as the answer told them."},
        "verdict": {"type": "string", "description": "`answered`, or a code for what is wrong."},
        "sentence": {"type": "string", "description": "The verdict in words."},
        "grade": {"enum": ["good", "flawed", "failed"]},
        "times_s": {
            "type": "object",
            "properties": {
                name: {"type": ["number", "null"], "description": f"Seconds to {what}."}
                for name, what in TIMES.items()
            },
        },
        "cost_usd": {"type": ["string", "null"], "description": f"By the price list; {COSTS}."},
        "left_to_spend_usd": {"type": "string", "description": f"What this session may spend; {COSTS}."},
    },
}
SHAPE["required"] = list(SHAPE["properties"])


def ask_model(caller: Caller, arguments: Arguments) -> Result:
    """Send the request and settle its cost. Errors: `spend-cap-reached`, those of `find_caller` and `send`."""
    wish = TestWish(
        profile=caller.profile,
        protocol=arguments.text("protocol", PROTOCOLS[0]),
        model=arguments.text("model"),
    )
    asking = find_caller(caller.machine, wish)
    caller.spending.reserve(RESERVE)
    # Whatever fails from here on may have reached the gateway: what was reserved stays counted.
    sent = send(caller.machine, asking, wish, wish.protocol)
    (tested,) = priced(caller.machine, asking, wish, (sent,))
    caller.spending.settle(RESERVE, tested.cost)
    return Result(
        data={**told(tested), "left_to_spend_usd": max(caller.spending.left, Money.zero())},
        problem=problem_of(tested),
    )


def told(tested: Tested) -> dict[str, object]:
    """What a model needs to know of a test; the bytes and their times are for people."""
    attempt, verdict = attempt_data(tested.last), tested.last.verdict
    timings = attempt["timings_s"]
    times = timings if isinstance(timings, dict) else {}
    return {
        "protocol": tested.protocol,
        **{name: attempt[name] for name in TOLD},
        "verdict": verdict.code,
        "sentence": verdict.sentence,
        "grade": verdict.grade.value,
        "times_s": {name: times.get(name) for name in TIMES},
        "cost_usd": tested.cost,
    }


MODEL_TEST: Final = ReadTool(
    name="test_model",
    title="Test a model",
    description="Sends one request of five words to a model and judges the answer: model, times, cost. "
    "It costs a fraction of a cent, which counts against the spending cap of this session.",
    parameters=(
        Parameter(name="model", description="The model; the profile's own when left out."),
        Parameter(
            name="protocol",
            description=f"How to ask: {PROTOCOLS[0]} when left out.",
            choices=PROTOCOLS,
        ),
    ),
    shape=SHAPE,
    run=ask_model,
)
"""The tool."""
