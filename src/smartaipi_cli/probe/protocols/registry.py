"""All protocols by the names that a user gives them."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from smartaipi_cli.probe.protocols import (
    chat,
    count_tokens,
    embeddings,
    images,
    messages,
    models,
    realtime,
    responses,
    websocket,
    whole,
)
from smartaipi_cli.probe.protocols.protocol import Form, Protocol

_ALL: Final = (
    Protocol(name="chat", form=Form.EVENTS, encode=chat.encode, tell=chat.tell),
    Protocol(name="responses", form=Form.EVENTS, encode=responses.encode, tell=responses.tell),
    Protocol(
        name="messages", form=Form.EVENTS, encode=messages.encode, tell=messages.tell, has_version=False
    ),
    Protocol(
        name="count-tokens",
        form=Form.WHOLE,
        encode=count_tokens.encode,
        tell=count_tokens.tell,
        has_version=False,
        tells_usage=False,
        tells_text=False,
    ),
    Protocol(
        name="embeddings",
        form=Form.WHOLE,
        encode=embeddings.encode,
        tell=embeddings.tell,
        tells_text=False,
    ),
    Protocol(
        name="images",
        form=Form.WHOLE,
        encode=images.encode_generation,
        tell=images.tell,
        tells_usage=False,
        tells_text=False,
    ),
    Protocol(
        name="image-edits",
        form=Form.WHOLE,
        encode=images.encode_edit,
        tell=images.tell,
        tells_usage=False,
        tells_text=False,
    ),
    Protocol(
        name="models",
        form=Form.WHOLE,
        encode=models.encode,
        tell=models.tell,
        tells_usage=False,
        tells_text=False,
    ),
    Protocol(
        name="websocket",
        form=Form.FRAMES,
        encode=websocket.encode,
        tell=responses.tell,
        converse=websocket.converse,
    ),
    Protocol(
        name="realtime",
        form=Form.FRAMES,
        encode=realtime.encode,
        tell=realtime.tell,
        converse=realtime.converse,
    ),
)

PROTOCOLS: Final[Mapping[str, Protocol]] = MappingProxyType({protocol.name: protocol for protocol in _ALL})
"""Name to protocol, in the order in which they are shown."""

_WHOLE: Final = {"chat": whole.tell_chat, "responses": whole.tell_responses, "messages": whole.tell_messages}


def protocol_of(name: str, *, is_streamed: bool = True) -> Protocol:
    """The protocol of that name, for answers that come as a stream or as one object. Errors: `KeyError`."""
    protocol = PROTOCOLS[name]
    if is_streamed or name not in _WHOLE:
        return protocol
    return replace(protocol, form=Form.WHOLE, tell=_WHOLE[name])
