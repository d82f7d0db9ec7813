"""Our own `config.toml`: profiles and settings, read tolerantly, edited without losing a comment."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.domain.profile import Profile, check_profile_name, check_url
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.presets import find_preset
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

STORES = ("auto", "keychain", "file")
DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "secret": ("helper", "file", "env", "inline"),
    "scope": ("user", "project"),
}
"""Option of a set-up to what the table `defaults` may give it."""

OVERRIDES = (
    "openai_url",
    "anthropic_url",
    "management_url",
    "dialect",
    "websocket",
    "account_user",
    "account_header",
)
"""What a profile's table may say differently from its preset, besides `label` and `models`."""

HEADER = "# Settings of smartaipi. Credentials are not in here: `smartaipi login` keeps them apart.\n"


class Configuration(NamedTuple):
    """What `config.toml` says."""

    profiles: Mapping[str, Profile]
    default_profile: str
    credential_store: str
    defaults: Mapping[str, str]


def read_configuration(machine: Machine) -> Configuration:
    """Read `config.toml`; without one there are no profiles. Errors: `config-invalid`, `unknown-gateway`."""
    return parse_configuration(machine, read_text(machine))


def parse_configuration(machine: Machine, text: str) -> Configuration:
    """What `config.toml` would say with this text. Errors: as `read_configuration`."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as problem:
        raise invalid(machine, str(problem)) from problem
    tables = data.get("profiles", {})
    default = data.get("default_profile", "")
    store = data.get("credential_store", "auto")
    defaults = data.get("defaults", {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise invalid(machine, "`profiles` holds something else than tables")
    if not isinstance(default, str):
        raise invalid(machine, "`default_profile` is no text")
    if store not in STORES:
        raise invalid(machine, f"`credential_store` is none of {', '.join(STORES)}")
    if not isinstance(defaults, dict):
        raise invalid(machine, "`defaults` is no table")
    for option, choices in DEFAULTS.items():
        if option in defaults and defaults[option] not in choices:
            raise invalid(machine, f"`defaults.{option}` is none of {', '.join(choices)}")
    return Configuration(
        profiles={name: read_profile(machine, name, table) for name, table in tables.items()},
        default_profile=default,
        credential_store=store,
        defaults={option: defaults[option] for option in DEFAULTS if option in defaults},
    )


def read_profile(machine: Machine, name: str, table: Mapping[str, Any]) -> Profile:
    """One profile: its preset's data, overridden by its table."""
    check_profile_name(name)
    models = table.get("models", {})
    texts = {field: table[field] for field in ("gateway", "label", *OVERRIDES) if field in table}
    if not isinstance(models, dict) or not all(
        isinstance(value, str) for value in (*texts.values(), *models.values())
    ):
        raise invalid(machine, f"the table of profile `{name}` holds something else than text")
    unknown = set(models) - {"codex", "opus", "sonnet", "haiku", "fable"}
    if unknown:
        raise invalid(machine, f"profile `{name}` gives a model for `{min(unknown)}`, which is no role")
    quota = table.get("quota_per_unit", 0)
    if isinstance(quota, bool) or not isinstance(quota, int) or quota < 0:
        raise invalid(machine, f"`quota_per_unit` of profile `{name}` is no whole number above 0")
    profile = profile_of_preset(name, texts.pop("gateway", "custom"))
    for option in ("openai_url", "anthropic_url", "management_url"):
        if texts.get(option):
            texts[option] = check_url(texts[option], f"`{option}` of profile `{name}`")
    models_filled = ModelChoice(**models).filled_from(profile.models)
    return replace(profile, **texts, quota_per_unit=quota, models=models_filled)


def profile_of_preset(name: str, gateway: str) -> Profile:
    """A profile that says nothing of its own. Errors: `unknown-gateway`."""
    preset = find_preset(gateway)
    return Profile(
        name=name,
        gateway=preset.name,
        label=preset.label,
        openai_url=preset.openai_url,
        anthropic_url=preset.anthropic_url,
        management_url=preset.management_url,
        dialect=preset.dialect,
        protocols=preset.protocols,
        websocket=preset.websocket,
        models=preset.models,
        key_prefixes=preset.key_prefixes,
        key_variable=preset.key_variable,
    )


def edit_configuration(machine: Machine, edit: Callable[["TOMLDocument"], None]) -> tuple[bytes, bytes]:
    """(old bytes, new bytes) of `config.toml` after `edit` of its document. Errors: `config-invalid`."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    old = read_text(machine)
    mark = "\ufeff" if old.startswith("\ufeff") else ""
    try:
        document = tomlkit.parse(old.removeprefix(mark) or HEADER)
        edit(document)
        new = mark + tomlkit.dumps(document)
        tomllib.loads(new.removeprefix(mark))
    except (TOMLKitError, tomllib.TOMLDecodeError) as problem:
        raise invalid(machine, str(problem)) from problem
    return old.encode(), new.encode()


def read_text(machine: Machine) -> str:
    """The text of `config.toml`, empty when there is none."""
    path = machine.paths.config_file
    try:
        real = path.resolve() if machine.files.look(path).kind is Kind.LINK else path
        if machine.files.look(real).kind is Kind.ABSENT:
            return ""
        return machine.files.read(real).decode()
    except UnicodeDecodeError as problem:
        raise invalid(machine, "it is not UTF-8") from problem
    except (OSError, RuntimeError) as problem:
        raise invalid(machine, getattr(problem, "strerror", None) or str(problem)) from problem


def invalid(machine: Machine, reason: str) -> UserError:
    """The error for settings that cannot be used as they are."""
    return UserError(
        "config-invalid",
        f"cannot use `{machine.paths.config_file}`",
        reason=reason,
        hint="smartaipi config edit",
    )
