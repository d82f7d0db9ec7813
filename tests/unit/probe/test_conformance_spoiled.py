"""Each requirement of each client: met by the sandbox, and missed alone where that alone is spoilt."""

import asyncio
import time
from dataclasses import replace
from itertools import count

import httpx
import pytest
from conformance_spoiler import Spoil, doctored, events, whole

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.probe.conformance.asking import UNKNOWN_KEY
from smartaipi_cli.probe.conformance.claude_turns import BETAS
from smartaipi_cli.probe.conformance.registry import CLIENTS
from smartaipi_cli.probe.conformance.requirement import State
from smartaipi_cli.probe.conformance.response_socket import UNKNOWN_ID
from smartaipi_cli.probe.conformance.runner import examine
from smartaipi_cli.probe.network import Limits, Network
from smartaipi_cli.probe.wish import Wish


def at(path):
    return lambda asked: asked.method == "POST" and asked.path == path


def refused(holds, status=400):
    return Spoil(at=holds, status=status)


def with_member(name):
    return refused(lambda asked: name in asked.body)


def with_item(**members):
    """Refuses what has an item with these members in one of its lists."""
    return refused(
        lambda asked: any(
            members.items()
            <= {key: value for key, value in item.items() if isinstance(value, str | bool)}.items()
            for item in asked.items("messages", "input", "tools")
        )
    )


def changed(path, change):
    return Spoil(at=at(path), rewrite=events(change))


def without_event(name, **members):
    """Drops events of a type, those alone whose item, block or delta has these members."""

    def change(event):
        inner = next((event[key] for key in ("item", "content_block", "delta") if key in event), {})
        is_meant = (
            event["type"] == name and members.items() <= (inner if isinstance(inner, dict) else {}).items()
        )
        return None if is_meant else event

    return change


def without_usage(event):
    kept = {key: value for key, value in event.items() if key != "usage"}
    return kept | {
        key: without_usage(kept[key]) for key in ("message", "response") if isinstance(kept.get(key), dict)
    }


def in_choice(change):
    """Changes the choices of chunks."""

    def changed_chunk(chunk):
        return chunk | {"choices": [change(choice) for choice in chunk["choices"]]}

    return changed_chunk


def without_delta_at_end(choice):
    return {key: choice[key] for key in choice if key != "delta" or not choice["finish_reason"]}


def without_stop(choice):
    return choice | {"finish_reason": None} if choice["finish_reason"] == "stop" else choice


def without_words(choice):
    return choice | {"delta": {key: choice["delta"][key] for key in choice["delta"] if key != "content"}}


def without_index(choice):
    calls = [
        {key: call[key] for key in call if key != "index"} for call in choice["delta"].get("tool_calls", [])
    ]
    return choice | {"delta": choice["delta"] | ({"tool_calls": calls} if calls else {})}


def every_second_count():
    numbers = count()
    return Spoil(at=lambda asked: "count_tokens" in asked.path and next(numbers) % 2, status=429)


def generating(heard, event):
    if heard.get("generate") is False and event["type"] == "response.completed":
        return event | {"response": event["response"] | {"output": [{"type": "message"}]}}
    return event


def failing_turns(heard, event):
    is_turn = heard.get("previous_response_id") not in {None, UNKNOWN_ID}
    return event | {"type": "response.failed"} if is_turn and event["type"] == "response.completed" else event


def other_code(_, event):
    return event | {"error": event["error"] | {"code": "not_found"}} if event["type"] == "error" else event


def without_status(_, event):
    return {key: event[key] for key in event if key != "status"} if event["type"] == "error" else event


def malformed(member):
    """The envelope of an error is lost where a member is missing that every request must have."""
    return Spoil(
        at=lambda asked: asked.method == "POST" and "count" not in asked.path and not asked.body.get(member),
        rewrite=whole(lambda body: {"detail": body["error"]["message"]}),
    )


BAD_KEY = refused(lambda asked: UNKNOWN_KEY.reveal() in "".join(asked.headers.values()), 403)

