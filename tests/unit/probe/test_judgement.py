"""Every way in which a request comes out has its own code and sentence, told from a recording."""

import gzip
import json
from dataclasses import replace

import pytest
from recorded_answers import CHAT, MESSAGES, MS, RESPONSES, STREAMS, chat_chunk, evidence_of, named, recorded

from smartaipi_cli.errors import ERROR_CODES
from smartaipi_cli.probe.flaws import actual_model, is_same_model
from smartaipi_cli.probe.judgement import findings, judge
from smartaipi_cli.probe.recording import Ending
from smartaipi_cli.probe.verdict import PROBE_CODES, Grade

HTML = (("content-type", "text/html"),)
JSON = (("content-type", "application/json"),)


def verdict_on(protocol, recording, model="wanted"):
    return judge(evidence_of(protocol, recording, model))


def refusal(status, body="", headers=JSON, **more):
    text = body if isinstance(body, str) else json.dumps(body)
    return recorded([text] if text else [], status=status, headers=headers, **more)


def error(message, code=""):
    return {"error": {"message": message, "code": code}}


def unanswered(ending, reason="why"):
    return recorded([], ending=ending, status=None, reason=reason, headers=())


@pytest.mark.parametrize("protocol", STREAMS)
def test_a_whole_stream_is_good(protocol):
    verdict = verdict_on(protocol, recorded(STREAMS[protocol]))

    assert (verdict.code, verdict.is_good) == ("answered", True)


