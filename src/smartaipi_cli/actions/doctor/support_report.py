"""`doctor --report`: one text file for a support request, without keys, names or addresses of people."""

import platform
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from smartaipi_cli._version import __version__
from smartaipi_cli.actions.doctor.examination import Examined
from smartaipi_cli.actions.history.reading import list_changes
from smartaipi_cli.actions.keys.stored import list_stored_keys
from smartaipi_cli.diagnosis.explanation import explain
from smartaipi_cli.diagnosis.prediction import Prediction, predict
from smartaipi_cli.domain.secret import MASK, Secret
from smartaipi_cli.gateways.answers import scrub
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.new_files import create_private_file
from smartaipi_cli.plan.states import Content
from smartaipi_cli.tools.base import ReadFile, show_version

EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SHORTEST_NAME: Final = 3
"""A user's name of fewer letters would be found in half of all words."""

SHORTEST_SECRET: Final = 8
"""A shorter value under a secret's name is a word, such as the name of a store."""

CHANGES: Final = 20
ERRORS: Final = 3


def write_report(machine: Machine, examined: Examined, path: Path) -> None:
    """Make the file, for its owner alone. Errors: `target-refused` when it exists, `own-file-failed`."""
    text = redact_report(machine, "\n".join(report_lines(machine, examined)))
    create_private_file(machine.files, machine.working_folder / path.expanduser(), f"{text}\n".encode())


def report_lines(machine: Machine, examined: Examined) -> Iterator[str]:
    """The report as it is known here; it is redacted as a whole afterwards."""
    yield "# smartaipi support report"
    yield f"smartaipi {__version__}, Python {platform.python_version()}, {platform.platform()}"
    yield f"config {machine.paths.config}, data {machine.paths.data}, state {machine.paths.state}"
    yield "\n## What each tool sends"
    for one in examined.evidence.tools:
        version = show_version(one.snapshot.version) if one.snapshot.version else "not found"
        yield f"{one.name} ({version}): {summary_of(predict(one))}"
    yield "\n## Findings"
    for finding in examined.findings:
        about = " ".join(filter(None, (finding.severity, finding.code, finding.tool)))
        yield f"{about}: {'; '.join(filter(None, (finding.message, finding.reason)))}"
    yield from () if examined.findings else ("none",)
    yield "\n## Files"
    files = {file.path: file for one in examined.evidence.tools for file in one.snapshot.files.values()}
    files |= {file.path: file for file in examined.evidence.shell_files.values()}
    yield from (description for path in sorted(files) if (description := describe(files[path])))
    yield "\n## Values that compete"
    for one in examined.shown:
        for value in explain(examined.evidence, one):
            verdict = ": ".join(filter(None, ("wins" if value.wins else "loses", value.reason)))
            yield f"{one.name} {value.setting} = {value.shown} ({value.source}; {verdict})"
    yield "\n## Latest changes"
    for record in list_changes(machine)[-CHANGES:]:
        yield f"{record.time} {record.id} {record.command}: {record.title}"
    yield "\n## Latest failures of smartaipi itself"
    yield from last_failures(machine)


def summary_of(found: Prediction) -> str:
    """One tool in one line."""
    if not found.starts:
        return "does not start"
    keys = ", ".join(
        f"key {key.fingerprint or 'of a helper'} ({key.header}) from {key.source}" for key in found.keys
    )
    login = f", the vendor's login ({found.account})" if found.account else ""
    return f"{found.address or found.host or 'its vendor'}, model {found.model or '-'}, {keys or 'no key'}{login}"


def describe(file: ReadFile) -> str:
    """Path, size and mode of a file that is there."""
    state = file.state
    return f"{file.path} {len(state.data)} bytes, mode {state.mode:04o}" if isinstance(state, Content) else ""


def last_failures(machine: Machine) -> Iterator[str]:
    """The reports that bugs of ours left behind; they hold no values."""
    folder = machine.paths.state / "reports"
    try:
        names = machine.files.list_directory(folder)[-ERRORS:]
        yield from (machine.files.read(folder / name).decode(errors="replace") for name in names)
    except OSError:
        yield "none"


def redact_report(machine: Machine, text: str) -> str:
    """The text without any secret that is known or looks like one, the home as `~`, and no person in it."""
    for secret in known_secrets(machine):
        text = text.replace(secret.reveal(), MASK)
    text = text.replace(str(machine.home), "~")
    text = EMAIL.sub("[address]", text)
    for name in user_names(machine):
        text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", "~", text)
    return "\n".join(map(scrub_line, text.split("\n")))


def scrub_line(line: str) -> str:
    """A line without what looks like a key."""
    return scrub(line) if line.strip() else ""


def known_secrets(machine: Machine) -> Iterator[Secret]:
    """Everything stored, and what the environment holds under a name that says so."""
    from smartaipi_cli.plan.secret_names import is_secret_name

    yield from (one.secret for one in list_stored_keys(machine))
    for name, value in machine.environment.items():
        if len(value) >= SHORTEST_SECRET and is_secret_name(name):
            yield Secret(value)


def user_names(machine: Machine) -> set[str]:
    """The names by which the user may stand in paths; names of every system are none."""
    found = {machine.home.name, *(machine.environment.get(name, "") for name in ("USER", "LOGNAME"))}
    return {name for name in found if len(name) >= SHORTEST_NAME and name not in {"root", "home", "user"}}
