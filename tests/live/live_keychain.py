"""Keychains that never answer, as on a machine where nobody is there to unlock them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_MODULE: Final = "locked_keychain"
_LOCKED: Final = '''
from threading import Event

from keyring.backend import KeyringBackend


class Locked(KeyringBackend):
    """Asks its user, who has gone home."""

    priority = 1

    def get_password(self, service, username):
        Event().wait()

    def set_password(self, service, username, password):
        Event().wait()
'''


def lock_keychain(folder: Path) -> dict[str, str]:
    """The variables with which the program finds a keychain that waits for its user for ever."""
    (folder / f"{_MODULE}.py").write_text(_LOCKED, encoding="utf-8")
    return {"PYTHON_KEYRING_BACKEND": f"{_MODULE}.Locked", "PYTHONPATH": str(folder)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentBus:
    """A session bus, where desktops have their keychain: it lets everybody in and answers no call."""

    socket: Path
    guests: list[socket.socket] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which programs find it."""
        return {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.socket}"}


@contextmanager
def silent_bus(folder: Path) -> Iterator[SilentBus]:
    """Keeps silent while the block runs. `folder` has a short path."""
    bus = SilentBus(socket=folder / "bus")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(bus.socket))
        listening.listen()
        thread = threading.Thread(target=_welcome, args=(listening, bus.guests), daemon=True)
        thread.start()
        try:
            yield bus
        finally:
            # Closing a socket does not wake who accepts on it.
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
            for guest in bus.guests:
                guest.close()


def _welcome(listening: socket.socket, guests: list[socket.socket]) -> None:
    with suppress(OSError):
        while True:
            guest, _ = listening.accept()
            # The guest has said who it is, and may be let in unheard.
            guest.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
            guests.append(guest)
