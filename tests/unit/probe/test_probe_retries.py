"""What follows an attempt, for every status, header, moment and draw."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded_answers import wish

from smartaipi_cli.probe.limits import broken_limits
from smartaipi_cli.probe.recording import Ending
from smartaipi_cli.probe.retries import Again, Policy, Stop, Tried, WithFallback, decide

POLICY = Policy()


def tried(status, code="gateway-failed", ending=Ending.COMPLETE, *, has_tokens=False, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Tried(status=status, headers=named, ending=ending, code=code, has_tokens=has_tokens)


def after(outcome, *, number=1, elapsed_s=0.0, draw=0.5, **more):
    return decide(POLICY, outcome, number=number, elapsed_s=elapsed_s, draw=draw, **more)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_what_may_pass_is_tried_again(status):
    assert isinstance(after(tried(status)), Again)


@pytest.mark.parametrize("status", [301, 400, 401, 402, 403, 404, 407, 422])
def test_what_cannot_pass_is_not(status):
    assert isinstance(after(tried(status, "gateway-refused"), has_fallback=True), Stop)


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        (Ending.UNREACHABLE, Again),
        (Ending.RESET, Again),
        (Ending.CUT, Again),
        (Ending.TIMED_OUT, Again),
        (Ending.TLS_FAILED, Stop),
        (Ending.PROXY_REFUSED, Stop),
        (Ending.NOT_HTTP, Stop),
    ],
)
def test_a_connection_that_failed_is_tried_again_unless_it_will_fail_again(ending, expected):
    assert isinstance(after(tried(None, ending=ending)), expected)


@given(
    number=st.integers(1, 3),
    draw=st.floats(0, 1, exclude_max=True),
)
def test_the_wait_is_anything_up_to_a_bound_that_doubles(number, draw):
    decision = after(tried(500), number=number, draw=draw)

    assert decision == Again(draw * min(20, 0.5 * 2 ** (number - 1)), "it may pass")


def test_the_bound_has_a_cap():
    policy = Policy(attempts=20)

    assert decide(policy, tried(500), number=15, elapsed_s=0, draw=1.0).wait_s == 20


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"retry_after": "3"}, 3),
        ({"retry_after": "0"}, 0),
        ({"retry_after_ms": "250"}, 0.25),
        ({"retry_after": "Sat, 21 Nov 2026 08:00:30 GMT"}, 30),
        ({"retry_after": "Sat, 21 Nov 2026 07:00:00 GMT"}, 0),
        ({"retry_after": "soon"}, 0.25),
    ],
)
def test_the_wait_that_is_asked_for_comes_before_our_own(headers, wait_s):
    now = datetime(2026, 11, 21, 8, 0, 0, tzinfo=UTC)

    assert after(tried(429, **headers), now=now).wait_s == wait_s


def test_no_wait_goes_over_the_deadline():
    assert isinstance(after(tried(429, retry_after="60"), elapsed_s=59), Again)
    assert isinstance(after(tried(429, retry_after="60"), elapsed_s=61), Stop)


def test_the_gateway_has_the_word_on_trying_again():
    assert isinstance(after(tried(503, x_should_retry="false")), Stop)
    assert isinstance(after(tried(402, x_should_retry="true")), Again)


def test_nothing_is_repeated_once_a_token_was_paid():
    assert isinstance(after(tried(200, ending=Ending.RESET)), Again)
    assert isinstance(after(tried(200, ending=Ending.RESET, has_tokens=True), has_fallback=True), Stop)


@pytest.mark.parametrize(
    ("outcome", "number", "expected"),
    [
        (tried(404, "model-unknown"), 1, WithFallback),
        (tried(429), 3, Again),
        (tried(429), 4, WithFallback),
        (tried(503), 4, WithFallback),
        (tried(None, ending=Ending.UNREACHABLE), 4, Stop),
        (tried(408), 4, Stop),
        (tried(503, "group-mismatch"), 1, Stop),
        (tried(401, "credential-refused"), 4, Stop),
    ],
)
def test_the_other_model_is_asked_only_where_it_could_help(outcome, number, expected):
    assert isinstance(after(outcome, number=number, has_fallback=True), expected)


def test_without_another_model_it_ends_after_the_last_attempt():
    assert isinstance(after(tried(503), number=4), Stop)


@pytest.mark.parametrize(
    ("gateway", "protocol", "wished", "names"),
    [
        ("smartaipi", "chat", wish(effort="low", tier="priority"), []),
        ("openrouter", "chat", wish(effort="bogus"), ["effort"]),
        ("openrouter", "chat", wish(tier="gold"), ["tier"]),
        ("smartaipi", "responses", wish(extra_body={"store": True}), ["store"]),
        ("openrouter", "responses", wish(extra_body={"store": True}), []),
        ("smartaipi", "responses", wish(model="gpt-5.4-nano", effort="high"), ["nano"]),
        ("smartaipi", "responses", wish(model="gpt-5.4-nano", effort="none"), []),
        ("smartaipi", "chat", wish(model="gpt-5.4-nano", effort="high"), []),
        ("smartaipi", "image-edits", wish(images=2, mask=b"x"), ["single-image", "mask"]),
        ("smartaipi", "image-variations", wish(), ["variations"]),
    ],
)
def test_what_a_gateway_is_documented_not_to_do_is_told_before_it_is_asked(gateway, protocol, wished, names):
    assert [limit.name for limit in broken_limits(gateway, protocol, wished)] == names
