"""Handing a key to a person: through the clipboard when asked, on the screen only when that is asked for."""

from typing import Final

from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.clipboard import Clipboard, find_clipboard
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Line, Warn

KEPT_S: Final = 60
"""How long the clipboard keeps a key."""


def clipboard_of(machine: Machine) -> Clipboard | None:
    """The clipboard, where there is a program for it."""
    return find_clipboard(machine.processes, machine.environment, machine.platform)


def copy_key(machine: Machine, profile: Profile, key: Secret) -> Line | Warn:
    """Put the key into the clipboard for a minute; without a program for it, say how else to get the key."""
    clipboard = clipboard_of(machine)
    if clipboard is None:
        return not_copied(profile, "no clipboard program was found (wl-copy, xclip, xsel, pbcopy, clip.exe)")
    if not clipboard.copy(key):
        return not_copied(profile, f"`{clipboard.program}` did not take it")
    clipboard.clear_later(key, KEPT_S)
    return Line(
        text=f"the key is in the clipboard (by {clipboard.program}); in {KEPT_S} s it is cleared, "
        "unless you copy something else",
        style="good",
        aside=True,
    )


def not_copied(profile: Profile, reason: str) -> Warn:
    """The warning about a key that is in no clipboard."""
    return Warn(
        code="no-clipboard",
        message=f"the key was not copied: {reason}",
        hint=f"smartaipi credential {profile.name} (prints it), or add --show-key",
    )


def shown_key(machine: Machine, key: Secret, *, show: bool) -> str:
    """The key for a page: itself on a terminal where that is asked for, else which one it is. Errors: `usage`."""
    if not show:
        return f"(your key that ends in {redact(key)})"
    if not machine.terminal.output_is_terminal:
        raise UserError(
            "usage",
            "--show-key shows the key on a terminal alone",
            reason="what is written into a file or a pipe stays there",
            hint="smartaipi credential PROFILE prints it, and nothing else",
        )
    return key.reveal()