CLAUDE = {
    "stream": changed("/messages", without_event("message_stop")),
    "event-lines": Spoil(
        at=at("/messages"),
        rewrite=lambda body: b"\n".join(line for line in body.split(b"\n") if not line.startswith(b"event:")),
    ),
    "blocks": changed("/messages", without_event("content_block_start", type="text")),
    "usage": changed("/messages", without_usage),
    "betas": refused(lambda asked: asked.headers.get("anthropic-beta") == BETAS),
    "adaptive-thinking": with_member("thinking"),
    "output-config": with_member("output_config"),
    "context-management": with_member("context_management"),
    "deferred-tools": with_item(defer_loading=True),
    "system-role": with_item(role="system"),
    "system-blocks": with_member("system"),
    "max-tokens": refused(lambda asked: asked.body.get("max_tokens", 0) > 64_000),
    "turn": refused(lambda asked: {"thinking", "output_config"} <= asked.body.keys()),
    "tool-call": changed("/messages", without_event("content_block_delta", type="input_json_delta")),
    "tool-result": with_item(type="tool_result"),
    "count-tokens": refused(at("/messages/count_tokens"), 404),
    "count-tokens-burst": every_second_count(),
    "large-body": refused(lambda asked: "OR 1=1" in str(asked.body), 403),
    "bearer": refused(lambda a: "authorization" in a.headers and "x-api-key" not in a.headers, 401),
    "x-api-key": refused(lambda a: "x-api-key" in a.headers and "authorization" not in a.headers, 401),
    "bad-key": BAD_KEY,
    "whole": refused(lambda asked: asked.body.get("stream") is False),
    "models": Spoil(
        at=lambda asked: asked.path == "/models",
        rewrite=whole(lambda body: {key: body[key] for key in body if key != "has_more"}),
    ),
    "unknown-paths": Spoil(at=lambda asked: asked.path.startswith("/api/smartaipi"), hangs=True),
    "error-envelope": malformed("messages"),
    "request-id": Spoil(at=lambda asked: "messages" not in asked.body, header=b"request-id"),
}
CODEX = {
    "stream": refused(at("/responses"), 404),
    "item-done": changed("/responses", without_event("response.output_item.done", type="message")),
    "completed": changed("/responses", without_event("response.completed")),
    "usage": changed("/responses", without_usage),
    "developer-role": with_item(role="developer"),
    "reasoning": with_member("reasoning"),
    "include": with_member("include"),
    "prompt-cache-key": with_member("prompt_cache_key"),
    "client-metadata": with_member("client_metadata"),
    "verbosity": with_member("text"),
    "service-tier": with_member("service_tier"),
    "function-call": changed("/responses", without_event("response.output_item.done", type="function_call")),
    "function-output": with_item(type="function_call_output"),
    "parallel-calls": refused(lambda asked: asked.body.get("parallel_tool_calls") is True),
    "custom-tools": with_item(type="custom"),
    "custom-output": with_item(type="custom_tool_call_output"),
    "web-search": with_item(type="web_search"),
    "namespaces": with_item(type="namespace"),
    "turn": refused(lambda asked: {"reasoning", "include"} <= asked.body.keys()),
    "websocket": Spoil(deny=426),
    "fallback": Spoil(deny=404),
    "prewarm": Spoil(frame=generating),
    "continuation": Spoil(frame=failing_turns),
    "unknown-previous": Spoil(frame=other_code),
    "error-frames": Spoil(frame=without_status),
    "catalogue": Spoil(
        at=lambda asked: "client_version" in asked.query,
        rewrite=whole(lambda body: {"object": "list", "data": body["models"]}),
    ),
    "bad-key": BAD_KEY,
    "error-envelope": malformed("input"),
}
CHAT = {
    "stream": changed("/chat/completions", in_choice(without_words)),
    "deltas": changed("/chat/completions", in_choice(without_delta_at_end)),
    "finish-reason": changed("/chat/completions", in_choice(without_stop)),
    "usage": changed("/chat/completions", lambda chunk: chunk if chunk["choices"] else None),
    "end": Spoil(at=at("/chat/completions"), rewrite=lambda body: body.replace(b"data: [DONE]\n\n", b"")),
    "system-role": with_item(role="system"),
    "developer-role": with_item(role="developer"),
    "max-tokens": refused(lambda asked: asked.path == "/chat/completions" and "max_tokens" in asked.body),
    "max-completion-tokens": with_member("max_completion_tokens"),
    "image": with_item(type="image_url"),
    "tool-call": changed("/chat/completions", in_choice(without_index)),
    "tool-result": with_item(role="tool"),
    "bad-key": BAD_KEY,
    "error-envelope": Spoil(
        at=lambda asked: "messages" in asked.body and asked.body["messages"] is None,
        rewrite=whole(lambda body: {"detail": body["error"]["message"]}),
    ),
    "responses": refused(at("/responses"), 404),
    "messages": refused(at("/messages"), 404),
}
SPOILT = {
    "claude": CLAUDE,
    "codex": CODEX,
    "opencode": {**CHAT, "reasoning-effort": with_member("reasoning_effort")},
    "cline": CHAT,
    "continue": CHAT,
}
ALSO = {("codex", "fallback"): {"websocket"}}
"""What is missed with it, because it is the same answer that is missed."""


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    with doctored(tmp_path_factory.mktemp("conformance") / "sandbox") as (address, layer):
        yield address, layer


@pytest.fixture(scope="module")
def key(gateway):
    address, _ = gateway
    headers = {"authorization": f"Bearer {address.account_token.reveal()}"}
    answer = httpx.post(f"{address.management_url}/keys", headers=headers, json={"name": "conformance"})
    return Secret(answer.json()["value"])


