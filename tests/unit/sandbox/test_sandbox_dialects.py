import itertools
import json

import pytest
from sandbox_desk import open_desk, sse

TOOL_PARAMETERS = {
    "type": "object",
    "properties": {"command": {"type": "string"}, "description": {"type": "string"}},
}


def chat(text="hello there", **members: object):
    return "/v1/chat/completions", {"messages": [{"role": "user", "content": text}], **members}


def responses(text="hello there", **members: object):
    return "/v1/responses", {"input": [{"role": "user", "content": text}], "store": False, **members}


def messages(text="hello there", **members: object):
    return "/v1/messages", {"max_tokens": 999, "messages": [{"role": "user", "content": text}], **members}


def ask(desk, request, *, model="sandbox/echo", stream=False):
    path, body = request
    answer = desk.call(desk.any_key(), {"model": model, **body, "stream": stream}, path)
    assert answer.status_code == 200, answer.text
    return answer


def streamed_text(path, events):
    if path == "/v1/chat/completions":
        return "".join(c["delta"].get("content", "") for _, e in events[:-1] for c in e["choices"])
    if path == "/v1/responses":
        return "".join(event["delta"] for name, event in events if name == "response.output_text.delta")
    return "".join(event["delta"].get("text", "") for name, event in events if name == "content_block_delta")


def whole_text(path, body):
    if path == "/v1/chat/completions":
        return body["choices"][0]["message"]["content"]
    if path == "/v1/responses":
        return "".join(part["text"] for item in body["output"] for part in item.get("content", []))
    return "".join(block["text"] for block in body["content"] if block["type"] == "text")


def tokens(body):
    usage = body["usage"]
    return tuple(
        usage.get(a, usage.get(b))
        for a, b in (("input_tokens", "prompt_tokens"), ("output_tokens", "completion_tokens"))
    )


@pytest.mark.parametrize("model", ["sandbox/echo", "sandbox/lorem-40", "sandbox/reason", "gpt-5.4"])
def test_all_dialects_tell_the_same_story_streamed_and_whole(desk, model):
    text = "grüße, 世界 and a few more words"
    told = set()
    for request in (chat(text), responses(text), messages(text)):
        told.add(streamed_text(request[0], sse(ask(desk, request, model=model, stream=True).text)))
        told.add(whole_text(request[0], ask(desk, request, model=model).json()))

    assert len(told) == 1


def test_all_dialects_count_the_same_tokens(desk):
    counted = {tokens(ask(desk, request).json()) for request in (chat(), responses(), messages())}

    assert counted == {(3, 3)}


def test_every_answer_names_the_model_behind_and_the_request(desk):
    answer = ask(desk, messages(), model="claude-opus-4-6")

    assert answer.headers["x-actual-model"] == "gpt-5.4"
    assert answer.headers["x-request-id"] == answer.headers["request-id"]
    assert answer.json()["model"] == "claude-opus-4-6"


class TestChat:
    def test_the_usage_chunk_has_no_choices_and_comes_last(self, desk):
        request = chat(stream_options={"include_usage": True})
        *chunks, (_, end) = sse(ask(desk, request, stream=True).text)

        assert end == "[DONE]"
        assert chunks[-1][1]["choices"] == []
        assert chunks[-1][1]["usage"]["total_tokens"] == 6
        assert all(chunk["usage"] is None for _, chunk in chunks[:-1])

    def test_without_include_usage_no_chunk_carries_usage(self, desk):
        events = sse(ask(desk, chat(), stream=True).text)

        assert not any("usage" in event for _, event in events[:-1])

    def test_events_have_no_name(self, desk):
        assert {name for name, _ in sse(ask(desk, chat(), stream=True).text)} == {None}

    def test_the_chunk_before_the_end_has_an_empty_delta_and_the_reason(self, desk):
        choice = sse(ask(desk, chat(max_tokens=2), stream=True).text)[-2][1]["choices"][0]

        assert (choice["delta"], choice["finish_reason"]) == ({}, "length")

    def test_a_tool_call_is_whole_after_its_chunks_are_joined(self, desk):
        tools = [{"type": "function", "function": {"name": "bash", "parameters": TOOL_PARAMETERS}}]
        events = sse(ask(desk, chat(tools=tools), model="sandbox/script:write-file", stream=True).text)
        whole = ask(desk, chat(tools=tools), model="sandbox/script:write-file").json()["choices"][0]

        parts = [c for _, e in events[:-1] for ch in e["choices"] for c in ch["delta"].get("tool_calls", [])]
        joined = "".join(part["function"]["arguments"] for part in parts)
        assert joined == whole["message"]["tool_calls"][0]["function"]["arguments"]
        assert {part["index"] for part in parts} == {0}
        assert whole["finish_reason"] == "tool_calls"


