"""One request of one protocol, sent as often as is useful, and everything that is to be said about it."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from smartaipi_cli.actions.profiles.selection import need_key, select_profile
from smartaipi_cli.actions.request_test.asked_model import ANTHROPIC, choose_asked_model
from smartaipi_cli.actions.request_test.network import network_of, ports_of
from smartaipi_cli.actions.request_test.prices import read_price_list
from smartaipi_cli.domain.catalogue import Price
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.token_cost import cost_of
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.key_owner import check_owner
from smartaipi_cli.gateways.model_list import list_model_ids
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.attempts import Attempt, OnPiece, attempt
from smartaipi_cli.probe.limits import EVERYWHERE, broken_limits
from smartaipi_cli.probe.protocols.registry import PROTOCOLS, protocol_of
from smartaipi_cli.probe.retries import Policy
from smartaipi_cli.probe.wish import PROMPT, ToolOffer, Wish

PROTOCOL_NAMES = tuple(PROTOCOLS)
MODELLESS = frozenset({"models"})

OnAttempt = Callable[[Attempt], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestWish:
    """What `test` is asked for. `attempts` is how often a request is sent at most."""

    profile: str | None = None
    key_name: str | None = None
    protocol: str = ""
    model: str = ""
    prompt: str = PROMPT
    system: str = ""
    is_streamed: bool = True
    effort: str = ""
    tier: str = ""
    temperature: float | None = None
    maximum_tokens: int = 0
    frame: str = "auto"
    tools: tuple[ToolOffer, ...] = ()
    image: bytes = field(default=b"", repr=False)
    headers: tuple[tuple[str, str], ...] = ()
    attempts: int = 1
    fallback_model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """A protocol that was tested: all attempts, the last of which counts, and what it cost by the price list."""

    protocol: str
    attempts: tuple[Attempt, ...]
    cost: Money | None = None

    @property
    def last(self) -> Attempt:
        """The attempt that counts."""
        return self.attempts[-1]


class Caller(NamedTuple):
    """Who asks whom: worked out once for all requests of a command."""

    profile: Profile
    key: Secret


def find_caller(machine: Machine, wish: TestWish) -> Caller:
    """The profile and its key. Errors: those of `select_profile` and `need_key`, `wrong-credential`."""
    profile, _ = select_profile(machine, wish.profile)
    key = need_key(machine, profile, wish.key_name).secret
    check_owner(key, profile)
    return Caller(profile, key)


def make_wish(machine: Machine, caller: Caller, wish: TestWish, protocol: str) -> Wish:
    """The request to be made. Errors: `not-offered`, `model-needed`, `usage`, those of the transport."""
    profile = caller.profile
    base_url = profile.anthropic_url if protocol in ANTHROPIC else profile.openai_url
    if not base_url:
        kind = "Anthropic's" if protocol in ANTHROPIC else "OpenAI's"
        raise UserError(
            "not-offered",
            f"{profile.label} has no address for `{protocol}`",
            reason=f"profile {profile.name} has no address of {kind} protocols",
            hint=f"smartaipi profiles show {profile.name}",
        )
    made = Wish(
        base_url=base_url,
        model=wish.model or choose_model(machine, caller, protocol),
        key=caller.key,
        styles=styles_of(profile, protocol),
        prompt=wish.prompt,
        system=wish.system,
        is_streamed=wish.is_streamed,
        effort=wish.effort,
        tier=wish.tier,
        temperature=wish.temperature,
        maximum_tokens=wish.maximum_tokens,
        frame=wish.frame,
        tools=wish.tools,
        image=wish.image,
        extra_headers=wish.headers,
    )
    refuse_broken_limits(profile, protocol, made)
    return made


def styles_of(profile: Profile, protocol: str) -> tuple[str, ...]:
    """The headers that carry the key: of Anthropic's protocol clients send a gateway both, and Anthropic but one."""
    if protocol not in ANTHROPIC:
        return ("bearer",)
    return ("x-api-key",) if profile.gateway == "anthropic" else ("bearer", "x-api-key")


def refuse_broken_limits(profile: Profile, protocol: str, wish: Wish) -> None:
    """Errors: `usage` for what no gateway takes, `not-offered` for what this one is documented not to do."""
    for limit in broken_limits(profile.gateway, protocol, wish):
        is_wrong = limit in EVERYWHERE
        raise UserError(
            "usage" if is_wrong else "not-offered",
            f"{'no gateway' if is_wrong else profile.label} takes this request of `{protocol}`",
            reason=limit.reason,
        )


def choose_model(machine: Machine, caller: Caller, protocol: str) -> str:
    """A model to ask: the profile's, else a fitting one of the gateway's list. Errors: `model-needed`."""
    if protocol in MODELLESS:
        return ""

    def list_ids() -> tuple[str, ...]:
        with closing(machine.open_transport()) as transport:
            return list_model_ids(transport, caller.profile, caller.key)

    return choose_asked_model(caller.profile, protocol, list_ids, f"smartaipi test {protocol}")


def send(  # noqa: PLR0913 - what to ask, and who watches
    machine: Machine,
    caller: Caller,
    wish: TestWish,
    protocol: str,
    *,
    on_attempt: OnAttempt | None = None,
    on_piece: OnPiece | None = None,
) -> Tested:
    """Test one protocol. Errors: as `make_wish`; a request that fails is an outcome, and no error."""
    made = make_wish(machine, caller, wish, protocol)
    attempts = asyncio.run(
        attempt(
            network_of(machine, made.base_url),
            ports_of(machine),
            protocol_of(protocol, is_streamed=wish.is_streamed),
            made,
            policy=Policy(attempts=wish.attempts),
            fallback_model=wish.fallback_model,
            on_attempt=on_attempt,
            on_piece=on_piece,
        )
    )
    return Tested(protocol=protocol, attempts=attempts)


def priced(
    machine: Machine, caller: Caller, wish: TestWish, tested: tuple[Tested, ...]
) -> tuple[Tested, ...]:
    """The outcomes with their costs, where the gateway tells its prices to this account."""
    if not any(one.last.evidence.story.usage for one in tested):
        return tested
    with closing(machine.open_transport()) as transport:
        prices = read_price_list(machine, caller.profile, transport)
    return tuple(
        replace(one, cost=cost_in(prices.get(one.last.model), one.last, wish.tier)) for one in tested
    )


def cost_in(price: Price | None, attempt: Attempt, tier: str) -> Money | None:
    """What one answer cost; None where prices or counts are not told."""
    usage = attempt.evidence.story.usage
    if price is None or usage is None or not attempt.evidence.protocol.tells_usage:
        return None
    return cost_of(
        price,
        input_tokens=usage.input_tokens or 0,
        cached_tokens=usage.cached_tokens or 0,
        output_tokens=usage.output_tokens or 0,
        tier=tier,
    )
