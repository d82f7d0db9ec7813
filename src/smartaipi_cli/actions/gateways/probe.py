"""What a gateway really offers: its dialect, found by itself, and its capability table."""

from contextlib import closing

from smartaipi_cli.actions.account.access import KEY_READABLE, open_account
from smartaipi_cli.actions.history.changes import save_configuration
from smartaipi_cli.actions.profiles.selection import find_key, find_token, select_profile
from smartaipi_cli.domain.profile import Profile, check_url
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.capabilities import Capabilities
from smartaipi_cli.gateways.detection import Detected, detect
from smartaipi_cli.gateways.dialects.registry import table_of
from smartaipi_cli.gateways.operations import OPERATIONS
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Block, Column, Fields, Line, Result, Table, Warn


def probe_address(machine: Machine, url: str) -> Result:
    """The dialect at an address, and what it offers in general. Errors: `gateway-unreachable`, `usage`."""
    address = check_url(url, "--url")
    with closing(machine.open_transport()) as transport:
        found = detect(transport, address)
    if found is None:
        raise unrecognised(address)
    return shown(
        found,
        table_of(found.dialect),
        described={},
        warnings=(),
        step=f"smartaipi profiles add NAME --gateway custom --url {address}",
    )


def probe_profile(machine: Machine, name: str | None, *, save: bool) -> Result:
    """The dialect of a profile's gateway and what it offers to its credential; `save` keeps what was found."""
    profile, _ = select_profile(machine, name)
    address = profile.management_url or profile.openai_url or profile.anthropic_url
    with closing(machine.open_transport()) as transport:
        found = detect(transport, address)
        if found is None and not profile.dialect:
            raise unrecognised(address)
        found = found or Detected(
            dialect=profile.dialect, url=profile.management_url, version="", evidence="the profile says so"
        )
        is_as_kept = found.dialect == profile.dialect and bool(profile.management_url)
        warnings = () if is_as_kept else (differs(profile, found),)
        if is_as_kept and has_credential(machine, profile):
            account = open_account(machine, profile, transport)
            capabilities, described = account.capabilities, dict(account.describe())
        else:
            capabilities, described = table_of(found.dialect), {}
            if is_as_kept:
                warnings = (no_credential(profile),)
    if save and not is_as_kept:
        keep(machine, profile, found)
        warnings = ()
    return shown(found, capabilities, described=described, warnings=warnings, step="")


def has_credential(machine: Machine, profile: Profile) -> bool:
    """Whether there is something to ask with."""
    if find_token(machine, profile) is not None:
        return True
    return profile.dialect in KEY_READABLE and find_key(machine, profile) is not None


def keep(machine: Machine, profile: Profile, found: Detected) -> None:
    """Write the dialect and its address into the profile."""
    from tomlkit import TOMLDocument

    def edit(document: TOMLDocument) -> None:
        document["profiles"][profile.name].update({"dialect": found.dialect, "management_url": found.url})

    save_configuration(
        machine, edit, title=f"profile {profile.name} speaks {found.dialect}", command="gateways probe"
    )


def shown(
    found: Detected,
    capabilities: Capabilities,
    *,
    described: dict[str, str],
    warnings: tuple[Warn, ...],
    step: str,
) -> Result:
    """The result of a probe."""
    pairs = {
        "dialect": found.dialect,
        "account API": found.url,
        "version": found.version,
        "known by": found.evidence,
    }
    blocks: tuple[Block, ...] = (
        Fields(pairs=tuple((name, value) for name, value in {**pairs, **described}.items() if value)),
        Table(
            columns=tuple(Column(heading=heading) for heading in ("OPERATION", "SUPPORT", "REASON")),
            rows=tuple(
                (OPERATIONS[operation], capability.support.value, capability.reason or "-")
                for operation, capability in capabilities.items()
            ),
        ),
        *((Line(text=f"next: {step}", aside=True),) if step else ()),
    )
    return Result(
        data={
            "dialect": found.dialect,
            "management_url": found.url,
            "version": found.version,
            "evidence": found.evidence,
            **{name.replace(" ", "_"): value for name, value in described.items()},
            "capabilities": {
                operation: {"support": capability.support.value, "reason": capability.reason}
                for operation, capability in capabilities.items()
            },
        },
        blocks=blocks,
        warnings=warnings,
    )


def differs(profile: Profile, found: Detected) -> Warn:
    """The warning for a profile that does not say what was found."""
    said = f"says `{profile.dialect}`" if profile.dialect else "names no account API"
    return Warn(
        code="dialect-differs",
        message=f"profile `{profile.name}` {said}, but its gateway speaks `{found.dialect}`",
        hint=f"smartaipi gateways probe --profile {profile.name} --save",
    )


def no_credential(profile: Profile) -> Warn:
    """The warning for a table that nobody's credential was asked about."""
    return Warn(
        code="not-asked",
        message="this is what the dialect offers in general: there is no account token to ask the gateway with",
        hint=f"smartaipi login --with-token --profile {profile.name}",
    )


def unrecognised(address: str) -> UserError:
    """The error for a gateway whose dialect nothing gives away."""
    return UserError(
        "not-offered",
        f"no account API was recognised at `{address}`",
        reason="it answers like none of native, new-api, one-api, LiteLLM, OpenRouter, OpenAI and Anthropic",
        hint="set-ups work all the same: smartaipi claude, smartaipi codex",
    )
