"""Waiting for a request on gateways of other dialects: theirs is a log without a feed, and keys are masked."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from fake_litellm import MASTER_KEY, FakeLiteLlm
from fake_newapi import SECRET, USER_ID, FakeNewApi
from serving import account_on, serving

from smartaipi_cli.actions.guide.request_watch import Watch, arrivals, find_own_key
from smartaipi_cli.domain.key_wish import KeyWish
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.machine.fakes import ManualClock


class BusyClock(ManualClock):
    """A clock that does something whenever somebody pauses."""

    def __init__(self, work):
        super().__init__()
        self.work = work

    def pause(self, seconds):
        self.work()
        super().pause(seconds)


@contextmanager
def newapi(generation):
    """A gateway with two keys, ours the second: (account, its secret, what makes a request of key n)."""
    fake = FakeNewApi(generation=generation)
    for name in ("first", "ours"):
        fake.add_key(name=name)

    def use(number, model):
        name = fake.keys[number - 1]["name"]
        more = {} if generation == "oneapi" else {"token_id": number}
        fake.add_log(token_name=name, model_name=model, quota=500_000, **more)

    dialect = "oneapi" if generation == "oneapi" else "newapi"
    with serving(fake) as url, account_on(dialect, url, user_id=str(USER_ID)) as account:
        yield account, Secret(f"sk-{SECRET}002"), use


@contextmanager
def litellm(_):
    """The same on a LiteLLM."""
    fake = FakeLiteLlm(now=lambda: datetime.now(UTC))
    with serving(fake.app()) as url, account_on("litellm", url, credential=MASTER_KEY) as account:
        made = [account.create_key(KeyWish(name=name), idempotency_key=name) for name in ("first", "ours")]

        def use(number, model):
            key = made[number - 1]
            fake.log.add(datetime.now(UTC), key.id, key.name, model, 100_000, 100_000)

        yield account, made[1].secret, use


GATEWAYS = pytest.mark.parametrize(
    ("gateway", "generation"),
    [(newapi, "2026"), (newapi, "v06"), (newapi, "reseller"), (litellm, "")],
    ids=["new-api 2026", "new-api 0.6", "reseller", "LiteLLM"],
)


@GATEWAYS
def test_the_request_of_our_key_is_found_among_those_of_others(gateway, generation):
    with gateway(generation) as (account, secret, use):
        use(2, "before")
        clock = BusyClock(lambda: (use(1, "somebody-else"), use(2, "mine")))
        key = find_own_key(account, secret)

        found = next(arrivals(clock, account, key, Watch(profile="p", key=secret)))

    assert (key.name, found.model) == ("ours", "mine")
    assert found.cost.dollars == 1


@GATEWAYS
def test_it_ends_when_the_time_is_over(gateway, generation):
    with gateway(generation) as (account, secret, use):
        clock = BusyClock(lambda: use(1, "somebody-else"))
        watch = Watch(profile="p", key=secret, interval_s=20, duration=timedelta(minutes=1))

        found = list(arrivals(clock, account, find_own_key(account, secret), watch))

    assert found == []
    assert clock.elapsed_s == 60
