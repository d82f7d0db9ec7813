"""What the program of a run finds: its environment, in which the key stands and the account's token does not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from smartaipi_cli.actions.profiles.selection import KEY_VARIABLE, PROFILE_VARIABLE, TOKEN_VARIABLE
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.results import Warn
from smartaipi_cli.tools.shell_wish import ShellWish

RUN_VARIABLE: Final = "SMARTAIPI_RUN"
"""Tells a program, and us, that it has a key for itself."""

FOREIGN: Final = ("OPENAI_ORG_ID", "OPENAI_ORGANIZATION", "OPENAI_PROJECT", "ANTHROPIC_CUSTOM_HEADERS")
"""What OpenAI's and Anthropic's libraries send beside a key; it belongs to another account."""

PLACEHOLDER: Final = Secret("not-made-yet")
"""Stands for the key as long as there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """The environment of a program but for its key. `keys` are the variables that the key goes into."""

    environment: Mapping[str, str] = field(repr=False)
    keys: frozenset[str]
    warnings: tuple[Warn, ...] = ()

    def with_key(self, key: Secret) -> Mapping[str, str]:
        """The whole environment."""
        return {**self.environment, **dict.fromkeys(self.keys, key.reveal())}


def base_injection(environment: Mapping[str, str], profile: Profile, name: str) -> Injection:
    """What every program gets: the key under our own names, for this profile alone, and no more of the account."""
    kept = {one: value for one, value in environment.items() if one != TOKEN_VARIABLE}
    own = {KEY_VARIABLE, *([profile.key_variable] if profile.key_variable else [])}
    # The profile goes with the key, or a command of ours would send it to the gateway of the default one.
    return Injection(
        environment={**kept, RUN_VARIABLE: name, PROFILE_VARIABLE: profile.name}, keys=frozenset(own)
    )


def for_libraries(base: Injection, profile: Profile) -> Injection:
    """The variables that OpenAI's and Anthropic's libraries read, never an address without the key beside it."""
    wish = ShellWish(profile=profile, key=PLACEHOLDER)
    addresses = {name: value for name, value in wish.variables.items() if isinstance(value, str)}
    dropped = {*wish.dropped, *FOREIGN}
    kept = {name: value for name, value in base.environment.items() if name not in dropped}
    return Injection(
        environment={**kept, **addresses}, keys=base.keys | (wish.variables.keys() - addresses.keys())
    )
