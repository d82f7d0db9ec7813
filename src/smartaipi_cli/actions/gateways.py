"""Which gateways are known, and what one really offers."""

from contextlib import closing

from smartaipi_cli.actions.accounts import open_account
from smartaipi_cli.actions.selection import select_profile
from smartaipi_cli.gateways.presets import DEFAULT_PRESET, all_presets
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Result, Table


def list_gateways(machine: Machine) -> Result:  # noqa: ARG001 - every action takes the machine
    """The presets."""
    presets = all_presets().values()
    headings = ("NAME", "GATEWAY", "ADDRESS", "SPEAKS", "ACCOUNT API")
    return Result(
        data={
            "gateways": [
                {
                    "name": preset.name,
                    "label": preset.label,
                    "openai_url": preset.openai_url,
                    "anthropic_url": preset.anthropic_url,
                    "management_url": preset.management_url,
                    "dialect": preset.dialect,
                    "protocols": preset.protocols,
                    "documentation_url": preset.documentation_url,
                }
                for preset in presets
            ],
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


def show_gateway(machine: Machine, name: str | None) -> Result:
    """What the account API of a profile's gateway offers. Errors: `not-offered`, `token-missing`."""
    profile, _ = select_profile(machine, name)
    with closing(machine.open_transport()) as transport:
        capabilities = open_account(machine, profile, transport).capabilities
    rows = tuple((operation, found.support.value, found.reason) for operation, found in capabilities.items())
    return Result(
        data={
            "gateway": profile.gateway,
            "capabilities": {
                operation: {"support": support, "reason": reason} for operation, support, reason in rows
            },
        },
        blocks=(
            Table(
                columns=tuple(Column(heading=name) for name in ("OPERATION", "SUPPORT", "REASON")), rows=rows
            ),
        ),
    )
