"""What a setting may be: the text that was typed becomes the value of the file, or is refused with the reason."""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from smartaipi_cli.actions.pin.contents import MODEL_PATTERN
from smartaipi_cli.actions.settings.catalogue import Kind, Setting, closest
from smartaipi_cli.domain.profile import check_url
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.presets import find_preset

MOST_DIGITS: Final = 15
LONGEST_TEXT: Final = 200


def read_value(setting: Setting, text: str, profiles: Collection[str]) -> str | int:
    """The value for the file. Errors: `setting-invalid`, `unknown-gateway`, `usage` for an address."""
    if setting.kind == "profile":
        return chosen(setting, text, profiles)
    return READERS[setting.kind](setting, text)


def read_choice(setting: Setting, text: str) -> str:
    """One of the setting's choices. Errors: `setting-invalid`."""
    return chosen(setting, text, setting.choices)


def read_gateway(_: Setting, text: str) -> str:
    """The name of a preset. Errors: `unknown-gateway`."""
    return find_preset(text).name


def read_address(setting: Setting, text: str) -> str:
    """An address without a final slash. Errors: `usage`."""
    return check_url(text, f"`{setting.name}`")


def read_model(setting: Setting, text: str) -> str:
    """A model's id. Errors: `setting-invalid`."""
    if MODEL_PATTERN.fullmatch(text):
        return text
    raise invalid(setting, text, "a model's id has letters, digits and . _ : / @ + - [ ] alone")


def read_count(setting: Setting, text: str) -> int:
    """A whole number. Errors: `setting-invalid`."""
    if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text)
    raise invalid(setting, text, "it is a whole number, 0 or more")


def read_text(setting: Setting, text: str) -> str:
    """A line of text. Errors: `setting-invalid`."""
    if text.isprintable() and 0 < len(text.strip()) <= LONGEST_TEXT:
        return text
    raise invalid(setting, text, f"it is one line of 1 to {LONGEST_TEXT} characters")


READERS: Final[Mapping[Kind, Callable[[Setting, str], str | int]]] = {
    "choice": read_choice,
    "gateway": read_gateway,
    "address": read_address,
    "model": read_model,
    "count": read_count,
    "text": read_text,
}


def chosen(setting: Setting, text: str, choices: Collection[str]) -> str:
    """The text, which is one of the choices. Errors: `setting-invalid`, with the choice that was probably meant."""
    if text in choices:
        return text
    close = closest(text, choices)
    meant = f"; did you mean `{close}`?" if close else ""
    raise invalid(setting, text, f"it is one of {', '.join(choices)}{meant}")


def invalid(setting: Setting, text: str, reason: str) -> UserError:
    """The error for a value that the setting cannot have."""
    return UserError(
        "setting-invalid",
        f"`{setting.name}` cannot be `{text[:LONGEST_TEXT]}`",
        reason=reason,
        hint=f"smartaipi config get {setting.name}",
    )