class TestResponses:
    def test_the_events_of_a_text_come_in_the_order_that_clients_wait_for(self, desk):
        events = sse(ask(desk, responses(), stream=True).text)

        assert [name for name, _ in itertools.groupby(name for name, _ in events)] == [
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed",
        ]

    def test_names_equal_types_and_numbers_rise_by_one(self, desk):
        events = sse(ask(desk, responses(), model="sandbox/reason", stream=True).text)

        assert all(name == event["type"] for name, event in events)
        assert [event["sequence_number"] for _, event in events] == list(range(len(events)))

    def test_one_response_keeps_its_id_and_its_items_theirs(self, desk):
        events = sse(ask(desk, responses(), model="sandbox/reason", stream=True).text)

        assert len({event["response"]["id"] for _, event in events if "response" in event}) == 1
        done = [event["item"] for name, event in events if name == "response.output_item.done"]
        added = [event["item"] for name, event in events if name == "response.output_item.added"]
        assert [(item["id"], item["type"]) for item in done] == [(item["id"], item["type"]) for item in added]
        assert events[-1][1]["response"]["output"] == done
        for name, event in events:
            if name.endswith(".delta"):
                assert event["item_id"] == added[event["output_index"]]["id"]

    def test_a_cut_answer_is_incomplete(self, desk):
        name, last = sse(ask(desk, responses(max_output_tokens=1), stream=True).text)[-1]

        assert name == "response.incomplete"
        assert last["response"]["incomplete_details"] == {"reason": "max_output_tokens"}

    def test_a_bare_string_is_input_too(self, desk):
        body = ask(desk, ("/v1/responses", {"input": "just words"})).json()

        assert whole_text("/v1/responses", body) == "just words"

    def test_a_function_call_is_told_in_full(self, desk):
        tools = [{"type": "function", "name": "exec_command", "parameters": {"properties": {"cmd": {}}}}]
        request = responses(tools=[{"type": "web_search"}, *tools])
        events = sse(ask(desk, request, model="sandbox/script:write-file", stream=True).text)

        item = events[-1][1]["response"]["output"][-1]
        deltas = [e["delta"] for name, e in events if name == "response.function_call_arguments.delta"]
        assert (item["type"], item["name"], item["status"]) == ("function_call", "exec_command", "completed")
        assert "".join(deltas) == item["arguments"]

    def test_tools_inside_the_input_are_offered_tools(self, desk):
        tools = [{"type": "function", "name": "exec_command", "parameters": {"properties": {"cmd": {}}}}]
        items = [{"type": "additional_tools", "tools": tools}, {"role": "user", "content": "go"}]
        body = ask(desk, ("/v1/responses", {"input": items}), model="sandbox/script:write-file").json()

        assert body["output"][-1]["name"] == "exec_command"


