"""What a pin file may say: a profile of this machine and defaults, from a short list; never an address or a key."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.domain.profile import NAME_PATTERN

MODEL_PATTERN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+\[\]-]{0,127}")
FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    "profile": NAME_PATTERN,
    "model": MODEL_PATTERN,
    # Not `inline`: a folder that others write too must not bring the key itself into its files.
    "secret": re.compile(r"helper|file|env"),
    "scope": re.compile(r"user|project"),
}
"""Member to what its text must look like; `models` has a model for each role besides."""

WAY_LINE: Final = re.compile(r"""^secret([ \t]*=[ \t]*["'](?:helper|file|env)["'])""", re.MULTILINE)
ROLES: Final = tuple(asdict(ModelChoice()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """What a pin file asks for; empty texts ask for nothing."""

    profile: str = ""
    model: str = ""
    secret: str = ""
    scope: str = ""
    models: ModelChoice = field(default_factory=ModelChoice)

    @property
    def options(self) -> dict[str, str]:
        """Name of an option to the value that it has where nobody gives another."""
        return {name: value for name in FORMS if (value := getattr(self, name))}

    @property
    def settings(self) -> dict[str, str]:
        """Everything that is asked for, by its name in the file."""
        roles = {f"models.{role}": model for role, model in asdict(self.models).items() if model}
        return {**self.options, **roles}


class PinError(ValueError):
    """Why a text is no pin file, in a phrase that holds nothing of the text but names of its members."""


def parse_pin(data: bytes) -> Pin:
    """The pin of a file's bytes. Raises: `PinError`."""
    try:
        found = tomllib.loads(data.decode())
    except UnicodeDecodeError as problem:
        raise PinError("it is no UTF-8 text") from problem
    except tomllib.TOMLDecodeError as problem:
        raise PinError(f"it is no valid TOML{place_in(str(problem))}") from problem
    except RecursionError as problem:
        raise PinError("its values are nested too deeply") from problem
    models = found.pop("models", {})
    if not isinstance(models, dict):
        raise PinError("`models` is no table")
    texts = dict(checked_texts(found, FORMS))
    roles = dict(checked_texts(models, dict.fromkeys(ROLES, MODEL_PATTERN), "models."))
    return Pin(**texts, models=ModelChoice(**roles))


def checked_texts(
    table: Mapping[str, Any], forms: Mapping[str, re.Pattern[str]], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """The members of a table, each of its own form. Raises: `PinError`."""
    for name, value in table.items():
        if name not in forms:
            allowed = ", ".join([f"{prefix}{one}" for one in forms] + ([] if prefix else ["models"]))
            raise PinError(f"it has {spelled(prefix + name)}, and a pin file may say only {allowed}")
        if not isinstance(value, str) or not forms[name].fullmatch(value):
            wrong = "has a value that it cannot have" if isinstance(value, str) else "is no text"
            raise PinError(f"`{prefix}{name}` {wrong}")
        yield name, value


def spelled(name: str) -> str:
    """A name from the file, as long as it is one that can be shown."""
    return f"`{name}`" if re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", name) else "a member of a strange name"


def place_in(message: str) -> str:
    """Where a parser stopped; its message may hold a piece of the text, the place does not."""
    place = re.search(r"\(at (line \d+, column \d+|end of document)\)", message)
    return f" at {place[1]}" if place else ""


def find_secret(text: str) -> int:
    """The line, from 1, in which something looks like a secret; 0 when none does."""
    # Only who trusts a file asks: obeying it later needs none of what covers secrets.
    from smartaipi_cli.plan.formats import Format
    from smartaipi_cli.plan.masking import mask_secrets

    # Our own member `secret` names a way, and only its name looks like one.
    told = WAY_LINE.sub(r"way\1", text)
    pairs = zip(told.split("\n"), mask_secrets(told, (), Format.TOML).split("\n"), strict=True)
    return next((number for number, (line, shown) in enumerate(pairs, 1) if line != shown), 0)
