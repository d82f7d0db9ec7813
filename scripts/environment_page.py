"""The page with every variable of the environment, and what wins over what."""

from collections.abc import Iterator
from itertools import groupby

from smartaipi_cli.actions.environment.known_variables import KNOWN_VARIABLES, Known
from smartaipi_cli.commands.variables import CLIENTS, VARIABLES, Variable

HEADINGS = {
    "account": "Which account",
    "places": "Where our files are",
    "terminal": "Terminals",
    "network": "The network",
    "ci": "CI",
    "system": "The system",
}


def environment_page() -> str:
    """What wins, the variables in place of options, all others by what they are about."""
    return "\n".join([*introduction(), *option_table(), *other_tables()]) + "\n"


def introduction() -> list[str]:
    """What wins over what."""
    return [
        "# Variables of the environment",
        "",
        "What is said in several places counts in this order:",
        "",
        "1. the option that was typed;",
        "2. its variable, below; an empty one counts as unset;",
        "3. a pin file `.smartaipi.toml` of the folder that was trusted (`smartaipi config trust`); it may name the",
        "   profile, the model, the way of the secret and the scope;",
        "4. `config.toml` (`smartaipi config list`);",
        "5. the gateway's preset.",
        "",
        "`smartaipi whoami` says which profile and credentials are in use, and where they come from.",
        "",
    ]


def option_table() -> Iterator[str]:
    """A row a variable that stands for an option."""
    yield from (
        "## In place of options",
        "",
        "| variable | option | what it does | commands |",
        "|---|---|---|---|",
    )
    for one in VARIABLES:
        yield f"| `{one.name}` | `{one.option}` | {one.meaning} | {commands_of(one)} |"
    yield from (
        "",
        "Switches are on with `1`, `true` or `yes` and off with `0`, `false` or `no`.",
        "There is no variable for `--yes`: what is agreed to is said where it is done.",
        "",
    )


def commands_of(variable: Variable) -> str:
    """Where it is obeyed."""
    if not variable.commands:
        return "all that have the option"
    clients = set(CLIENTS) <= set(variable.commands)
    others = [f"`{name}`" for name in variable.commands if not (clients and name in CLIENTS)]
    return ", ".join([*(["the set-ups"] if clients else []), *others])


def other_tables() -> Iterator[str]:
    """A table a subject."""
    order = list(HEADINGS)
    for group, variables in groupby(
        sorted(KNOWN_VARIABLES, key=lambda one: order.index(one.group)), key=lambda one: one.group
    ):
        yield from (f"## {HEADINGS[group]}", "", "| variable | what it says | what wins |", "|---|---|---|")
        yield from map(row, variables)
        yield ""


def row(known: Known) -> str:
    """One variable, or several that mean the same."""
    return f"| {', '.join(f'`{name}`' for name in known.names)} | {known.meaning} | {known.order} |"
