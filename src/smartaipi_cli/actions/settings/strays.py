"""Members of `config.toml` that nothing obeys: told, since a misspelt setting looks like one that is set."""

import tomllib
from collections.abc import Collection, Iterator

from smartaipi_cli.actions.settings.catalogue import closest, list_settings
from smartaipi_cli.actions.settings.positions import values_of
from smartaipi_cli.results import Warn


def find_strays(text: str, profiles: Collection[str]) -> Iterator[Warn]:
    """One warning for each value of the file that is no setting."""
    known = {one.name for one in list_settings(profiles)}
    for path, _ in values_of(tomllib.loads(text.removeprefix("\ufeff"))):
        name = ".".join(path)
        if name not in known:
            close = closest(name, known)
            meant = f": did you mean `{close}`?" if close else ""
            yield Warn(code="setting-unknown", message=f"nothing obeys `{name}`{meant}")
