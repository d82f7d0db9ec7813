"""The calls that the official Python SDKs make to a sandbox, each with what a program would read of its answer.

Runs with the Python of `scripts/install_sdks`: `sdk_calls.py BASE_URL`, with the key in the variable SANDBOX_KEY.
Prints a line of JSON for each call: its name and its value, or the error in which it ended.
"""

import base64
import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import anthropic
import openai

MODEL = "sandbox/echo"
TEXT = "hello there"
HELLO = [{"role": "user", "content": TEXT}]
SCRIPT = "sandbox/script:write-file"
PARAMETERS = {
    "type": "object",
    "properties": {"command": {"type": "string"}, "description": {"type": "string"}},
}
CHAT_TOOL = {"type": "function", "function": {"name": "Bash", "parameters": PARAMETERS}}
RESPONSES_TOOL = {"type": "function", "name": "Bash", "parameters": PARAMETERS, "strict": False}
MESSAGES_TOOL = {"name": "Bash", "input_schema": PARAMETERS}


@dataclass(frozen=True)
class Clients:
    """One client of each SDK."""

    openai: openai.OpenAI
    anthropic: anthropic.Anthropic


Call = Callable[[Clients], Any]


def chat(clients: Clients) -> Any:
    answer = clients.openai.chat.completions.create(model=MODEL, messages=HELLO)
    choice = answer.choices[0]
    return [choice.message.content, choice.finish_reason, answer.usage.total_tokens]


def chat_stream(clients: Clients) -> Any:
    stream = clients.openai.chat.completions.create(
        model=MODEL, messages=HELLO, stream=True, stream_options={"include_usage": True}
    )
    text, usage, reason = "", None, None
    for chunk in stream:
        for choice in chunk.choices:
            text += choice.delta.content or ""
            reason = choice.finish_reason or reason
        usage = chunk.usage or usage
    return [text, reason, usage.total_tokens]


def chat_helper(clients: Clients) -> Any:
    with clients.openai.chat.completions.stream(
        model=MODEL, messages=HELLO, stream_options={"include_usage": True}
    ) as stream:
        told = "".join(event.delta for event in stream if event.type == "content.delta")
        answer = stream.get_final_completion()
    return [told, answer.choices[0].message.content, answer.usage.total_tokens]


def chat_tool(clients: Clients) -> Any:
    answer = clients.openai.chat.completions.create(model=SCRIPT, messages=HELLO, tools=[CHAT_TOOL])
    call = answer.choices[0].message.tool_calls[0]
    return [answer.choices[0].finish_reason, call.function.name, sorted(json.loads(call.function.arguments))]


def responses(clients: Clients) -> Any:
    answer = clients.openai.responses.create(model=MODEL, input=TEXT, store=False)
    return [answer.output_text, answer.status, answer.usage.total_tokens]


def responses_stream(clients: Clients) -> Any:
    stream = clients.openai.responses.create(model=MODEL, input=TEXT, store=False, stream=True)
    text, usage = "", None
    for event in stream:
        if event.type == "response.output_text.delta":
            text += event.delta
        if event.type == "response.completed":
            usage = event.response.usage
    return [text, usage.total_tokens]


def responses_helper(clients: Clients) -> Any:
    with clients.openai.responses.stream(model=MODEL, input=TEXT, store=False) as stream:
        told = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        answer = stream.get_final_response()
    return [told, answer.output_text, answer.usage.total_tokens]


def responses_tool(clients: Clients) -> Any:
    answer = clients.openai.responses.create(model=SCRIPT, input=TEXT, store=False, tools=[RESPONSES_TOOL])
    call = next(item for item in answer.output if item.type == "function_call")
    return [call.name, sorted(json.loads(call.arguments)), bool(call.call_id)]


def responses_reasoning(clients: Clients) -> Any:
    with clients.openai.responses.stream(model="sandbox/reason", input=TEXT, store=False) as stream:
        answer = stream.get_final_response()
    return [[item.type for item in answer.output], answer.usage.output_tokens_details.reasoning_tokens > 0]


def responses_stored(clients: Clients) -> Any:
    try:
        clients.openai.responses.create(model=MODEL, input=TEXT, store=True)
    except openai.BadRequestError as error:
        return [error.status_code, error.body["message"]]
    return "stored"


def messages(clients: Clients) -> Any:
    answer = clients.anthropic.messages.create(model=MODEL, messages=HELLO, max_tokens=99)
    return [answer.content[0].text, answer.stop_reason, answer.usage.input_tokens, answer.usage.output_tokens]


def messages_stream(clients: Clients) -> Any:
    text, reason, tokens = "", None, None
    for event in clients.anthropic.messages.create(model=MODEL, messages=HELLO, max_tokens=99, stream=True):
        if event.type == "content_block_delta":
            text += event.delta.text
        if event.type == "message_delta":
            reason, tokens = event.delta.stop_reason, event.usage.output_tokens
    return [text, reason, tokens]


def messages_helper(clients: Clients) -> Any:
    with clients.anthropic.messages.stream(model=MODEL, messages=HELLO, max_tokens=99) as stream:
        told = "".join(stream.text_stream)
        answer = stream.get_final_message()
    return [told, answer.content[0].text, answer.stop_reason, answer.usage.output_tokens]


