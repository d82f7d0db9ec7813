"""Which gateways are known by name."""

from smartaipi_cli.gateways.presets import DEFAULT_PRESET, Preset, all_presets, find_preset
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Fields, Result, Table


def list_gateways(machine: Machine) -> Result:  # noqa: ARG001 - every action takes the machine
    """The presets."""
    presets = all_presets().values()
    headings = ("NAME", "GATEWAY", "ADDRESS", "SPEAKS", "ACCOUNT API")
    return Result(
        data={
            "gateways": [summary(preset) for preset in presets],
            "default": DEFAULT_PRESET,
        },
        blocks=(
            Table(
                columns=tuple(Column(heading=heading) for heading in headings),
                rows=tuple(
                    (
                        preset.name,
                        preset.label,
                        preset.openai_url or "give it with --url",
                        ", ".join(preset.protocols),
                        preset.dialect or "none published",
                    )
                    for preset in presets
                ),
            ),
        ),
    )


def show_gateway(machine: Machine, name: str) -> Result:  # noqa: ARG001 - every action takes the machine
    """One preset in full. Errors: `unknown-gateway`."""
    preset = find_preset(name)
    pairs = [
        ("name", preset.name),
        ("gateway", preset.label),
        ("OpenAI address", preset.openai_url or "give it with --url"),
        ("Anthropic address", preset.anthropic_url or "-"),
        ("speaks", ", ".join(preset.protocols)),
        ("account API", preset.dialect or "none published"),
        ("its address", preset.management_url or "-"),
        ("keys begin with", ", ".join(preset.key_prefixes) or "-"),
        ("variable of the key", preset.key_variable or "-"),
        *(
            (f"group {group}", f"keys of it reach models that begin with {begin}")
            for group, begin in preset.groups.items()
        ),
        *((f"alias {alias}", meaning) for alias, meaning in preset.aliases.items()),
        *((f"status {status}", meaning) for status, meaning in preset.errors.items()),
        *(("note", note) for note in preset.notes),
        ("documentation", preset.documentation_url or "-"),
    ]
    return Result(
        data={
            "gateway": {
                **summary(preset),
                "key_prefixes": preset.key_prefixes,
                "key_variable": preset.key_variable,
                "groups": dict(preset.groups),
                "aliases": dict(preset.aliases),
                "errors": {str(status): meaning for status, meaning in preset.errors.items()},
                "notes": preset.notes,
            }
        },
        blocks=(Fields(pairs=tuple((name, value) for name, value in pairs if value != "-")),),
    )


def summary(preset: Preset) -> dict[str, object]:
    """What the list tells of a preset."""
    return {
        "name": preset.name,
        "label": preset.label,
        "openai_url": preset.openai_url,
        "anthropic_url": preset.anthropic_url,
        "management_url": preset.management_url,
        "dialect": preset.dialect,
        "protocols": preset.protocols,
        "documentation_url": preset.documentation_url,
    }
