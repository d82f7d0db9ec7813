"""What `--remove` takes out of the files of OpenCode and its fork."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from smartaipi_cli.documents.missing import find
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.operations import DeleteValue, Operation, PruneEmpty, SetValue
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.tools.base import ReadFile, Snapshot
from smartaipi_cli.tools.opencode_models import without
from smartaipi_cli.tools.opencode_providers import candidates, is_ours, parse, providers_in
from smartaipi_cli.tools.opencode_sources import Fork

OWN_MEMBERS: Final = frozenset({"npm", "name", "options", "models", "env", "api"})
OWN_OPTIONS: Final = frozenset({"baseURL", "apiKey"})
"""What a provider of ours consists of: with anything else in it the rest of it stays."""


def plan_fork_removal(fork: Fork, snapshot: Snapshot, urls: AbstractSet[str]) -> Plan:
    """The removal from every file that a set-up may have written. Errors: `document-refused`."""
    changes = tuple(
        change_file(
            file.path,
            Format.JSON,
            operations,
            file.state,
            f"take the gateway out of {fork.label}'s configuration",
        )
        for file in candidates(snapshot)
        if (operations := tuple(remove_operations(file, urls)))
    )
    return Plan(
        title=f"disconnect {fork.label}",
        command=f"{fork.name} --remove",
        tool=fork.name,
        changes=changes,
        labels={"action": "remove"},
    )


def remove_operations(file: ReadFile, urls: AbstractSet[str]) -> Iterator[Operation]:
    """Deletions of our providers and of what selects them, that first."""
    document = parse(file)
    for name, entry in providers_in(document).items():
        if not is_ours(entry, urls):
            continue
        for member in ("model", "small_model"):
            if str(find(document, (member,))).startswith(f"{name}/"):
                yield DeleteValue((member,))
        enabled = find(document, ("enabled_providers",))
        if isinstance(enabled, list) and name in enabled:
            rest = without(enabled, name)
            yield SetValue(("enabled_providers",), rest) if rest else DeleteValue(("enabled_providers",))
        yield from entry_operations(("provider", name), entry)
        yield PruneEmpty(("provider",))


def entry_operations(path: KeyPath, entry: Mapping[str, object]) -> Iterator[Operation]:
    """Deletions of one provider, as a whole where nobody has added to it."""
    options = entry.get("options")
    is_whole = set(entry) <= OWN_MEMBERS and (not isinstance(options, dict) or set(options) <= OWN_OPTIONS)
    if is_whole:
        yield DeleteValue(path)
        return
    yield from (DeleteValue((*path, name)) for name in ("npm", "name", "models") if name in entry)
    if isinstance(options, dict):
        yield from (DeleteValue((*path, "options", name)) for name in sorted(OWN_OPTIONS & set(options)))
        yield PruneEmpty((*path, "options"))
