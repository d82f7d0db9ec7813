"""Every credential that is stored on this machine, with the gateway that it belongs to."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from smartaipi_cli.actions.keys.users import addresses_of, stored_names, stored_secret
from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.machine.credentials import KEY, TOKEN
from smartaipi_cli.machine.machine import Machine


class StoredKey(NamedTuple):
    """A key or an account token: whose it is, under which name it is stored, and the hosts of its gateway."""

    secret: Secret
    profile: str
    name: str
    hosts: frozenset[str]

    @property
    def label(self) -> str:
        """What it is, in a sentence."""
        return f"{words_for(self.name)} of profile `{self.profile}`"


def list_stored_keys(machine: Machine) -> tuple[StoredKey, ...]:
    """The credentials of all profiles; one that several profiles share belongs to all their gateways.

    Errors: `config-invalid`.
    """
    found: dict[Secret, StoredKey] = {}
    for one in walk_stored_keys(machine):
        known = found.get(one.secret)
        found[one.secret] = known._replace(hosts=known.hosts | one.hosts) if known else one
    return tuple(found.values())


def walk_stored_keys(machine: Machine) -> Iterator[StoredKey]:
    """As `list_stored_keys`, once for each profile and name."""
    for profile in read_configuration(machine).profiles.values():
        hosts = frozenset(urlsplit(url).netloc for url in addresses_of(profile))
        for name in dict.fromkeys((*stored_names(machine, profile), TOKEN)):
            secret = stored_secret(machine, profile, name)
            if secret is not None:
                yield StoredKey(secret, profile.name, name, hosts)


def words_for(name: str) -> str:
    """A stored credential's name, in words."""
    if name == TOKEN:
        return "the account token"
    return "the key" if name == KEY else f"the key `{name.removeprefix(f'{KEY}.')}`"
