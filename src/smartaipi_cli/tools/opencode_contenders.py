"""Every value that competes for one of OpenCode's settings, the strongest first; its fork shares the rules."""

from collections.abc import Iterator

from smartaipi_cli.documents import MISSING
from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.base import Contender, Snapshot
from smartaipi_cli.tools.opencode import FORK
from smartaipi_cli.tools.opencode_effective import find_login_key
from smartaipi_cli.tools.opencode_layers import REFERENCE, Layer, first_text, read_layers
from smartaipi_cli.tools.opencode_sources import Fork


def contenders(snapshot: Snapshot) -> tuple[Contender, ...]:
    """See `Tool`."""
    return contenders_of_fork(FORK, snapshot)


def contenders_of_fork(fork: Fork, snapshot: Snapshot) -> tuple[Contender, ...]:
    """The models, and address, package and key of the provider that the winning model names."""
    layers, _ = read_layers(fork, snapshot)
    model = first_text(layers, snapshot, "model")
    provider = model.value.partition("/")[0] if model else ""
    options = ("provider", provider, "options")
    return (
        *of_path(layers, ("model",), "model"),
        *of_path(layers, ("small_model",), "small model"),
        *of_path(layers, (*options, "baseURL"), "address"),
        *of_path(layers, ("provider", provider, "npm"), "protocol"),
        *of_key(fork, snapshot, layers, provider),
    )


def of_path(layers: tuple[Layer, ...], path: tuple[str, ...], subject: str) -> Iterator[Contender]:
    """The values at one path; the last file that is read wins, and one that stands alone needs no reason."""
    values = [(layer.source, find(layer.data, path)) for layer in reversed(layers)]
    found = [(source, value) for source, value in values if isinstance(value, str)]
    for number, (source, value) in enumerate(found):
        shown = value if path[-1] != "apiKey" or REFERENCE.search(value) else redact(Secret(value))
        usual = "the last file that has it" if len(found) > 1 else ""
        reason = f"`{found[0][0]}` is read later and wins" if number else usual
        yield Contender(".".join(path), shown, source, wins=number == 0, reason=reason, subject=subject)


def of_key(fork: Fork, snapshot: Snapshot, layers: tuple[Layer, ...], provider: str) -> Iterator[Contender]:
    """The key: the configuration's, else the login's, else that in a variable that the provider names."""
    path = ("provider", provider, "options", "apiKey")
    configured = tuple(of_path(layers, path, "key"))
    yield from configured
    winner = "the configuration" if configured else ""
    login = find_login_key(fork, snapshot, provider)
    if login is not None:
        source = str(snapshot.files["login"].path)
        reason = f"{winner} wins" if winner else "the configuration has no key"
        name = f"login.{provider}"
        yield Contender(name, redact(login), source, wins=not winner, reason=reason, subject="key")
        winner = winner or "the login"
    listed = next(
        (
            found
            for layer in reversed(layers)
            if (found := find(layer.data, (*path[:2], "env"))) is not MISSING
        ),
        (),
    )
    for name in map(str, listed if isinstance(listed, list) else ()):
        if value := snapshot.place.environment.get(name):
            reason = f"{winner} wins" if winner else "neither configuration nor login has a key"
            shown = redact(Secret(value))
            yield Contender(name, shown, "environment", wins=not winner, reason=reason, subject="key")
            winner = winner or name
