"""What stands in the place of a key in the files of OpenCode and its fork: a reference, or the key itself."""

import re
from pathlib import Path
from typing import Final

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.tools.base import Inline, KeyFile, Place, Variable, Wish, literal

SAFE_KEY: Final = re.compile(r"[A-Za-z0-9._~+/=-]+")
"""The client puts a variable's value into its file as text: a quote would break it, and the error show the key."""

UNSAFE_IN_REFERENCE: Final = re.compile(r'[{}"\\\x00-\x1f]')


def reference_to(wish: Wish, place: Place) -> str | Secret:
    """What stands in the place of the key. Errors: `key-malformed`, `usage`."""
    match wish.key:
        case KeyFile(path=path):
            return f"{{file:{reference_path(path, place)}}}"
        case Variable(name=name):
            check_alphabet(Secret(place.environment.get(name, "") or "unset"))
            return f"{{env:{name}}}"
        case Inline() if wish.scope == "project":
            raise UserError(
                "usage",
                "a key does not belong into a project's file",
                reason="the file is shared with everybody who works on the project",
                hint="use --secret file or --secret env, or leave out --scope project",
            )
        case _:
            return check_alphabet(literal(wish.key))


def reference_path(path: Path, place: Place) -> str:
    """A path as it may stand in `{file:…}`. Errors: `usage` for one that the client would not understand."""
    text = (
        f"~/{path.relative_to(place.home).as_posix()}" if path.is_relative_to(place.home) else path.as_posix()
    )
    if UNSAFE_IN_REFERENCE.search(text):
        raise UserError(
            "usage",
            f"the client cannot read a key from `{path}`",
            reason="the path has a brace, a quote, a backslash or a control character in it",
            hint="add --secret env",
        )
    return text


def check_alphabet(key: Secret) -> Secret:
    """The key itself. Errors: `key-malformed`."""
    if not SAFE_KEY.fullmatch(key.reveal()):
        raise UserError(
            "key-malformed",
            "this key cannot be given to the client so",
            reason="it has characters other than letters, digits and ._~+/=- in it, which would break the file",
            hint="add --secret file",
        )
    return key