class TestMessages:
    def test_the_events_of_a_message_come_in_order_and_by_name(self, desk):
        events = sse(ask(desk, messages(), stream=True).text)

        assert [name for name, _ in itertools.groupby(name for name, _ in events)] == [
            "message_start",
            "ping",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
        ]
        assert all(name == event["type"] for name, event in events)

    def test_blocks_are_opened_and_closed_by_their_index(self, desk):
        request = messages(tools=[{"name": "Bash", "input_schema": TOOL_PARAMETERS}])
        events = sse(ask(desk, request, model="sandbox/script:write-file", stream=True).text)

        edges = [
            (name, event["index"])
            for name, event in events
            if name in {"content_block_start", "content_block_stop"}
        ]
        assert edges == [
            ("content_block_start", 0),
            ("content_block_stop", 0),
            ("content_block_start", 1),
            ("content_block_stop", 1),
        ]
        assert events[-2][1]["delta"]["stop_reason"] == "tool_use"

    def test_a_tool_call_has_its_input_as_json_text_or_as_an_object(self, desk):
        request = messages(tools=[{"name": "Bash", "input_schema": TOOL_PARAMETERS}])
        events = sse(ask(desk, request, model="sandbox/script:write-file", stream=True).text)
        whole = ask(desk, request, model="sandbox/script:write-file").json()

        partial = [e["delta"]["partial_json"] for _, e in events if "partial_json" in e.get("delta", {})]
        assert json.loads("".join(partial)) == whole["content"][-1]["input"]

    def test_a_thought_is_a_signed_block_of_its_own(self, desk):
        events = sse(ask(desk, messages(), model="sandbox/reason", stream=True).text)
        whole = ask(desk, messages(), model="sandbox/reason").json()

        kinds = [event["delta"]["type"] for name, event in events if name == "content_block_delta"]
        assert list(dict.fromkeys(kinds)) == ["thinking_delta", "signature_delta", "text_delta"]
        assert [block["type"] for block in whole["content"]] == ["thinking", "text"]

    def test_one_token_is_enough_for_the_probe_of_a_client(self, desk):
        body = ask(desk, messages(max_tokens=1)).json()

        assert (body["stop_reason"], body["usage"]["output_tokens"]) == ("max_tokens", 1)

    def test_what_clients_add_is_accepted(self, desk):
        extras = {
            "thinking": {"type": "adaptive"},
            "output_config": {"effort": "high"},
            "context_management": {"edits": []},
            "tools": [{"name": "Later", "defer_loading": True}],
            "metadata": {"user_id": "someone"},
            "system": [{"type": "text", "text": "be brief", "cache_control": {"type": "ephemeral"}}],
        }
        path, body = messages(**extras)
        body["messages"].append({"role": "system", "content": "a reminder"})

        assert whole_text(path, ask(desk, (f"{path}?beta=true", body)).json()) == "hello there"

    def test_reminders_beside_a_tool_result_are_no_new_words_of_the_user(self, desk):
        conversation = [
            {
                "role": "user",
                "content": [{"type": "text", "text": "context"}, {"type": "text", "text": "go"}],
            },
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "Bash", "input": {}}]},
            {
                "role": "user",
                "content": [
                    {
                        "type": "tool_result",
                        "tool_use_id": "t",
                        "content": [{"type": "text", "text": "done"}],
                    },
                    {"type": "text", "text": "<system-reminder>…</system-reminder>"},
                ],
            },
        ]
        request = messages(tools=[{"name": "Bash", "input_schema": TOOL_PARAMETERS}])
        request[1]["messages"] = conversation

        assert ask(desk, request, model="sandbox/script:write-file").json()["stop_reason"] == "end_turn"

    def test_the_token_counter_agrees_with_the_bill(self, desk):
        path, body = messages(
            "some words to count", tools=[{"name": "Bash", "input_schema": TOOL_PARAMETERS}]
        )
        counted = ask(desk, (f"{path}/count_tokens", body)).json()

        assert counted == {"input_tokens": ask(desk, (path, body)).json()["usage"]["input_tokens"]}


def test_two_starts_with_one_seed_give_the_same_bytes(tmp_path):
    told = []
    for name in ("first", "second"):
        desk = open_desk(tmp_path / name)
        told.append(
            [
                ask(desk, r, model="sandbox/reason", stream=True).content
                for r in (chat(), responses(), messages())
            ]
        )
        desk.store.close()

    assert told[0] == told[1]


def test_the_same_request_twice_gets_two_ids(desk):
    assert ask(desk, chat()).json()["id"] != ask(desk, chat()).json()["id"]
