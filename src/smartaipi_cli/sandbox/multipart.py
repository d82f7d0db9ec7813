"""Forms with files, as `multipart/form-data` carries them (RFC 7578). The standard library's mail parser reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.policy import HTTP

from smartaipi_cli.sandbox.problems import Problem, ProblemError, invalid_request


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPart:
    """One field: a text, or the content of a file."""

    name: str
    content: bytes

    def text(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8", "replace")


def is_multipart(content_type: str) -> bool:
    """Whether a body of this type is a form with files."""
    return content_type.lower().startswith("multipart/form-data")


def parse_form(content_type: str, body: bytes) -> tuple[FormPart, ...]:
    """The fields of a form, in their order.

    Errors: `ProblemError` 400 when it has none.
    """
    try:
        parts = tuple(_parts(content_type, body))
    except (MessageError, ValueError, LookupError) as error:
        raise ProblemError(_unreadable()) from error
    if not parts:
        raise ProblemError(_unreadable())
    return parts


def _parts(content_type: str, body: bytes) -> Iterator[FormPart]:
    head = f"content-type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = message_from_bytes(head + body, policy=HTTP)
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            yield FormPart(name=name, content=content)


def _unreadable() -> Problem:
    return invalid_request("The body is no form that can be read", code="invalid_form")
