"""One line of standard input: a JSON-RPC message, or the refusal that its sender gets.

*Source:* JSON-RPC 2.0, sections 4 and 5.1. The SDK drops what it cannot read without a word, and a client that sent an
id would wait for ever.
"""

import json
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
INTERNAL_ERROR: Final = -32603
MOST_BYTES: Final = 8 * 1024 * 1024

Identifier: TypeAlias = str | int | None


class Message(NamedTuple):
    """A message of the right shape; `id` is that of a request, None for anything else."""

    id: Identifier
    content: Mapping[str, object]


class Refused(NamedTuple):
    """Why a line is no message, and the id of the request that it may have been."""

    code: int
    reason: str
    id: Identifier = None


def read_frame(line: bytes) -> Message | Refused:
    """The message in a line."""
    if len(line) > MOST_BYTES:
        return Refused(INVALID_REQUEST, f"a message has at most {MOST_BYTES:,} bytes")
    try:
        content = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Refused(PARSE_ERROR, "a message is UTF-8")
    except (ValueError, RecursionError):
        return Refused(PARSE_ERROR, "a message is one line of JSON")
    if not isinstance(content, dict):
        return Refused(INVALID_REQUEST, "a message is a JSON object; batches are not served")
    identifier = content.get("id")
    known = identifier if is_identifier(identifier) else None
    if reason := problem_of(content):
        return Refused(INVALID_REQUEST, reason, known)
    return Message(known if "method" in content else None, content)


def problem_of(content: Mapping[str, object]) -> str:
    """What is wrong with the shape of a message; nothing when it will do."""
    if content.get("jsonrpc") != "2.0":
        return 'a message has "jsonrpc": "2.0"'
    if "id" in content and not is_identifier(content["id"]):
        return "an id is a text or an integer"
    if not isinstance(content.get("method", ""), str):
        return "a method is a text"
    if not isinstance(content.get("params", {}), dict):
        return "parameters are an object"
    if not content.keys() & {"method", "result", "error"}:
        return "a message has a method, a result or an error"
    return ""


def is_identifier(value: object) -> bool:
    """Whether a request may have this id."""
    return isinstance(value, str | int) and not isinstance(value, bool)


def refusal(refused: Refused) -> bytes:
    """The answer to a line that is no message."""
    error = {"code": refused.code, "message": refused.reason}
    return json.dumps({"jsonrpc": "2.0", "id": refused.id, "error": error}).encode()
