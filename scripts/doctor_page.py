"""The page about `smartaipi doctor`: its codes, what it looks at, and where it looks for keys."""

from collections.abc import Iterator

from smartaipi_cli.actions.doctor.secret_places import (
    LIKELY_FILES,
    LIKELY_FOLDERS,
    LIKELY_SIZE,
    OTHER_SIZE,
    SKIPPED_NAMES,
)
from smartaipi_cli.actions.doctor.secret_search import MOST_BYTES, MOST_TIME_S
from smartaipi_cli.diagnosis.editors import EDITORS
from smartaipi_cli.diagnosis.findings import DOCTOR_CODES, REPAIRED
from smartaipi_cli.diagnosis.variables import STEERING

MEGABYTE = 1024 * 1024


def doctor_page() -> str:
    """The page below its first line."""
    return "\n".join((*findings(), *sources(), *search(), *report())) + "\n"


def findings() -> Iterator[str]:
    """The codes."""
    yield "# What doctor finds"
    yield ""
    yield "`smartaipi doctor [TOOL]` reads files and writes nothing. It ends with code 9 when it found an error or a"
    yield "warning, with 0 otherwise; a note is no failure. `--explain` shows every value that competes. `--fix` makes"
    yield "one plan of all repairs, shows it, asks, and leaves one change that `smartaipi undo` takes back."
    yield "Codes stand in `data.findings[].code` of `--json`. They are added, never reused."
    yield ""
    yield "| code | meaning | `--fix` |"
    yield "|---|---|---|"
    for code, meaning in DOCTOR_CODES.items():
        yield f"| `{code}` | {meaning} | {'where it is safe' if code in REPAIRED else 'names the command'} |"


def sources() -> Iterator[str]:
    """What is looked at."""
    yield ""
    yield "## What it looks at"
    yield ""
    yield "Every file that a client reads for its settings and logins, by the client's own rules of precedence; the"
    yield "variables of this environment; what the start files of bash, zsh, fish and `sh` export; what the settings of"
    yield f"{', '.join(EDITORS)} give to their terminals; Codex's background server; the clients' versions."
    yield "Start files are read, not run: what is computed has no value, and what depends on a condition is a maybe."
    yield ""
    yield "| tool | variables that steer it |"
    yield "|---|---|"
    for tool, names in STEERING.items():
        yield f"| `{tool}` | {', '.join(f'`{name}`' for name in names)} |"


def search() -> Iterator[str]:
    """Where keys are looked for."""
    yield ""
    yield "## Where doctor secrets looks"
    yield ""
    yield "For every credential that is stored here, and for those of earlier set-ups by their fingerprints. Candidates"
    yield "are compared by SHA-256; path, line, mode and the last four characters are told, never a key. It looks first"
    yield f"into our own folders and these, with files up to {LIKELY_SIZE // MEGABYTE} MB, then into the rest of"
    yield f"the home with files up to {OTHER_SIZE // MEGABYTE} MB. It stops after {MOST_BYTES // MEGABYTE} MB or"
    yield f"{MOST_TIME_S:.0f} seconds. Gzip is unpacked, links are not followed."
    yield ""
    yield f"- likely files: {', '.join(f'`~/{name}`' for name in LIKELY_FILES)}"
    yield f"- likely folders: {', '.join(f'`~/{name}`' for name in LIKELY_FOLDERS)}"
    yield f"- folders passed over: {', '.join(f'`{name}`' for name in sorted(SKIPPED_NAMES))}"


def report() -> Iterator[str]:
    """What goes into a report."""
    yield ""
    yield "## What doctor --report writes"
    yield ""
    yield "One text file, for its owner alone: versions, what each tool sends where, findings, paths with sizes and"
    yield "modes, the values that compete, the latest changes, the latest failures of smartaipi itself. Keys are"
    yield "masked, the home is `~`, no e-mail address and no user's name is in it. Read it before you send it."
