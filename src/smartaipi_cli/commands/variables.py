"""Variables of the environment that give options their defaults: an option that is typed wins over its variable.

There is none for `--yes`: what cannot be undone is agreed to where it is done, never by a variable that is still set.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

CLIENTS = ("claude", "codex", "opencode", "cline", "continue", "kilo", "qwen", "roo")
REQUESTS = ("test", "bench")


class Variable(NamedTuple):
    """A variable, its option, and the commands that obey it: all that have the option where none is named."""

    name: str
    option: str
    meaning: str
    commands: tuple[str, ...] = ()


VARIABLES = (
    Variable("SMARTAIPI_JSON", "--json", "print one JSON document"),
    Variable("SMARTAIPI_QUIET", "--quiet", "print the data alone"),
    Variable("SMARTAIPI_NO_COLOR", "--no-color", "no colour"),
    Variable("SMARTAIPI_VERBOSE", "--verbose", "tell each request to a gateway"),
    Variable("SMARTAIPI_DRY_RUN", "--dry-run", "show what would be written, and write nothing"),
    Variable("SMARTAIPI_KEY_NAME", "--key", "the profile's stored key to use", (*CLIENTS, *REQUESTS, "env")),
    Variable("SMARTAIPI_MODEL", "--model", "the model to ask for", (*CLIENTS, *REQUESTS, "run")),
    Variable("SMARTAIPI_SECRET_WAY", "--secret", "how a client gets its key", CLIENTS),
    Variable("SMARTAIPI_SCOPE", "--scope", "whose settings of a client are changed", CLIENTS),
    Variable("SMARTAIPI_VERIFY", "--verify", "whether a set-up is proved with a request", CLIENTS),
    Variable("SMARTAIPI_MAX_COST", "--max-cost", "the most that a benchmark may spend", ("bench",)),
    Variable("SMARTAIPI_BUDGET", "--budget", "the most that the key of a run may spend", ("run",)),
    Variable("SMARTAIPI_TTL", "--ttl", "how long the key of a run lives", ("run",)),
    Variable("SMARTAIPI_MODELS", "--models", "the models that the key of a run may ask", ("run",)),
    Variable("SMARTAIPI_STRICT", "--strict", "refuse a run whose limits are only emulated", ("run",)),
    Variable("SMARTAIPI_MASK", "--mask", "cover the key of a run in the output of its command", ("run",)),
    Variable("SMARTAIPI_CLIENT", "--client", "the client that a run leads to the gateway", ("run",)),
    Variable(
        "SMARTAIPI_FAIL_ON_BUDGET", "--fail-on-budget", "end with 7 when the budget was spent", ("run",)
    ),
    Variable("SMARTAIPI_RECEIPT", "--receipt", "the file for the receipt of a run", ("run",)),
)


def defaults_of(command: Any, path: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """The framework's map of defaults for a command, or for a group and its commands."""
    defaults: dict[str, Any] = {}
    for parameter in command.params:
        for variable in variables_for(parameter.opts, path):
            if value := environment.get(variable.name):
                defaults[parameter.name] = [value] if parameter.multiple else value
    for name, inner in getattr(command, "commands", {}).items():
        defaults[name] = defaults_of(inner, f"{path} {name}", environment)
    return defaults


def variables_for(options: Sequence[str], path: str) -> Iterator[Variable]:
    """The variables that an option of the command with these words obeys."""
    for variable in VARIABLES:
        if variable.option in options and (not variable.commands or path in variable.commands):
            yield variable


def variable_of(options: Sequence[str], path: str) -> str:
    """The name of the variable behind an option of the command with these words, for an error message."""
    return next((f"${variable.name}" for variable in variables_for(options, path)), "a default")


def is_on(value: str) -> bool:
    """Whether a variable switches something on, as the framework reads it."""
    return value.strip().lower() in {"1", "true", "t", "yes", "y", "on"}
