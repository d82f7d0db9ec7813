"""The system's keychain: everything in it is found again, and a dead one is not taken for an empty one."""

import sys
from types import ModuleType

import pytest

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine import keychain as module
from smartaipi_cli.machine.keychain import KeychainCredentials, SilentKeychain, find_keychain


class Backend:
    """A keychain in memory."""

    name = "in memory"
    priority = 1

    def __init__(self):
        self.entries = {}

    def get_password(self, service, name):
        return self.entries.get((service, name))

    def set_password(self, service, name, value):
        self.entries[service, name] = value

    def delete_password(self, service, name):
        del self.entries[service, name]


def test_every_credential_of_a_profile_is_named_and_can_be_forgotten():
    backend = Backend()
    store = KeychainCredentials(backend=backend)
    for name in ("key", "key.ci", "key.laptop", "token"):
        store.write("work", name, Secret(f"sk-test-{name}"))
    store.write("other", "key.mine", Secret("sk-test-other"))

    forgotten = [name for name in store.names("work") if store.delete("work", name)]

    assert forgotten == ["key", "key.ci", "key.laptop", "token"]
    left = {value for (_, name), value in backend.entries.items() if name.startswith("work/")}
    assert left <= {""}
    assert "key.mine" in store.names("other")


@pytest.mark.parametrize("call", ["read", "delete", "names"])
def test_a_keychain_that_cannot_be_used_never_says_that_it_is_empty(call):
    silent = SilentKeychain(reason="no answer within 3 s")
    arguments = ("work",) if call == "names" else ("work", "key")

    with pytest.raises(UserError) as caught:
        getattr(silent, call)(*arguments)

    assert caught.value.code == "keychain-failed"


def keyring_that(answer, monkeypatch):
    """A keyring library whose search for a back end ends so."""
    library, backends = ModuleType("keyring"), ModuleType("keyring.backends")
    library.get_keyring = answer
    for name in ("fail", "null"):
        backend = ModuleType(f"keyring.backends.{name}")
        backend.Keyring = type("Keyring", (), {})
        setattr(backends, name, backend)
        monkeypatch.setitem(sys.modules, f"keyring.backends.{name}", backend)
    monkeypatch.setitem(sys.modules, "keyring", library)
    monkeypatch.setitem(sys.modules, "keyring.backends", backends)
    return backends


def test_a_back_end_that_cannot_be_loaded_is_no_traceback(monkeypatch):
    def broken():
        raise ImportError("no such back end")

    keyring_that(broken, monkeypatch)

    assert find_keychain() == SilentKeychain(reason="ImportError")


def test_a_bus_that_never_answers_is_given_up(monkeypatch):
    from threading import Event

    never = Event()
    keyring_that(never.wait, monkeypatch)
    monkeypatch.setattr(module, "TIME_LIMIT_S", 0.05)

    found = find_keychain()
    never.set()

    assert isinstance(found, SilentKeychain)
    assert "no answer" in found.reason


def test_a_system_without_a_keychain_has_none(monkeypatch):
    backends = keyring_that(lambda: None, monkeypatch)
    sys.modules["keyring"].get_keyring = backends.fail.Keyring

    assert find_keychain() is None
