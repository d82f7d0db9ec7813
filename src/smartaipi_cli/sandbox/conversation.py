"""What a request says, independent of the dialect that it says it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

CHARACTERS_PER_TOKEN: Final = 4
"""The sandbox's rule for tokens. It is not how any model counts, and it is the same everywhere here."""


class Role(Enum):
    """Who speaks. TOOL is the result of a tool call."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class Message:
    """One utterance; tool calls count as the assistant's text."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A function that the caller offers, with the names of its parameters (empty: not told)."""

    name: str
    parameters: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A request for the next answer. `output_limit` is in tokens; None: as long as the model likes.

    `required_tool` is the one that the caller wants to be called, whatever the model would rather say.
    """

    model: str
    messages: tuple[Message, ...]
    tools: tuple[Tool, ...]
    tools_size: int
    output_limit: int | None
    required_tool: Tool | None = None

    def input_tokens(self) -> int:
        """Tokens of all that was sent, tool definitions included."""
        return max(1, tokens_in(sum(len(message.text) for message in self.messages) + self.tools_size))

    def last_user_text(self) -> str:
        """What the user said last, or nothing."""
        spoken = (message.text for message in reversed(self.messages) if message.role is Role.USER)
        return next(spoken, "")

    def results_since_user(self) -> int:
        """How many tool results have come back since the user spoke last."""
        count = 0
        for message in reversed(self.messages):
            if message.role is Role.USER:
                break
            count += message.role is Role.TOOL
        return count


def required_among(tools: Sequence[Tool], choice: object) -> Tool | None:
    """The tool that a `tool_choice` demands: the one that it names, or the first where any will do.

    *Source:* OpenAI's and Anthropic's API references (November 2026): `"required"` and `{"type": "any"}`,
    `{"type": "tool", "name": …}` and `{"type": "function", "name": …}`, in chat completions a level deeper.
    """
    if choice == "required" or (isinstance(choice, dict) and choice.get("type") == "any"):
        return next(iter(tools), None)
    if not isinstance(choice, dict):
        return None
    inner = choice.get("function")
    name = inner.get("name") if isinstance(inner, dict) else choice.get("name")
    return next((tool for tool in tools if tool.name == name), None)


def tokens_in(characters: int) -> int:
    """Tokens of so many characters, begun ones counted."""
    return -(-characters // CHARACTERS_PER_TOKEN)
