"""Settings changed: validated before anything is written, every other byte of the file kept, undoable one by one."""

from collections.abc import Iterator

from smartaipi_cli.actions.history.changes import applied_warnings, open_engine
from smartaipi_cli.actions.profiles.configuration import parse_configuration
from smartaipi_cli.actions.settings.catalogue import Setting, find_setting
from smartaipi_cli.actions.settings.reading import read_settings, stored_value, value_data, value_of
from smartaipi_cli.actions.settings.values import read_value
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, Operation, PruneEmpty, SetValue
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.results import Line, Result

OPTIONAL_TABLES = frozenset({"defaults", "models"})
"""Tables that mean nothing when they are empty; an empty one of a profile is a profile still."""


def set_value(machine: Machine, name: str, text: str) -> Result:
    """Give a setting a value.

    Errors: `setting-unknown`, `setting-invalid`, `unknown-gateway`, `usage`, `config-invalid`, those of the engine.
    """
    profiles = read_settings(machine).configuration.profiles
    setting = find_setting(name, profiles)
    return save(machine, setting, "set", (SetValue(setting.path, read_value(setting, text, profiles)),))


def unset_value(machine: Machine, name: str) -> Result:
    """Take a setting out of the file, so that its preset or default counts; one that is not there is success.

    Errors: `setting-unknown`, `config-invalid`, those of the engine.
    """
    setting = find_setting(name, read_settings(machine).configuration.profiles)
    return save(machine, setting, "unset", (DeleteValue(setting.path), *emptied_tables(setting)))


def emptied_tables(setting: Setting) -> Iterator[Operation]:
    """The end of the table that the setting was the last one in."""
    table = setting.path[:-1]
    if table and table[-1] in OPTIONAL_TABLES:
        yield PruneEmpty(table)


def save(machine: Machine, setting: Setting, verb: str, operations: tuple[Operation, ...]) -> Result:
    """Write the file, once what it would say can be used. Errors: as `set_value`."""
    path, engine = machine.paths.config_file, open_engine(machine)
    previous = stored_value(read_settings(machine).data, setting)
    title = f"{verb} {setting.name}"
    change = change_file(path, Format.TOML, operations, engine.read_state(path), title)
    parse_configuration(machine, (bytes_of(change.after) or b"").decode())
    applied = engine.apply(Plan(title=title, command=f"config {title}", tool="smartaipi", changes=(change,)))
    value = value_of(read_settings(machine), setting)
    source = f" ({value.source})" if value.source else ""
    return Result(
        data={"setting": value_data(value), "previous": previous, "change": applied.id},
        blocks=(Line(text=f"{setting.name} is {value.text or 'not set'}{source}", style="good"),),
        warnings=tuple(applied_warnings(applied)),
    )
