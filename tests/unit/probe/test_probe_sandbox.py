"""The engine against the sandbox: every protocol is answered, and every fault is called what it is."""

import asyncio
import time

import httpx
import pytest

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.probe.attempts import ask
from smartaipi_cli.probe.evidence import gather
from smartaipi_cli.probe.flaws import actual_model
from smartaipi_cli.probe.judgement import judge
from smartaipi_cli.probe.network import Limits, Network
from smartaipi_cli.probe.protocols.realtime import dialect
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.story import Delivered
from smartaipi_cli.probe.wish import Wish
from smartaipi_cli.sandbox.testing import running

STREAMED = ("chat", "responses", "messages")
MODELS = {"embeddings": "text-embedding-3-small", "images": "gpt-image-1", "image-edits": "gpt-image-1"}


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    with running(tmp_path_factory.mktemp("probed") / "sandbox") as address:
        yield address


def new_key(box, **fields):
    headers = {"authorization": f"Bearer {box.account_token.reveal()}"}
    answer = httpx.post(f"{box.management_url}/keys", headers=headers, json={"name": "test", **fields})
    return Secret(answer.json()["value"])


@pytest.fixture(scope="module")
def key(box):
    return new_key(box)


def asked(box, key, name, model="sandbox/lorem-20", *, fault="", limits=None, **more):
    """The evidence of one request."""
    protocol = PROTOCOLS[name]
    wish = Wish(
        base_url=box.openai_url if protocol.has_version else box.anthropic_url,
        model=model,
        key=key,
        extra_headers=(("x-sandbox-fault", fault),) if fault else (),
        **more,
    )
    network = Network(clock=time.monotonic_ns, limits=limits or Limits(silence_s=20))
    return gather(asyncio.run(ask(network, protocol, wish)), protocol, model)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_protocol_is_answered_as_it_should_be(box, key, name):
    evidence = asked(box, key, name, MODELS.get(name, "sandbox/lorem-20"))

    verdict = judge(evidence)
    assert verdict.code == "answered", verdict
    if PROTOCOLS[name].tells_text:
        assert len(list(evidence.story.tokens())) == 20
        assert evidence.story.usage.output_tokens == 20
    else:
        assert any(isinstance(piece, Delivered) for piece in evidence.story.pieces)


@pytest.mark.parametrize("name", STREAMED)
def test_reasoning_is_told_apart_from_text(box, key, name):
    times = asked(box, key, name, "sandbox/reason", fault="itl=10ms").timings

    assert times.first_reasoning_ns < times.first_token_ns


@pytest.mark.parametrize("name", [*STREAMED, "websocket"])
def test_times_are_at_least_those_of_the_script(box, key, name):
    times = asked(box, key, name, "sandbox/lorem-5", fault="ttft=80ms;itl=20ms").timings

    assert times.first_token_ns >= 79_000_000
    assert times.last_token_ns >= 79_000_000 + 4 * 19_000_000


def test_the_model_behind_a_name_is_told_and_no_flaw_when_it_is_told_openly(box, key):
    evidence = asked(box, key, "messages", "claude-opus-4-6")

    assert (judge(evidence).code, actual_model(evidence)) == ("answered", "gpt-5.4")


def test_realtime_reports_its_dialect(box, key):
    assert dialect(asked(box, key, "realtime").recording) in {"realtime", "responses"}


@pytest.mark.parametrize("name", [*STREAMED, "websocket"])
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("status=401", "credential-refused"),
        ("status=402", "balance-exhausted"),
        ("status=403", "permission-denied"),
        ("status=429;retry-after=2", "rate-limited"),
        ("status=500", "gateway-failed"),
        ("status=503", "gateway-failed"),
    ],
)
def test_a_refusal_is_called_what_it_is(box, key, name, fault, code):
    verdict = judge(asked(box, key, name, fault=fault))

    assert verdict.code == code
    assert verdict.wait_s == (2 if code == "rate-limited" else None)


@pytest.mark.parametrize("name", STREAMED)
@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        ("cut-after=3", {"gateway-truncated"}),
        ("disconnect-after=3", {"gateway-truncated", "connection-reset"}),
        ("status=500;after=3", {"stream-failed"}),
        ("malformed", {"stream-unreadable"}),
        ("itl=20ms;buffered", {"stream-buffered"}),
    ],
)
def test_an_answer_that_goes_wrong_is_called_what_it_is(box, key, name, fault, codes):
    assert judge(asked(box, key, name, fault=fault)).code in codes


@pytest.mark.parametrize("name", STREAMED)
def test_a_slow_answer_is_told_from_a_dead_one(box, key, name):
    patience = Limits(silence_s=0.5)

    slow = asked(box, key, name, "sandbox/lorem-5", fault="itl=60ms", limits=patience)
    dead = asked(box, key, name, "sandbox/lorem-5", fault="ttft=60s", limits=patience)

    assert judge(slow).code == "answered"
    assert judge(dead).code in {"gateway-timeout", "stream-stalled"}


def test_a_socket_that_is_closed_is_told_with_its_code(box, key):
    evidence = asked(box, key, "websocket", fault="ws-close=1011")

    assert (judge(evidence).code, evidence.recording.close_code) == ("socket-closed", 1011)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_an_unknown_key_and_an_account_token_are_told_apart(box, name):
    unknown = asked(box, Secret("sk-sandbox-nobody"), name, MODELS.get(name, "sandbox/echo"))
    token = asked(box, box.account_token, name, MODELS.get(name, "sandbox/echo"))

    assert [judge(unknown).code, judge(token).code] == ["credential-refused", "wrong-credential"]


@pytest.mark.parametrize("name", [*STREAMED, "websocket", "embeddings", "images"])
def test_a_budget_is_told_from_a_model_that_does_not_exist(box, key, name):
    poor = new_key(box, budgets=[{"period": "day", "limit_micros": 0}])

    over = judge(asked(box, poor, name, MODELS.get(name, "sandbox/echo")))
    unknown = judge(asked(box, key, name, "no-such-model"))

    assert [over.code, unknown.code] == ["budget-exceeded", "model-unknown"]


@pytest.mark.parametrize(("name", "base"), [("chat", "anthropic_url"), ("messages", "openai_url")])
def test_a_wrong_base_path_is_told(box, key, name, base):
    protocol = PROTOCOLS[name]
    wish = Wish(base_url=getattr(box, base), model="sandbox/echo", key=key)

    recording = asyncio.run(ask(Network(clock=time.monotonic_ns), protocol, wish))

    assert judge(gather(recording, protocol, "sandbox/echo")).code == "wrong-base-path"
