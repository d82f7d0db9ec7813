"""The ways to be measured that a benchmark sets beside each other: profiles and transports."""

from contextlib import closing
from dataclasses import replace

from smartaipi_cli.actions.benchmark.wish import PROTOCOL_NAMES, TRANSPORTS, BenchWish
from smartaipi_cli.actions.request_test.network import network_of
from smartaipi_cli.actions.request_test.prices import read_price_list
from smartaipi_cli.actions.request_test.sending import TestWish, find_caller, make_wish
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.race import Contender
from smartaipi_cli.probe.spending import dearest_cost
from smartaipi_cli.probe.wish import Wish


def find_contenders(machine: Machine, wish: BenchWish) -> tuple[Contender, ...]:
    """Every way to be measured: each profile over each transport. Errors: as `make_plan`."""
    transports = tuple(dict.fromkeys(name.strip() for name in wish.transports.split(",")))
    for name in transports:
        if name not in TRANSPORTS:
            raise UserError(
                "usage", f"`{name}` is no transport", reason=f"there are {' and '.join(TRANSPORTS)}"
            )
    if wish.protocol and (
        wish.protocol not in PROTOCOL_NAMES or ("websocket" in transports and wish.protocol != "responses")
    ):
        raise UserError(
            "usage",
            f"`{wish.protocol}` cannot be measured over {' and '.join(transports)}",
            reason=f"there are {', '.join(PROTOCOL_NAMES)}; a WebSocket speaks `responses`",
        )
    contenders: list[Contender] = []
    for profile in (wish.profile, *([wish.compare] if wish.compare else [])):
        for transport in transports:
            model = wish.model or (contenders[0].wish.model if contenders else "")
            contenders.append(find_contender(machine, replace(wish, profile=profile, model=model), transport))
            is_alone = len(transports) == 1
            if wish.compare and not is_alone:
                contenders[-1] = replace(contenders[-1], label=f"{contenders[-1].label} {transport}")
            elif not is_alone:
                contenders[-1] = replace(contenders[-1], label=transport)
    if len({contender.label for contender in contenders}) < len(contenders):
        raise UserError("usage", "a profile cannot be compared with itself", hint="smartaipi profiles list")
    return tuple(contenders)


def find_contender(machine: Machine, wish: BenchWish, transport: str) -> Contender:
    """One way to be measured, labelled by its profile. Errors: as `make_plan`."""
    asked = TestWish(
        profile=wish.profile,
        key_name=wish.key_name,
        model=wish.model,
        prompt=wish.prompt,
        maximum_tokens=wish.maximum_tokens,
    )
    caller = find_caller(machine, asked)
    name = wish.protocol or usual_protocol(caller.profile.protocols, wish)
    made = make_wish(machine, caller, asked, "websocket" if transport == "websocket" else name)
    with closing(machine.open_transport()) as http:
        price = read_price_list(machine, caller.profile, http).get(made.model)
    return Contender(
        label=caller.profile.name,
        protocol=PROTOCOLS["websocket" if transport == "websocket" else name],
        wish=made,
        network=network_of(machine, made.base_url),
        price=price,
        dearest=dearest_cost(price, longest_prompt(made), wish.maximum_tokens),
    )


def usual_protocol(offered: tuple[str, ...], wish: BenchWish) -> str:
    """The protocol when none is named: the one that a socket is compared with, else the model's own."""
    if "websocket" in wish.transports:
        return "responses"
    liked = ("messages", "chat") if "claude" in wish.model else ("chat", "responses")
    return next((name for name in (*liked, *PROTOCOL_NAMES) if name in offered), "chat")


def longest_prompt(wish: Wish) -> str:
    """The prompt with the longest mark that makes it differ from the others."""
    return f"[{'0' * 24}] {wish.prompt}"
