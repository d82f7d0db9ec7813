"""What new shells should know, and the files of a shell as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.base import ReadFile

RIVALS: Final = ("ANTHROPIC_API_KEY",)
"""Sent by Anthropic's libraries in place of our token, whoever's key it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellSetup:
    """One shell's files as they are now. `own` are files that are ours as a whole."""

    shell_name: str
    env_file: ReadFile
    dotfiles: tuple[ReadFile, ...] = ()
    own: tuple[ReadFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellWish:
    """Which gateway new shells should know, and by which variables.

    `key_label` is the key's fingerprint, `key_name` its name in the account where that is known.
    """

    profile: Profile
    key: Secret
    key_label: str = ""
    key_name: str = ""
    only: str = ""
    own_variable: str = ""

    @property
    def has_openai(self) -> bool:
        """Whether OpenAI's libraries are set up."""
        speaks = {"chat", "responses"} & set(self.profile.protocols)
        return self.only != "anthropic" and bool(self.profile.openai_url and speaks)

    @property
    def has_anthropic(self) -> bool:
        """Whether Anthropic's libraries are set up."""
        speaks = "messages" in self.profile.protocols
        return self.only != "openai" and bool(self.profile.anthropic_url and speaks)

    @property
    def variables(self) -> Mapping[str, str | Secret]:
        """Each key before the address that it is for."""
        found: dict[str, str | Secret] = {}
        if self.has_openai:
            found |= {"OPENAI_API_KEY": self.key, "OPENAI_BASE_URL": self.profile.openai_url}
        if self.has_anthropic:
            found |= {"ANTHROPIC_AUTH_TOKEN": self.key, "ANTHROPIC_BASE_URL": self.profile.anthropic_url}
        if self.own_variable:
            found[self.own_variable] = self.key
        return found

    @property
    def dropped(self) -> tuple[str, ...]:
        """Variables that new shells must not have."""
        return tuple(name for name in RIVALS if self.has_anthropic and name not in self.variables)
