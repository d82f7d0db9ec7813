"""A token confirms one proposal, once, for the same arguments, for a while."""

from datetime import timedelta
from itertools import count

import pytest

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.fakes import ManualClock
from smartaipi_cli.mcp_server.confirmation import LIFETIME, MOST_PENDING, Confirmations, Proposal
from smartaipi_cli.results import Result

ARGUMENTS = {"key": "laptop", "limit_usd": "0.50"}


class Desk:
    """Confirmations on a clock that stands still."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        numbers = count()
        self.confirmations = Confirmations(self.clock, lambda: f"{next(numbers):08x}")

    def propose(self, tool="revoke_key", arguments=ARGUMENTS, name="first") -> str:
        token, _ = self.confirmations.propose(tool, arguments, proposal(name))
        return token

    def refusal(self, token, tool="revoke_key", arguments=ARGUMENTS) -> str:
        with pytest.raises(UserError) as caught:
            self.confirmations.redeem(token, tool, arguments)
        assert caught.value.code == "confirmation-invalid"
        return caught.value.reason


def proposal(name: str) -> Proposal:
    return Proposal(would={"name": name}, act=lambda: Result(data={"name": name}))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_token_gives_the_proposal_that_it_was_made_for(desk):
    first, second = desk.propose(name="first"), desk.propose(name="second")

    assert first != second
    assert desk.confirmations.redeem(second, "revoke_key", ARGUMENTS).would == {"name": "second"}
    assert desk.confirmations.redeem(first, "revoke_key", ARGUMENTS).would == {"name": "first"}


def test_the_order_of_arguments_does_not_matter(desk):
    token = desk.propose(arguments={"a": "1", "b": "2"})

    assert desk.confirmations.redeem(token, "revoke_key", {"b": "2", "a": "1"}).would == {"name": "first"}


def test_a_token_is_good_once(desk):
    token = desk.propose()
    desk.confirmations.redeem(token, "revoke_key", ARGUMENTS)

    assert "used already" in desk.refusal(token)


def test_a_token_ends_after_its_time(desk):
    on_time, late = desk.propose(), desk.propose()

    desk.clock.moment += LIFETIME - timedelta(seconds=1)
    desk.confirmations.redeem(on_time, "revoke_key", ARGUMENTS)
    desk.clock.moment += timedelta(seconds=1)

    assert "was good until" in desk.refusal(late)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        pytest.param("revoke_key", {**ARGUMENTS, "key": "desktop"}, id="another key"),
        pytest.param("revoke_key", {**ARGUMENTS, "limit_usd": "5"}, id="another limit"),
        pytest.param("revoke_key", {"key": "laptop"}, id="one left out"),
        pytest.param("revoke_key", {**ARGUMENTS, "more": "1"}, id="one more"),
        pytest.param("disable_key", ARGUMENTS, id="another tool"),
    ],
)
def test_a_token_for_other_arguments_is_void_from_then_on(desk, tool, arguments):
    token = desk.propose()

    assert "other arguments" in desk.refusal(token, tool, arguments)
    assert "unknown" in desk.refusal(token)


@pytest.mark.parametrize("token", ["", "yes", "00000000000000000000000000000000", "true"])
def test_a_guessed_token_confirms_nothing(desk, token):
    desk.propose()

    assert "unknown" in desk.refusal(token)


def test_a_session_keeps_no_more_proposals_than_anybody_could_look_at(desk):
    tokens = [desk.propose() for _ in range(MOST_PENDING + 1)]

    assert "unknown" in desk.refusal(tokens[0])
    assert desk.confirmations.redeem(tokens[1], "revoke_key", ARGUMENTS)


def test_a_token_is_long_enough_that_nobody_guesses_it(desk):
    assert len(desk.propose()) == 32
