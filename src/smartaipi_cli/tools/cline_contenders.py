"""Every value that competes for one of Cline's settings, as its command line sees them: of its files one decides."""

from collections.abc import Iterator
from typing import Final

from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Contender, Snapshot
from smartaipi_cli.tools.cline import PROTOCOLS, VARIABLES, read
from smartaipi_cli.tools.cline_effective import text
from smartaipi_cli.tools.cline_extension import LEGACY, MODES
from smartaipi_cli.tools.cline_faults import find_fault

FIELDS: Final = {"address": "baseUrl", "key": "apiKey", "model": "model"}
"""What is decided, to the member of a provider's settings that decides it."""


def contenders(snapshot: Snapshot) -> tuple[Contender, ...]:
    """See `Tool`. The client's own file, the variable of a key that it lacks, then the extension's fields."""
    fault = find_fault(bytes_of(snapshot.files["target"].state) or b"")
    verdict = f"Cline drops the file: {fault.reason}" if fault else ""
    return (
        *of_choice(snapshot, verdict),
        *of_providers(snapshot, verdict),
        *of_variable(snapshot, verdict),
        *of_extension(snapshot),
    )


def of_choice(snapshot: Snapshot, verdict: str) -> Iterator[Contender]:
    """The provider that was used last."""
    target = snapshot.files["target"]
    name = read(target, "lastUsedProvider")
    if isinstance(name, str):
        yield Contender(
            "lastUsedProvider", name, str(target.path), wins=not verdict, reason=verdict, subject="provider"
        )


def of_providers(snapshot: Snapshot, verdict: str) -> Iterator[Contender]:
    """What stands with each provider, of which the one that was used last counts."""
    target = snapshot.files["target"]
    chosen, providers = read(target, "lastUsedProvider"), read(target, "providers")
    names = [*providers] if isinstance(providers, dict) else []
    usual = "it was used last" if len(names) > 1 else ""
    beaten = f"`{chosen}` was used last" if isinstance(chosen, str) else "no provider was chosen"
    for name in sorted(names, key=lambda one: one != chosen):
        reason = verdict or (usual if name == chosen else beaten)
        wins = name == chosen and not verdict
        for subject, member in FIELDS.items():
            if value := text(snapshot, name, member):
                shown = redact(Secret(value.value)) if subject == "key" else value.value
                setting = f"providers.{name}.settings.{member}"
                yield Contender(setting, shown, value.source, wins=wins, reason=reason, subject=subject)


def of_variable(snapshot: Snapshot, verdict: str) -> Iterator[Contender]:
    """The variable that gives the provider's key where the file has none."""
    slot = str(read(snapshot.files["target"], "lastUsedProvider"))
    name = VARIABLES[PROTOCOLS[slot]] if slot in PROTOCOLS else ""
    if value := snapshot.place.environment.get(name):
        is_stored = text(snapshot, slot, "apiKey") is not None
        reason = verdict or ("the key in the file wins" if is_stored else "the file has no key")
        wins = not (verdict or is_stored)
        yield Contender(name, redact(Secret(value)), "environment", wins=wins, reason=reason, subject="key")


def of_extension(snapshot: Snapshot) -> Iterator[Contender]:
    """The older fields, which the extension asks first, each of its modes for itself."""
    reason = "for the extension: the command line asks `providers.json` first"
    for role, setting, subject in older_fields():
        file = snapshot.files[role]
        value = read(file, setting)
        if isinstance(value, str) and value:
            shown = redact(Secret(value)) if subject == "key" else value
            yield Contender(setting, shown, str(file.path), wins=False, reason=reason, subject=subject)


def older_fields() -> Iterator[tuple[str, str, str]]:
    """(role of the file, name, what it decides) of each."""
    for mode in MODES:
        yield "state", f"{mode}ModeApiProvider", "provider"
    for fields in LEGACY.values():
        yield "state", fields.address, "address"
        yield "secrets", fields.key, "key"
        for mode in MODES:
            yield "state", f"{mode}{fields.model}", "model"
