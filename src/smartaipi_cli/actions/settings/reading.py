"""Settings shown: each with what counts now and where that comes from."""

import tomllib
from typing import Any, NamedTuple

from smartaipi_cli.actions.profiles.configuration import Configuration, parse_configuration, read_text
from smartaipi_cli.actions.settings.catalogue import Setting, find_setting, list_settings
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Brief, Column, Line, Result, Table

HEADINGS = ("NAME", "VALUE", "FROM", "MEANING")
OWN_FILE = "config.toml"


class Settings(NamedTuple):
    """The settings as they are: the file's own data, and what it means with its presets."""

    data: dict[str, Any]
    configuration: Configuration


class Value(NamedTuple):
    """What counts for a setting, and its source: `config.toml`, `preset NAME` or `default`."""

    setting: Setting
    text: str
    source: str


def read_settings(machine: Machine) -> Settings:
    """The settings of the machine. Errors: `config-invalid`, `unknown-gateway`."""
    text = read_text(machine)
    configuration = parse_configuration(machine, text)
    return Settings(tomllib.loads(text.removeprefix("\ufeff")), configuration)


def list_values(machine: Machine) -> Result:
    """Every setting, those of each profile among them."""
    settings = read_settings(machine)
    values = [value_of(settings, one) for one in list_settings(settings.configuration.profiles)]
    return Result(
        data={"settings": list(map(value_data, values))},
        blocks=(
            Table(
                columns=tuple(Column(heading=heading) for heading in HEADINGS),
                rows=tuple((one.setting.name, one.text, one.source, meaning_of(one)) for one in values),
                brief=brief_of(values),
            ),
        ),
    )


def get_value(machine: Machine, name: str) -> Result:
    """One setting: its value alone, for scripts. Errors: `setting-unknown`."""
    settings = read_settings(machine)
    value = value_of(settings, find_setting(name, settings.configuration.profiles))
    return Result(
        data={"settings": [value_data(value)]},
        blocks=(
            *((Line(text=value.text),) if value.text else ()),
            Line(text=meaning_of(value) + (f" (from: {value.source})" if value.source else ""), aside=True),
        ),
    )


def show_path(machine: Machine) -> Result:
    """Where the settings are, whether there are any or not."""
    path = machine.paths.config_file
    return Result(data={"path": path}, blocks=(Line(text=str(path)),))


def value_of(settings: Settings, setting: Setting) -> Value:
    """What counts for a setting."""
    stored = stored_value(settings.data, setting)
    if stored is not None:
        return Value(setting, str(stored), OWN_FILE)
    if preset_text := from_preset(settings.configuration, setting):
        preset = settings.configuration.profiles[setting.path[1]].gateway
        return Value(setting, preset_text, f"preset {preset}")
    return Value(setting, setting.default, "default" if setting.default else "")


def stored_value(data: dict[str, Any], setting: Setting) -> str | int | None:
    """What the file says, None where it says nothing."""
    found: Any = data
    for name in setting.path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str | int) else None


def from_preset(configuration: Configuration, setting: Setting) -> str:
    """What the profile has without a word in the file; empty for a setting that is no profile's."""
    match setting.path:
        case "profiles", name, "models", role:
            return str(getattr(configuration.profiles[name].models, role))
        case "profiles", name, member if member != "gateway":
            return str(getattr(configuration.profiles[name], member) or "")
        case _:
            return ""


def brief_of(values: list[Value]) -> Brief:
    """What a terminal shows: the settings that have a value, without what they mean."""
    shown = tuple((one.setting.name, one.text, one.source) for one in values if one.text)
    rest = len(values) - len(shown)
    notes = (
        Line(text=f"{rest} more are not set; smartaipi config get NAME says what one means", aside=True),
    )
    return Brief(rows=shown, notes=notes, columns=tuple(Column(heading=heading) for heading in HEADINGS[:3]))


def value_data(value: Value) -> dict[str, object]:
    """A setting for the JSON envelope."""
    return {
        "name": value.setting.name,
        "value": value.text or None,
        "source": value.source or None,
        "meaning": value.setting.meaning,
        "choices": list(value.setting.choices) or None,
    }


def meaning_of(value: Value) -> str:
    """What a setting does, with all that it may be."""
    choices = ", ".join(value.setting.choices)
    return f"{value.setting.meaning} [{choices}]" if choices else value.setting.meaning
