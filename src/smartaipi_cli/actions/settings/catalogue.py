"""Every setting of `config.toml` that commands obey: its name, what it may be, what counts without it."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

from smartaipi_cli.actions.profiles.configuration import DEFAULTS, STORES
from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.registry import DIALECTS

Kind = Literal["text", "choice", "profile", "gateway", "model", "address", "count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting. `choices` are all that it may be; `default` counts where neither the file nor a preset says more."""

    name: str
    kind: Kind
    meaning: str
    choices: tuple[str, ...] = ()
    default: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        """The way to its value in the file: no name of ours and none of a profile has a dot in it."""
        return tuple(self.name.split("."))


OWN_SETTINGS: Final = (
    Setting(name="default_profile", kind="profile", meaning="the profile of commands that name none"),
    Setting(
        name="credential_store",
        kind="choice",
        choices=STORES,
        default="auto",
        meaning="where new credentials go; auto: the system's keychain, if there is a usable one",
    ),
    Setting(
        name="defaults.secret",
        kind="choice",
        choices=DEFAULTS["secret"],
        meaning="how tools get the key, where they have that way; otherwise their best one",
    ),
    Setting(
        name="defaults.scope",
        kind="choice",
        choices=DEFAULTS["scope"],
        default="user",
        meaning="which files of a tool are written, where it has both kinds",
    ),
)

PROFILE_SETTINGS: Final = (
    Setting(name="gateway", kind="gateway", default="custom", meaning="the preset"),
    Setting(name="label", kind="text", meaning="what the gateway is called in what we print"),
    Setting(name="openai_url", kind="address", meaning="the address for OpenAI's protocols, with /v1"),
    Setting(
        name="anthropic_url", kind="address", meaning="the address for Anthropic's protocol, without /v1"
    ),
    Setting(name="management_url", kind="address", meaning="the address of the account API"),
    Setting(name="dialect", kind="choice", choices=tuple(DIALECTS), meaning="what the account API speaks"),
    Setting(
        name="websocket",
        kind="choice",
        choices=("auto", "off"),
        default="auto",
        meaning="whether Codex may use a WebSocket; auto: if the gateway answers on one",
    ),
    Setting(name="account_user", kind="text", meaning="for new-api: the number of the account"),
    Setting(name="account_header", kind="text", meaning="for new-api: the header with that number"),
    Setting(
        name="quota_per_unit",
        kind="count",
        default="0",
        meaning="for new-api: units of quota in a dollar; 0 asks the gateway",
    ),
    *(
        Setting(name=f"models.{role}", kind="model", meaning=f"the model for {role}")
        for role in asdict(ModelChoice())
    ),
)
"""What each profile has; in a whole name, `profiles.PROFILE.` comes first."""


def list_settings(profiles: Iterable[str]) -> Iterator[Setting]:
    """Every setting that there is with these profiles."""
    yield from OWN_SETTINGS
    for profile in profiles:
        for one in PROFILE_SETTINGS:
            yield replace(one, name=f"profiles.{profile}.{one.name}")


def find_setting(name: str, profiles: Iterable[str]) -> Setting:
    """The setting of that name. Errors: `setting-unknown`, with the name that was probably meant."""
    known = {one.name: one for one in list_settings(profiles)}
    if found := known.get(name):
        return found
    close = closest(name, known)
    raise UserError(
        "setting-unknown",
        f"there is no setting `{name}`",
        reason=f"did you mean `{close}`?" if close else "",
        hint=f"smartaipi config get {close}" if close else "smartaipi config list",
    )


def closest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, be it by its end alone; empty when none is near."""
    from difflib import get_close_matches

    names = list(known)
    ending = [one for one in names if one.endswith(f".{name}")]
    return next(iter(ending + get_close_matches(name, names, n=1)), "")
