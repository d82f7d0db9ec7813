"""Does a new key work? Its gateway's list of models answers it, or it does not."""

from contextlib import closing

from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.model_list import list_model_ids
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Warn

TRIES = 3
PAUSE_S = 1.0
"""Between the tries: some gateways take a moment until every server knows a new key."""


def prove(machine: Machine, profile: Profile, secret: Secret) -> tuple[Warn, ...]:
    """Return when the gateway takes the key, with a warning when it cannot be told.

    Errors: `credential-refused` for a key that is refused again and again.
    """
    if not profile.openai_url and not profile.anthropic_url:
        return ()
    with closing(machine.open_transport()) as transport:
        for number in range(1, TRIES + 1):
            try:
                list_model_ids(transport, profile, secret)
            except UserError as problem:
                if problem.code != "credential-refused":
                    message = f"whether the new key works was not found out: {problem.message}"
                    return (Warn(code="key-not-proved", message=message),)
                if number == TRIES:
                    raise
                machine.clock.pause(PAUSE_S)
            else:
                return ()
    raise AssertionError("unreachable")  # the last try returns or raises