BUFFERED = [*CHAT[:2], b"".join(chat_chunk({"content": "x"}) for _ in range(20)), *CHAT[4:]]
CASES = {
    "no address": ("chat", unanswered(Ending.UNRESOLVED), "name-unresolved"),
    "nobody there": ("chat", unanswered(Ending.UNREACHABLE), "gateway-unreachable"),
    "proxy says no": ("chat", unanswered(Ending.PROXY_REFUSED), "proxy-refused"),
    "proxy answers 407 itself": ("chat", refusal(407, "<html>who are you", HTML), "proxy-refused"),
    "bad certificate": ("chat", unanswered(Ending.TLS_FAILED), "gateway-tls"),
    "no answer in time": ("chat", unanswered(Ending.TIMED_OUT), "gateway-timeout"),
    "closed at once": ("chat", unanswered(Ending.CUT), "connection-closed"),
    "reset at once": ("chat", unanswered(Ending.RESET), "connection-closed"),
    "no HTTP": ("chat", unanswered(Ending.NOT_HTTP), "gateway-protocol"),
    "bad framing": ("chat", recorded(CHAT, ending=Ending.NOT_HTTP), "gateway-protocol"),
    "redirect": ("chat", refusal(302, headers=(("location", "https://x.test/"),)), "gateway-redirected"),
    "key refused": ("chat", refusal(401, error("bad key")), "credential-refused"),
    "account token": ("chat", refusal(401, error("a token", "wrong_credential_type")), "wrong-credential"),
    "balance": ("chat", refusal(402, error("top up", "insufficient_quota")), "balance-exhausted"),
    "budget": ("chat", refusal(402, error("the key's budget is used up")), "budget-exceeded"),
    "not allowed": ("chat", refusal(403, error("not for you")), "permission-denied"),
    "group, 403": ("chat", refusal(403, error("not in your group")), "group-mismatch"),
    "group, 503": (
        "chat",
        refusal(503, error("No available channel for model wanted under group default")),
        "group-mismatch",
    ),
    "group, in Chinese": (
        "chat",
        refusal(503, error("当前分组 default 下对于模型 wanted 无可用渠道")),
        "group-mismatch",
    ),
    "firewall's page": ("chat", refusal(403, "<html>blocked</html>", HTML), "gateway-not-json"),
    "no such model": ("chat", refusal(404, error("no model", "model_not_found")), "model-unknown"),
    "no such path": ("chat", refusal(404, error("not found")), "wrong-base-path"),
    "no such path, a page": ("messages", refusal(404, "<html>404</html>", HTML), "wrong-base-path"),
    "too fast": ("chat", refusal(429, error("slow down")), "rate-limited"),
    "bad request": ("responses", refusal(400, error("Store must be set to false")), "gateway-refused"),
    "own error": ("chat", refusal(500, error("oops")), "gateway-failed"),
    "overloaded": ("messages", refusal(529, error("busy")), "gateway-failed"),
    "proxy's page": ("chat", refusal(502, "<html>bad gateway</html>", HTML), "gateway-not-json"),
    "login page": ("chat", recorded(["<html>log in</html>"], headers=HTML), "gateway-not-json"),
    "login page for a list": ("models", recorded(["<html>log in</html>"], headers=HTML), "gateway-not-json"),
    "text for a list": ("models", recorded(["hello"], headers=()), "gateway-not-json"),
    "half a list": ("models", recorded(['{"data"'], headers=JSON, ending=Ending.CUT), "stream-unreadable"),
    "no stream": ("chat", recorded(['{"choices": []}'], headers=JSON), "gateway-protocol"),
    "no socket": ("websocket", refusal(404, "not found"), "websocket-refused"),
    "no socket any more": ("websocket", refusal(426), "websocket-refused"),
    "key refused before the upgrade": ("websocket", refusal(401, error("bad key")), "credential-refused"),
    "error event": (
        "chat",
        recorded([*CHAT[:3], b'data: {"error": {"message": "no"}}\n\n']),
        "stream-failed",
    ),
    "refused before it began": (
        "websocket",
        recorded([json.dumps({"type": "error", "status": 503, **error("busy")})], status=101),
        "gateway-failed",
    ),
    "an error with a status inside": (
        "websocket",
        recorded(
            [
                '{"type": "response.created"}',
                '{"type": "error", "status": 503, "error": {"message": "busy"}}',
            ],
            status=101,
        ),
        "stream-failed",
    ),
    "account token, by its name alone": (
        "messages",
        refusal(401, error("This is an account token", "authentication_error")),
        "wrong-credential",
    ),
    "overloaded inside": (
        "messages",
        recorded([*MESSAGES[:4], named("error", error={"type": "overloaded_error", "message": "busy"})]),
        "stream-failed",
    ),
    "balance inside": (
        "responses",
        recorded([named("response.failed", response=error("top up", "insufficient_quota"))]),
        "balance-exhausted",
    ),
    "rate inside a socket": (
        "websocket",
        recorded([json.dumps({"type": "error", "status": 429, **error("slow down")})], status=101),
        "rate-limited",
    ),
    "broken JSON": (
        "chat",
        recorded([*CHAT[:3], b'data: {"choices": [\n\n', *CHAT[3:]]),
        "stream-unreadable",
    ),
    "chunks of something else": ("chat", recorded([b'data: {"hello": 1}\n\n']), "stream-unreadable"),
    "cut, chat": ("chat", recorded(CHAT[:4]), "gateway-truncated"),
    "cut, responses": ("responses", recorded(RESPONSES[:-1]), "gateway-truncated"),
    "cut, messages": ("messages", recorded(MESSAGES[:5]), "gateway-truncated"),
    "cut inside an event": (
        "responses",
        recorded([*RESPONSES[:-1], RESPONSES[-1][:-1]]),
        "gateway-truncated",
    ),
    "cut in the framing": ("chat", recorded(CHAT[:4], ending=Ending.CUT), "gateway-truncated"),
    "nothing at all": ("chat", recorded([]), "gateway-truncated"),
    "reset": ("chat", recorded(CHAT[:4], ending=Ending.RESET), "connection-reset"),
    "stalled": ("chat", recorded(CHAT[:4], ending=Ending.TIMED_OUT), "stream-stalled"),
    "socket closed": (
        "websocket",
        recorded(
            ['{"type": "response.created"}'],
            status=101,
            ending=Ending.CUT,
            close_code=1011,
            close_reason="oops",
        ),
        "socket-closed",
    ),
    "no content": ("chat", recorded([CHAT[0], *CHAT[4:]]), "answer-empty"),
    "another model": (
        "chat",
        recorded([data.replace(b"wanted", b"cheap") for data in CHAT]),
        "model-substituted",
    ),
    "held back": ("chat", recorded(BUFFERED, gap_ms=100), "stream-buffered"),
    "no usage": ("chat", recorded([*CHAT[:5], CHAT[6]]), "usage-missing"),
    "no end mark": ("chat", recorded(CHAT[:6]), "end-missing"),
    "packed": (
        "chat",
        recorded(
            [gzip.compress(b"".join(CHAT))],
            headers=(("content-type", "text/event-stream"), ("content-encoding", "gzip")),
        ),
        "answer-packed",
    ),
    "packed in an unknown way": (
        "chat",
        recorded([b"\x0b\x02"], headers=(("content-type", "text/event-stream"), ("content-encoding", "br"))),
        "stream-unreadable",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_outcome_has_its_own_code(case):
    protocol, recording, code = CASES[case]

    verdict = verdict_on(protocol, recording)

    assert verdict.code == code
    assert not verdict.is_good


def test_every_code_has_a_case_here():
    assert {code for _, _, code in CASES.values()} | {"answered"} == set(PROBE_CODES)


def test_every_code_has_a_sentence_of_its_own():
    sentences = {}
    for protocol, recording, code in CASES.values():
        sentences.setdefault(code, set()).add(verdict_on(protocol, recording).sentence)

    for code, said in sentences.items():
        others = set().union(*(those for other, those in sentences.items() if other != code))
        assert not said & others, code
        assert all(not sentence.endswith(".") and "`" in sentence for sentence in said)


@pytest.mark.parametrize("code", sorted(set(PROBE_CODES) & set(ERROR_CODES)))
def test_a_code_that_is_an_error_elsewhere_ends_with_the_same_exit_code(code):
    assert PROBE_CODES[code].exit_code == ERROR_CODES[code]


def test_all_flaws_of_a_whole_answer_are_told():
    events = [data.replace(b"wanted", b"cheap") for data in (*BUFFERED[:3], CHAT[4])]

    verdicts = findings(evidence_of("chat", recorded(events, gap_ms=100)))

    assert [verdict.code for verdict in verdicts] == [
        "model-substituted",
        "stream-buffered",
        "usage-missing",
        "end-missing",
    ]
    assert {verdict.grade for verdict in verdicts} == {Grade.FLAWED}


def test_a_failure_is_told_alone():
    cut = recorded([data.replace(b"wanted", b"cheap") for data in CHAT[:4]])

    assert [verdict.code for verdict in findings(evidence_of("chat", cut))] == ["gateway-truncated"]


@pytest.mark.parametrize(
    ("headers", "wait_s", "hint"),
    [
        ({"retry-after": "7"}, 7, "try again in 7 s"),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5, "try again in 1.5 s"),
        (
            {"retry-after": "Sat, 21 Nov 2026 08:00:30 GMT", "date": "Sat, 21 Nov 2026 08:00:00 GMT"},
            30,
            "try again in 30 s",
        ),
        ({}, None, "try again in a minute"),
    ],
    ids=["seconds", "milliseconds", "date", "nothing"],
)
def test_a_rate_limit_tells_its_wait(headers, wait_s, hint):
    verdict = verdict_on("chat", refusal(429, error("slow down"), (*JSON, *headers.items())))

    assert (verdict.wait_s, verdict.hint) == (wait_s, hint)


def test_a_substitution_that_a_header_tells_is_none():
    said = recorded([data.replace(b"wanted", b"gpt-5.4") for data in CHAT])
    openly = replace(said, headers=(*said.headers, ("x-actual-model", "gpt-5.4")))

    evidence = evidence_of("chat", openly)

    assert judge(evidence).is_good
    assert actual_model(evidence) == "gpt-5.4"


@pytest.mark.parametrize(
    ("asked", "told", "expected"),
    [
        ("gpt-5.4", "gpt-5.4", True),
        ("gpt-5.4", "gpt-5.4-2026-03-05", True),
        ("claude-opus-4-6", "claude-opus-4-6-20260101", True),
        ("anthropic/claude-opus-4-6", "claude-opus-4-6", True),
        ("GPT-5.4", "gpt-5.4", True),
        ("gpt-5.4", "gpt-5.4-mini", False),
        ("gpt-5.4", "gpt-5", False),
    ],
)
def test_a_date_or_a_vendor_makes_no_other_model(asked, told, expected):
    assert is_same_model(asked, told) is expected


def test_a_wrong_path_says_how_the_address_must_end():
    reasons = [verdict_on(name, refusal(404, error("not found"))).reason for name in ("messages", "chat")]

    assert reasons == ["the base address must not end in `/v1`", "the base address must end in `/v1`"]


def test_a_cut_inside_an_event_shows_where():
    assert '`{"type": "response.completed"' in verdict_on("responses", CASES["cut inside an event"][1]).reason


def test_the_frames_before_the_last_question_are_not_its_answer():
    misunderstood = json.dumps({"type": "error", "status": 400, **error("what?")})
    events = [json.dumps(json.loads(data.split(b"data: ")[1])) for data in RESPONSES]
    recording = recorded([misunderstood, *events], status=101)
    asked_again = recording.arrivals[0].at_ns + MS

    assert verdict_on("websocket", recording).code == "stream-failed"
    again = replace(recording, sent_frames=(recording.arrivals[0]._replace(at_ns=asked_again),))
    assert verdict_on("websocket", again).is_good


def test_what_a_gateway_echoes_of_a_key_is_not_shown():
    shown = verdict_on("chat", refusal(401, error("bad key sk-test-canary0123456")))

    assert "canary" not in f"{shown}"
