"""One contract for every credential store, and the limits of the keychain."""

import threading
from pathlib import Path

import pytest

from smartaipi_cli.credential import print_credential
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.credentials import FileCredentials
from smartaipi_cli.machine.fakes import MemoryCredentials
from smartaipi_cli.machine.keychain import KeychainCredentials
from smartaipi_cli.machine.real_files import RealFiles


class DictionaryKeychain:
    """A keychain with the interface of keyring's back ends."""

    name = "dictionary"

    def __init__(self):
        self.kept = {}

    def get_password(self, service, user):
        return self.kept.get((service, user))

    def set_password(self, service, user, value):
        self.kept[service, user] = value

    def delete_password(self, service, user):
        del self.kept[service, user]


@pytest.fixture(params=["files", "memory", "keychain"])
def store(request, tmp_path):
    return {
        "files": lambda: FileCredentials(files=RealFiles(), folder=tmp_path / "credentials"),
        "memory": MemoryCredentials,
        "keychain": lambda: KeychainCredentials(backend=DictionaryKeychain()),
    }[request.param]()


@pytest.mark.parametrize(
    "value", ["sk-test-a", "sk-test-" + "x" * 4000, "sk-test-~!@#$%^&()_+={}[]|:;<>,.?/"]
)
def test_what_is_kept_comes_back(store, value):
    store.write("work", "key", Secret(value))

    assert store.read("work", "key") == Secret(value)


def test_profiles_and_names_do_not_mix(store):
    store.write("work", "key", Secret("sk-test-1"))
    store.write("work", "token", Secret("sk-test-2"))
    store.write("home", "key", Secret("sk-test-3"))

    found = [
        store.read(profile, name) for profile, name in (("work", "key"), ("work", "token"), ("home", "key"))
    ]
    assert found == [Secret("sk-test-1"), Secret("sk-test-2"), Secret("sk-test-3")]
    assert store.read("home", "token") is None


def test_the_newer_credential_takes_the_place_of_the_older(store):
    store.write("work", "key", Secret("sk-test-old"))
    store.write("work", "key", Secret("sk-test-new"))

    assert store.read("work", "key") == Secret("sk-test-new")


def test_a_deleted_credential_is_gone_and_deleting_it_again_says_so(store):
    store.write("work", "key", Secret("sk-test-1"))

    assert (store.delete("work", "key"), store.delete("work", "key")) == (True, False)
    assert store.read("work", "key") is None


def test_files_and_folders_are_for_the_owner_alone(tmp_path):
    store = FileCredentials(files=RealFiles(), folder=tmp_path / "a" / "credentials")

    store.write("work", "key", Secret("sk-test-1"))

    modes = {path.relative_to(tmp_path): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes == {
        Path("a"): 0o700,
        Path("a/credentials"): 0o700,
        Path("a/credentials/work"): 0o700,
        Path("a/credentials/work/key"): 0o600,
    }


class Locked(DictionaryKeychain):
    """A keychain whose user has gone for lunch."""

    def __init__(self):
        super().__init__()
        self.back = threading.Event()

    def get_password(self, service, user):
        self.back.wait(5)


def test_a_keychain_that_waits_for_its_user_is_given_up():
    backend = Locked()

    with pytest.raises(UserError) as caught:
        KeychainCredentials(backend=backend, time_limit_s=0.05).read("work", "key")
    backend.back.set()

    assert caught.value.code == "keychain-failed"
    assert "0.05" in caught.value.reason


class Broken(DictionaryKeychain):
    """A keychain that quotes what it was given."""

    def set_password(self, service, user, value):
        raise RuntimeError(f"cannot store {value}")


def test_an_error_of_the_keychain_is_told_without_its_text():
    with pytest.raises(UserError) as caught:
        KeychainCredentials(backend=Broken()).write("work", "key", Secret("sk-test-canary"))

    assert "canary" not in f"{caught.value.message}{caught.value.reason}{caught.value.hint}"


def test_the_credential_command_prints_the_key_and_nothing_else(tmp_path, capsys):
    FileCredentials(files=RealFiles(), folder=tmp_path).write("work", "key", Secret("sk-test-1"))
    FileCredentials(files=RealFiles(), folder=tmp_path).write("work", "key.ci", Secret("sk-test-2"))

    codes = [
        print_credential(["work", "--store", str(tmp_path)]),
        print_credential(["work", "--key", "ci", "--store", str(tmp_path)]),
    ]

    assert (codes, capsys.readouterr().out) == ([0, 0], "sk-test-1\nsk-test-2\n")


@pytest.mark.parametrize(
    "arguments",
    [[], ["a", "b"], ["../work"], ["work/../other"], ["--bogus"], ["work", "--key", "../token"], [""]],
)
def test_the_credential_command_reads_no_other_file(arguments, capsys):
    assert print_credential([*arguments, "--store", "/nonexistent"]) == 2
    assert capsys.readouterr().out == ""


def test_a_link_in_place_of_a_credential_is_not_followed(tmp_path, capsys):
    (tmp_path / "work").mkdir()
    (tmp_path / "other").write_text("sk-test-other\n")
    (tmp_path / "work" / "key").symlink_to(tmp_path / "other")

    assert print_credential(["work", "--store", str(tmp_path)]) == 4
    assert capsys.readouterr().out == ""
