"""The local account manager: which profiles there are."""

from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.actions.profiles.selection import select_profile
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Fields, Result, Table


def list_profiles(machine: Machine) -> Result:
    """All profiles, the default one marked."""
    configuration = read_configuration(machine)
    profiles = configuration.profiles.values()
    return Result(
        data={
            "profiles": [describe(profile) for profile in profiles],
            "default": configuration.default_profile,
        },
        blocks=(
            Table(
                columns=tuple(
                    Column(heading=heading) for heading in ("NAME", "GATEWAY", "ADDRESS", "DEFAULT")
                ),
                rows=tuple(
                    (
                        profile.name,
                        profile.label,
                        profile.openai_url or profile.anthropic_url,
                        "yes" if profile.name == configuration.default_profile else "",
                    )
                    for profile in profiles
                ),
                empty="no profiles yet: smartaipi profiles add work --gateway smartaipi",
            ),
        ),
    )


def show_profile(machine: Machine, name: str | None) -> Result:
    """One profile in full."""
    profile, _ = select_profile(machine, name)
    data = describe(profile)
    pairs = [
        ("name", profile.name),
        ("gateway", f"{profile.label} ({profile.gateway})"),
        ("OpenAI address", profile.openai_url or "none"),
        ("Anthropic address", profile.anthropic_url or "none"),
        ("account API", profile.management_url or "none published"),
        ("dialect", profile.dialect or "none"),
        *((f"model for {role}", model) for role, model in describe_models(profile).items()),
    ]
    return Result(data={"profile": data}, blocks=(Fields(pairs=tuple(pairs)),))


def describe(profile: Profile) -> dict[str, object]:
    """The profile for the JSON envelope."""
    return {
        "name": profile.name,
        "gateway": profile.gateway,
        "label": profile.label,
        "openai_url": profile.openai_url,
        "anthropic_url": profile.anthropic_url,
        "management_url": profile.management_url,
        "dialect": profile.dialect,
        "models": describe_models(profile),
    }


def describe_models(profile: Profile) -> dict[str, str]:
    """Role to model id, the known ones."""
    models = profile.models
    roles = {
        "codex": models.codex,
        "opus": models.opus,
        "sonnet": models.sonnet,
        "haiku": models.haiku,
        "fable": models.fable,
    }
    return {role: model for role, model in roles.items() if model}
