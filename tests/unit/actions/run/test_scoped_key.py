"""The key of a run: a name that says where it comes from, and bounds of which none is lost without a word."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from smartaipi_cli.actions.run.scoped_key import (
    USUAL_LIFETIME,
    gap_warnings,
    is_run_name,
    make_name,
    scope_key,
)
from smartaipi_cli.actions.run.wish import RunWish
from smartaipi_cli.domain.spans import parse_budget
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.capabilities import NATIVE, Capability, Support, demand, not_offered, unsupported
from smartaipi_cli.gateways.operations import OPERATIONS

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WISH = RunWish(
    command=("make",),
    budgets=(parse_budget("0.50"),),
    lifetime=timedelta(minutes=30),
    models=("gpt-5*",),
)


@dataclass(frozen=True)
class Account:
    """An account whose gateway lacks some operations."""

    lacks: tuple[str, ...] = ()
    emulates: tuple[str, ...] = ()
    label: str = "Gateway"
    exchange: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(server_now=lambda: NOW))

    @property
    def capabilities(self):
        emulated = Capability(support=Support.EMULATED, reason="only so")
        return {
            **dict.fromkeys(OPERATIONS, NATIVE),
            **{name: unsupported(f"no {name}") for name in self.lacks},
            **dict.fromkeys(self.emulates, emulated),
        }

    def demand(self, operation):
        demand(self.capabilities, operation, self.label, "test")

    def refusal(self, operation):
        return not_offered(self.capabilities, operation, self.label, "test")


@pytest.mark.parametrize(
    ("host", "name"),
    [
        pytest.param("build-7.example.com", "run-build7-4711-0123abcd", id="a domain"),
        pytest.param("A-Very-Long-Host-Name", "run-averylon-4711-0123abcd", id="a long name"),
        pytest.param("日本", "run-host-4711-0123abcd", id="no letter that every gateway takes"),
        pytest.param("", "run-host-4711-0123abcd", id="no name"),
    ],
)
def test_a_name_tells_host_and_process_and_fits_everywhere(host, name):
    assert make_name(host, 4711, "0123abcd") == name
    assert is_run_name(name)
    assert len(make_name(host, 4_194_304, "0123abcd")) <= 30


@pytest.mark.parametrize("name", ["run-of-mine", "my-run-vm-1-0123abcd", "run-vm-1-0123abcd-2", "laptop", ""])
def test_a_users_own_name_is_not_taken_for_a_runs(name):
    assert not is_run_name(name)


def test_a_gateway_that_keeps_all_gets_all():
    scoped = scope_key(Account(), "run-vm-1-0123abcd", WISH)

    assert (scoped.gaps, scoped.ends_after) == ((), None)
    assert (scoped.wish.budgets, scoped.wish.models) == (WISH.budgets, WISH.models)
    assert scoped.wish.expires_at == NOW + timedelta(minutes=30)


def test_a_key_has_an_end_although_nobody_asked():
    scoped = scope_key(Account(), "run-vm-1-0123abcd", RunWish(command=("make",), is_strict=True))

    assert scoped.wish.expires_at == NOW + USUAL_LIFETIME
    assert scoped.wish.models is None


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        pytest.param("keys.expiry", "it is revoked when its time is over", id="expiry"),
        pytest.param("keys.models", "the key may call every model", id="models"),
        pytest.param("budgets.total", "nothing stops the command from spending more", id="budget"),
    ],
)
@pytest.mark.parametrize("how", ["lacks", "emulates"])
def test_what_the_gateway_does_not_keep_is_left_out_told_and_refused_when_strict(operation, said, how):
    account = Account(**{how: (operation,)})

    scoped = scope_key(account, "run-vm-1-0123abcd", WISH)

    (warning,) = gap_warnings(account, scoped)
    assert said in warning.message
    assert scoped.gaps == (operation,)
    strict = RunWish(**{name: getattr(WISH, name) for name in WISH.__slots__} | {"is_strict": True})
    with pytest.raises(UserError, match="does not offer") as refusal:
        scope_key(account, "run-vm-1-0123abcd", strict)
    assert refusal.value.exit_code == 6


def test_an_end_that_the_gateway_does_not_know_is_ours_to_make():
    scoped = scope_key(Account(lacks=("keys.expiry",)), "run-vm-1-0123abcd", WISH)

    assert (scoped.wish.expires_at, scoped.ends_after) == (None, timedelta(minutes=30))


@pytest.mark.parametrize("operation", ["keys.create", "keys.revoke"])
def test_without_making_or_revoking_there_is_no_run(operation):
    with pytest.raises(UserError, match="does not offer"):
        scope_key(Account(lacks=(operation,)), "run-vm-1-0123abcd", WISH)
