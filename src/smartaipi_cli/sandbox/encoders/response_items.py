"""The items in the output of a response, and their parts."""

from smartaipi_cli.sandbox.problems import Json


def message_item(item_id: str, *, status: str, content: list[Json]) -> Json:
    """A message of the assistant."""
    return {"id": item_id, "type": "message", "status": status, "role": "assistant", "content": content}


def text_part(text: str) -> Json:
    """The text in a message."""
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def reasoning_item(item_id: str, *, summary: list[Json]) -> Json:
    """A thought, as its summary."""
    return {"id": item_id, "type": "reasoning", "summary": summary, "encrypted_content": None}


def summary_part(text: str) -> Json:
    """The text in a thought."""
    return {"type": "summary_text", "text": text}


def call_item(item_id: str, *, status: str, call_id: str, name: str, arguments: str) -> Json:
    """A call of one of the caller's functions."""
    return {
        "id": item_id,
        "type": "function_call",
        "status": status,
        "call_id": call_id,
        "name": name,
        "arguments": arguments,
    }
