"""A profile: one gateway, as one account there, with the user's defaults."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.errors import UserError

NAME_PATTERN = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything about a gateway account but its credentials, which are stored apart.

    `openai_url` ends in the version segment (`…/v1`), `anthropic_url` is the root that clients append
    `/v1/messages` to; either may be empty when the gateway does not speak that protocol. `account_user`,
    `account_header` and `quota_per_unit` (0: ask the gateway) are for account APIs of the new-api family.
    """

    name: str
    gateway: str
    label: str
    openai_url: str = ""
    anthropic_url: str = ""
    management_url: str = ""
    dialect: str = ""
    protocols: tuple[str, ...] = ("chat", "responses", "messages")
    websocket: str = "auto"
    models: ModelChoice = field(default_factory=ModelChoice)
    key_prefixes: tuple[str, ...] = ()
    key_variable: str = ""
    account_user: str = ""
    account_header: str = ""
    quota_per_unit: int = 0

    @property
    def provider_id(self) -> str:
        """The id of the provider table in clients that have one: stable, so that old sessions resume."""
        return self.name if self.gateway in {"custom", "litellm", "newapi", "oneapi"} else self.gateway


def check_profile_name(name: str) -> str:
    """The name itself. Errors: `usage`."""
    if not NAME_PATTERN.fullmatch(name):
        raise UserError(
            "usage",
            f"`{name}` cannot be a profile's name",
            reason="names have up to 32 of a-z, 0-9, - and _, and begin with a letter or digit",
        )
    return name


def check_url(url: str, option: str) -> str:
    """The URL without a final slash. Errors: `usage` for what cannot be a gateway's address."""
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError as problem:
        raise unusable(url, option, str(problem)) from problem
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_valid:
        raise unusable(url, option, "it needs http:// or https:// and a host")
    if parts.username or parts.password:
        raise unusable(
            f"{parts.scheme}://…@{parts.hostname}", option, "credentials do not belong into an address"
        )
    if parts.query or parts.fragment:
        raise unusable(url, option, "it has a query or a fragment")
    if any(character.isspace() or not character.isprintable() for character in url):
        raise unusable(repr(url), option, "it has white space in it")
    return url.rstrip("/")


def unusable(url: str, option: str, reason: str) -> UserError:
    """The error for an address that was given in `option`."""
    return UserError("usage", f"`{url}` is no usable address for {option}", reason=reason)


def derive_urls(url: str) -> tuple[str, str]:
    """(OpenAI URL, Anthropic URL) of a gateway that serves both below one address, with or without `/v1`."""
    root = url.rstrip("/").removesuffix("/v1")
    return f"{root}/v1", root
