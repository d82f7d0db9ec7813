"""What is sent again, how often, and after how long."""

from dataclasses import dataclass, field

import pytest

from smartaipi_cli.domain.transport import Request, Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.http.retries import TRIES, RetryingTransport

READ = Request(method="GET", url="https://gateway.test/", is_repeatable=True)
WRITE = Request(method="POST", url="https://gateway.test/")


@dataclass
class Scripted:
    """Answers in turn, the last one for ever; an exception is raised."""

    answers: list
    asked: int = 0
    pauses: list = field(default_factory=list)

    def send(self, request):
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if isinstance(answer, UserError):
            raise answer
        status, headers = answer
        return Response(status=status, headers=headers, body=b"")

    def transport(self):
        return RetryingTransport(inner=self, pause=self.pauses.append, draw=lambda: 0.5)


LOST = UserError("gateway-unreachable", "lost")
WRONG = UserError("gateway-tls", "untrusted")


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_of_a_read_is_tried_four_times_in_all(status):
    scripted = Scripted([(status, {})])

    assert scripted.transport().send(READ).status == status
    assert (scripted.asked, len(scripted.pauses)) == (TRIES, TRIES - 1)


def test_a_write_without_a_key_is_sent_once_whatever_happens():
    scripted = Scripted([LOST])

    with pytest.raises(UserError):
        scripted.transport().send(WRITE)

    assert scripted.asked == 1


@pytest.mark.parametrize("status", [200, 301, 400, 401, 402, 403, 404, 409, 412, 501])
def test_an_answer_that_will_not_change_is_taken_at_once(status):
    scripted = Scripted([(status, {})])

    assert scripted.transport().send(READ).status == status
    assert scripted.asked == 1


def test_a_lost_connection_is_tried_again_and_an_untrusted_one_is_not():
    lost, wrong = Scripted([LOST, (200, {})]), Scripted([WRONG, (200, {})])

    assert lost.transport().send(READ).status == 200
    with pytest.raises(UserError):
        wrong.transport().send(READ)
    assert wrong.asked == 1


def test_waits_grow_and_are_a_random_part_of_their_bound():
    scripted = Scripted([(503, {})])

    scripted.transport().send(READ)

    assert scripted.pauses == [0.5, 1.0, 2.0]


def test_the_gateway_says_how_long_to_wait():
    scripted = Scripted([(429, {"retry-after": "7"}), (200, {})])

    assert scripted.transport().send(READ).status == 200
    assert scripted.pauses == [7.0]


def test_a_wait_longer_than_a_minute_is_left_to_the_person():
    scripted = Scripted([(429, {"retry-after": "3600"}), (200, {})])

    assert scripted.transport().send(READ).status == 429
    assert scripted.pauses == []


def test_a_wait_given_as_a_date_is_replaced_by_ours():
    scripted = Scripted([(429, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}), (200, {})])

    assert scripted.transport().send(READ).status == 200
    assert scripted.pauses == [0.5]