def messages_tool(clients: Clients) -> Any:
    with clients.anthropic.messages.stream(
        model=SCRIPT, messages=HELLO, max_tokens=999, tools=[MESSAGES_TOOL]
    ) as stream:
        answer = stream.get_final_message()
    call = answer.content[-1]
    return [answer.stop_reason, call.type, call.name, sorted(call.input)]


def count_tokens(clients: Clients) -> Any:
    return clients.anthropic.messages.count_tokens(model=MODEL, messages=HELLO).input_tokens


def embeddings(clients: Clients) -> Any:
    answer = clients.openai.embeddings.create(model="text-embedding-3-small", input=[TEXT, "other"])
    return [[len(entry.embedding) for entry in answer.data], answer.usage.total_tokens]


def embeddings_float(clients: Clients) -> Any:
    asked = {"model": "text-embedding-3-small", "input": TEXT}
    plain = clients.openai.embeddings.create(**asked, encoding_format="float").data[0].embedding
    return plain == clients.openai.embeddings.create(**asked).data[0].embedding


def images(clients: Clients) -> Any:
    answer = clients.openai.images.generate(model="gpt-image-1", prompt=TEXT, size="1024x1024")
    return base64.b64decode(answer.data[0].b64_json)[:8].hex()


def images_edit(clients: Clients) -> Any:
    picture = io.BytesIO(b"any picture")
    picture.name = "picture.png"
    answer = clients.openai.images.edit(model="gpt-image-1", prompt=TEXT, image=picture, n=2)
    return [base64.b64decode(entry.b64_json)[:8].hex() for entry in answer.data]


def models(clients: Clients) -> Any:
    return MODEL in [model.id for model in clients.openai.models.list()]


def model(clients: Clients) -> Any:
    return clients.openai.models.retrieve("gpt-5.4").id


def models_of_anthropic(clients: Clients) -> Any:
    return "claude-opus-4-6" in [model.id for model in clients.anthropic.models.list()]


def responses_socket(clients: Clients) -> Any:
    told = []
    with clients.openai.responses.connect() as socket:
        previous = None
        for text in (TEXT, "and again"):
            extra = {"previous_response_id": previous} if previous else {}
            socket.response.create(model=MODEL, input=text, store=False, **extra)
            said = ""
            for event in socket:
                if event.type == "response.output_text.delta":
                    said += event.delta
                if event.type == "response.completed":
                    previous = event.response.id
                    break
            told.append(said)
    return told


def realtime_socket(clients: Clients) -> Any:
    with clients.openai.realtime.connect(model=MODEL) as socket:
        event = socket.recv()
    return [event.type, event.session.model]


HTTP_CALLS: dict[str, Call] = {
    call.__name__: call
    for call in (
        chat,
        chat_stream,
        chat_helper,
        chat_tool,
        responses,
        responses_stream,
        responses_helper,
        responses_tool,
        responses_reasoning,
        responses_stored,
        messages,
        messages_stream,
        messages_helper,
        messages_tool,
        count_tokens,
        embeddings,
        embeddings_float,
        images,
        images_edit,
        models,
        model,
        models_of_anthropic,
    )
}
SOCKET_CALLS: dict[str, Call] = {call.__name__: call for call in (responses_socket, realtime_socket)}


def after_two_refusals(base_url: str, key: str) -> Any:
    """Both SDKs repeat what was refused for a while, with the header that asks for the fault."""
    clients = new_clients(base_url, key, headers={"x-sandbox-fault": "status=429;times=2"}, max_retries=2)
    return [chat(clients)[0], messages(clients)[0]]


def after_an_unpaid_one(base_url: str, key: str) -> Any:
    """Neither repeats what was not paid: a repetition would succeed."""
    statuses = []
    for call, fault in ((chat, "status=402;times=1"), (messages, "times=1;status=402")):
        clients = new_clients(base_url, key, headers={"x-sandbox-fault": fault}, max_retries=2)
        try:
            statuses.append(call(clients))
        except (openai.APIStatusError, anthropic.APIStatusError) as error:
            statuses.append(error.status_code)
    return statuses


def new_clients(
    base_url: str, key: str, *, headers: Any = None, max_retries: int = 0, transport: Any = None
) -> Clients:
    """Clients of a gateway; with a transport they speak to that."""
    openai_http = openai.DefaultHttpxClient(transport=transport) if transport else None
    anthropic_http = anthropic.DefaultHttpxClient(transport=transport) if transport else None
    common = {"api_key": key, "max_retries": max_retries, "default_headers": headers, "timeout": 20}
    return Clients(
        openai=openai.OpenAI(base_url=f"{base_url}/v1", http_client=openai_http, **common),
        anthropic=anthropic.Anthropic(base_url=base_url, http_client=anthropic_http, **common),
    )


def told(name: str, make: Callable[[], Any]) -> str:
    """The line of one call."""
    try:
        return json.dumps({"call": name, "value": make()})
    except Exception as error:  # noqa: BLE001  # whatever an SDK raises is the result
        return json.dumps({"call": name, "error": f"{type(error).__name__}: {error}"[:300]})


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Makes every call once."""
    base_url, key = sys.argv[1], os.environ["SANDBOX_KEY"]
    clients = new_clients(base_url, key)
    for name, call in (HTTP_CALLS | SOCKET_CALLS).items():
        say(told(name, lambda call=call: call(clients)))
    for call in (after_two_refusals, after_an_unpaid_one):
        say(told(call.__name__, lambda call=call: call(base_url, key)))


if __name__ == "__main__":
    main()