def examined(gateway, key, client, spoil=None, *, silence_s=20.0):
    address, layer = gateway
    is_claude = client == "claude"
    wish = Wish(
        base_url=address.anthropic_url if is_claude else address.openai_url,
        model="sandbox/echo",
        key=key,
        styles=("bearer", "x-api-key") if is_claude else ("bearer",),
    )
    layer.spoil = spoil or Spoil()
    network = Network(clock=time.monotonic_ns, limits=Limits(silence_s=silence_s))
    wishes = dict.fromkeys(("chat", "responses", "messages"), wish)
    return asyncio.run(examine(network, CLIENTS[client], wishes))


def missed(findings):
    return {one.requirement.id for one in findings if one.outcome.state is State.MISSING}


@pytest.mark.parametrize("client", CLIENTS)
def test_the_sandbox_meets_every_requirement(gateway, key, client):
    findings = examined(gateway, key, client)

    assert {one.requirement.id: one.outcome for one in findings if not one.is_met} == {}
    assert all(one.outcome.evidence for one in findings)


@pytest.mark.parametrize("client", CLIENTS)
def test_every_requirement_has_a_spoilt_gateway_of_its_own(client):
    requirements = CLIENTS[client].requirements

    assert [one.id for one in requirements if one.id not in SPOILT[client]] == []
    assert len({one.id for one in requirements}) == len(requirements)


@pytest.mark.parametrize(
    ("client", "name"), [(client, name) for client in CLIENTS for name in SPOILT[client]]
)
def test_what_is_spoilt_is_missed_and_nothing_else(gateway, key, client, name):
    spoil = SPOILT[client][name]

    findings = examined(gateway, key, client, spoil, silence_s=3.0 if spoil.hangs else 20.0)

    assert missed(findings) == {name} | ALSO.get((client, name), set())


def test_what_rests_on_something_missed_is_not_tried(gateway, key):
    findings = examined(gateway, key, "claude", CLAUDE["stream"])

    states = {one.requirement.id: one.outcome.state for one in findings}
    assert {name for name, state in states.items() if state is State.MET} == {"unknown-paths"}
    assert [one.outcome.evidence for one in findings[1:3]] == ["because `stream` is not met"] * 2
    assert findings[1].evidences == ()


def test_a_socket_that_is_dropped_in_the_middle_is_told_as_such(gateway, key):
    def silent(heard, event):
        return None if heard.get("generate") is False and event["type"] == "response.completed" else event

    findings = examined(gateway, key, "codex", Spoil(frame=silent), silence_s=1.0)

    assert missed(findings) == {"prewarm", "unknown-previous", "error-frames"}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_key_that_is_refused_says_nothing_about_the_protocol(gateway, client):
    findings = examined(gateway, UNKNOWN_KEY, client)

    assert findings[0].outcome.state is State.UNTRIED
    assert findings[0].outcome.verdict.code == "credential-refused"
    assert missed(findings) == set()


@pytest.mark.parametrize(
    ("status", "code"),
    [(402, "balance-exhausted"), (429, "rate-limited"), (503, "gateway-failed"), (529, "gateway-failed")],
)
def test_money_rate_and_load_say_nothing_about_the_protocol(gateway, key, status, code):
    findings = examined(gateway, key, "claude", refused(lambda asked: "thinking" in asked.body, status))

    by_id = {one.requirement.id: one.outcome for one in findings}
    assert missed(findings) == set()
    assert by_id["adaptive-thinking"].verdict.code == code


@pytest.mark.parametrize("status", [401, 403, 404, 405, 426, 500])
def test_an_upgrade_that_is_refused_is_told_with_its_status(gateway, key, status):
    by_id = {one.requirement.id: one.outcome for one in examined(gateway, key, "codex", Spoil(deny=status))}

    assert (by_id["websocket"].state, by_id["fallback"].state.is_met) == (State.MISSING, status == 426)
    assert by_id["websocket"].evidence == f"{status}: spoiled"
    assert {by_id[name].state for name in ("prewarm", "continuation", "error-frames")} == {State.UNTRIED}


def test_a_gateway_that_is_not_there_is_no_failure_of_the_program(key):
    wish = Wish(base_url="http://127.0.0.1:9", model="any", key=key)
    wishes = dict.fromkeys(("responses",), wish)

    findings = asyncio.run(examine(Network(clock=time.monotonic_ns), CLIENTS["codex"], wishes))

    assert {one.outcome.state for one in findings} == {State.UNTRIED}


def test_a_model_that_would_rather_talk_is_asked_a_second_time(gateway, key):
    (finding,) = (one for one in examined(gateway, key, "continue") if one.requirement.id == "tool-call")

    bodies = [evidence.recording.request_bytes for evidence in finding.evidences]
    assert finding.is_met
    assert len(bodies) == 3


def test_no_finding_holds_the_key(gateway, key):
    findings = examined(gateway, key, "claude", replace(CLAUDE["bearer"], status=400))

    assert key.reveal() not in repr(findings)
