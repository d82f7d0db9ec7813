"""Gathering what `doctor` looks at; reads files and asks the clients for their versions, and writes nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from smartaipi_cli.actions.connection.disconnection import known_urls
from smartaipi_cli.actions.connection.snapshots import place_of, read_version
from smartaipi_cli.actions.history.reading import list_changes, read_state
from smartaipi_cli.actions.keys.stored import list_stored_keys
from smartaipi_cli.actions.keys.users import stored_secret
from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.actions.status.status import helper_credential, profile_of, relevant_snapshot
from smartaipi_cli.diagnosis.editors import editor_files, read_editor
from smartaipi_cli.diagnosis.evidence import ENVIRONMENT, Evidence, Export, KnownKey, ToolEvidence
from smartaipi_cli.diagnosis.findings import Finding
from smartaipi_cli.diagnosis.start_files import read_exports, start_files
from smartaipi_cli.diagnosis.variables import STEERING, VENDOR_ADDRESSES, VENDOR_KEYS
from smartaipi_cli.domain.key_text import fingerprint
from smartaipi_cli.engine.record import Record
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.presets import vendor_urls
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import Effective, Place, ReadFile, Tool, Version
from smartaipi_cli.tools.claude_code import words_of
from smartaipi_cli.tools.own_helper import is_own_helper
from smartaipi_cli.tools.registry import TOOLS

Progress = Callable[[int, int | None], None]


class Gathered(NamedTuple):
    """The evidence, and what could not be read."""

    evidence: Evidence
    unreadable: tuple[Finding, ...]


def gather(
    machine: Machine, progress: Progress, names: Iterable[str] = (), *, ask_all: bool = False
) -> Gathered:
    """Read everything about the tools named, or about all.

    Starting a client to hear its version takes a second, so only those are asked that are on a gateway; `ask_all`
    asks every one. Errors: `config-invalid`.
    """
    place = place_of(machine)
    records = list_changes(machine)
    found: list[ToolEvidence] = []
    unreadable: list[Finding] = []
    for tool in (tool for name, tool in TOOLS.items() if name in set(names) or not names):
        try:
            found.append(gather_tool(machine, tool, records))
        except UserError as problem:
            unreadable.append(unreadable_finding(tool, problem))
    asked = [one for one in found if one.is_installed and (ask_all or one.effective.base_url)]
    versions = ask_versions(machine, asked, progress)
    found = [replace(one, snapshot=one.snapshot._replace(version=versions.get(one.name))) for one in found]
    stored = list_stored_keys(machine)
    shell_files = read_existing(machine, start_files(place))
    editors = read_existing(machine, editor_files(place))
    evidence = Evidence(
        place=place,
        tools=tuple(found),
        exports=(*exported_here(place), *exports_of(shell_files, editors, place)),
        shell_files={str(file.path): file for file in shell_files},
        private_files=(*editors, *read_existing(machine, credential_files(machine))),
        urls=known_urls(machine),
        vendor_hosts=vendor_hosts(),
        keys={fingerprint(one.secret): KnownKey(label=one.label, hosts=one.hosts) for one in stored},
        secrets=tuple(one.secret for one in stored),
    )
    return Gathered(evidence=evidence, unreadable=tuple(unreadable))


def ask_versions(
    machine: Machine, asked: Sequence[ToolEvidence], progress: Progress
) -> Mapping[str, Version | None]:
    """Tool to its version; some clients take seconds to tell it, so several are asked at once."""
    versions: dict[str, Version | None] = {}
    with ThreadPoolExecutor(max_workers=4) as pool:
        progress(0, len(asked))
        answers = {pool.submit(read_version, machine, one.tool): one.name for one in asked}
        for answer in as_completed(answers):
            versions[answers[answer]] = answer.result()
            progress(len(versions), len(asked))
    return versions


def unreadable_finding(tool: Tool, problem: UserError) -> Finding:
    """What is said of a tool whose files cannot be read."""
    return Finding(
        code=problem.code,
        severity="error",
        tool=tool.SPEC.name,
        message=problem.message,
        reason=problem.reason,
        hint=problem.hint,
    )


def gather_tool(machine: Machine, tool: Tool, records: tuple[Record, ...]) -> ToolEvidence:
    """One client. Errors: `target-refused`."""
    scope, snapshot = relevant_snapshot(machine, tool, records)
    effective = tool.resolve(snapshot)
    profile = profile_of(machine, tool, effective)
    is_own = is_own_helper(words_of_helper(effective))
    return ToolEvidence(
        tool=tool,
        scope=scope,
        provider=profile.provider_id if profile else tool.SPEC.name,
        snapshot=snapshot,
        effective=effective,
        helper_key=stored_secret(machine, profile, helper_credential(effective))
        if profile and is_own
        else None,
        login=tool.find_login(snapshot),
        is_installed=bool(tool.SPEC.binary) and machine.processes.find(tool.SPEC.binary) is not None,
    )


def words_of_helper(effective: Effective) -> tuple[str, ...]:
    """The words of a key helper's command."""
    if effective.through_shell and effective.command:
        return words_of(effective.command[0])
    return effective.command


def exported_here(place: Place) -> Iterator[Export]:
    """The variables of this process that matter to any client."""
    names = {name for known in STEERING.values() for name in known} | {*VENDOR_ADDRESSES, *VENDOR_KEYS}
    for name in sorted(names):
        if value := place.environment.get(name):
            yield Export(name=name, value=value, source=ENVIRONMENT)


def exports_of(
    shell_files: Iterable[ReadFile], editors: Iterable[ReadFile], place: Place
) -> Iterator[Export]:
    """The variables that files set for programs started from a shell or an editor."""
    for file in shell_files:
        yield from read_exports(file)
    for file in editors:
        yield from read_editor(file, place.platform)


def read_existing(machine: Machine, paths: Iterable[Path]) -> tuple[ReadFile, ...]:
    """The files that are there and can be read."""
    found = []
    for path in dict.fromkeys(paths):
        with suppress(UserError):
            state = read_state(machine, path)
            if not isinstance(state, Absent):
                found.append(ReadFile(path=path, state=state))
    return tuple(found)


def credential_files(machine: Machine) -> Iterator[Path]:
    """The files of our credential store."""
    store = machine.credential_files
    for profile in read_configuration(machine).profiles:
        yield from (store.path_of(profile, name) for name in store.names(profile))


def vendor_hosts() -> frozenset[str]:
    """The hosts that clients call without us."""
    specs = {tool.SPEC.vendor_host for tool in TOOLS.values()}
    return frozenset({urlsplit(url).netloc for url in vendor_urls()} | specs) - {""}
