"""Does it work? The shells read their variables, and one request for each library is sent with what they read."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

from smartaipi_cli.actions.account.access import find_cost
from smartaipi_cli.actions.connection.verification import ASK, Verified
from smartaipi_cli.actions.connection.verification_notes import remember
from smartaipi_cli.actions.request_test.asked_model import choose_asked_model
from smartaipi_cli.actions.shell.reading import read_back
from smartaipi_cli.domain.key_text import fingerprint
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.model_list import list_model_ids
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.requests import Question
from smartaipi_cli.tools.base import WireProtocol
from smartaipi_cli.tools.shell_env import NAME, SHELLS
from smartaipi_cli.tools.shell_wish import ShellSetup, ShellWish


def verify_shells(
    machine: Machine, setups: Sequence[ShellSetup], wish: ShellWish, model: str, *, ask: bool
) -> tuple[Verified, ...]:
    """What the gateway answered to each library's own kind of request; nothing unless `ask`.

    Errors: `client-ignores-file` for a shell that did not read the variables as they were written, `model-needed`,
    and those of `probe`.
    """
    wanted = {
        name: value.reveal() if isinstance(value, Secret) else value for name, value in wish.variables.items()
    }
    for setup in setups:
        found = read_back(machine, setup)
        if found is not None:
            compare(setup, found, wanted, wish.dropped)
    if not ask:
        return ()
    with closing(machine.open_transport()) as transport:
        verified = tuple(
            ask_gateway(machine, transport, wish, protocol, model, str(setups[0].env_file.path))
            for protocol in protocols_of(wish)
        )
    for setup in setups:
        remember(machine, f"{NAME} {setup.shell_name}", verified[-1].note)
    return verified


def compare(
    setup: ShellSetup, found: Mapping[str, str], wanted: Mapping[str, str], dropped: Sequence[str]
) -> None:
    """Errors: `client-ignores-file`; it names variables, and none of their values."""
    wrong = [name for name, value in wanted.items() if found.get(name) != value]
    wrong += [name for name in dropped if name in found]
    if wrong:
        raise UserError(
            "client-ignores-file",
            f"{SHELLS[setup.shell_name].label} does not read `{setup.env_file.path}` as it was written",
            reason=f"it has something else in {', '.join(wrong)}",
        )


def protocols_of(wish: ShellWish) -> Iterator[WireProtocol]:
    """One protocol for each library that is set up."""
    if wish.has_openai:
        yield "responses" if "responses" in wish.profile.protocols else "chat"
    if wish.has_anthropic:
        yield "messages"


def ask_gateway(  # noqa: PLR0913, PLR0917 - whom to ask, as whom, and what for
    machine: Machine,
    transport: Transport,
    wish: ShellWish,
    protocol: WireProtocol,
    model: str,
    source: str,
) -> Verified:
    """One request. Errors: `model-needed`, and those of `probe`."""
    profile = wish.profile
    question = Question(
        base_url=profile.anthropic_url if protocol == "messages" else profile.openai_url,
        model=model
        or choose_asked_model(
            profile,
            protocol,
            lambda: list_model_ids(transport, profile, wish.key),
            f"smartaipi {NAME}",
        ),
        key=wish.key,
        headers=("bearer",),
    )
    answer = find_cost(machine, profile, transport, ASK[protocol](transport, question))
    return Verified(tool=NAME, answer=answer, key_source=source, key_fingerprint=fingerprint(wish.key))
