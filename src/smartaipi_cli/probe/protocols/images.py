"""`POST /images/generations` (JSON) and `POST /images/edits` (a multipart form with one image)."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence

from smartaipi_cli.gateways.answers import parse_json
from smartaipi_cli.probe.events import Event
from smartaipi_cli.probe.outgoing import FormPart, OutgoingRequest
from smartaipi_cli.probe.protocols.protocol import count, member, members, text
from smartaipi_cli.probe.story import Delivered, Finished, Piece, Unreadable, UsageTold
from smartaipi_cli.probe.wish import Wish, small_png


def encode_generation(wish: Wish) -> OutgoingRequest:
    """The request for a new image."""
    body = {"model": wish.model, "prompt": wish.prompt, "n": 1, "size": wish.size}
    return OutgoingRequest(
        method="POST",
        url=wish.address("/images/generations"),
        headers=(("content-type", "application/json"), *wish.credential_headers(), *wish.extra_headers),
        body=json.dumps({**body, **wish.extra_body}).encode(),
    )


def encode_edit(wish: Wish) -> OutgoingRequest:
    """The request for a changed image; a grey square is sent where none is given."""
    image = wish.image or small_png()
    fields = {"model": wish.model, "prompt": wish.prompt, "n": 1, "size": wish.size, **wish.extra_body}
    name = "image" if wish.images == 1 else "image[]"
    form = [
        FormPart(name=name, content=image, file_name="image.png", content_type="image/png")
        for _ in range(wish.images)
    ]
    if wish.mask:
        form.append(FormPart(name="mask", content=wish.mask, file_name="mask.png", content_type="image/png"))
    form.extend(FormPart(name=field, content=str(value).encode()) for field, value in fields.items())
    boundary, body = multipart(form)
    return OutgoingRequest(
        method="POST",
        url=wish.address("/images/edits"),
        headers=(
            ("content-type", f"multipart/form-data; boundary={boundary}"),
            *wish.credential_headers(),
            *wish.extra_headers,
        ),
        body=body,
        form=tuple(form),
    )


def multipart(form: Sequence[FormPart]) -> tuple[str, bytes]:
    """Boundary and body of a form. The boundary is made from the content, so that it cannot stand in it.

    *Source:* RFC 7578.
    """
    boundary = hashlib.sha256(b"".join(part.content for part in form)).hexdigest()
    pieces = []
    for part in form:
        file_name = f'; filename="{part.file_name}"' if part.file_name else ""
        content_type = f"\r\nContent-Type: {part.content_type}" if part.content_type else ""
        head = f'Content-Disposition: form-data; name="{part.name}"{file_name}{content_type}'
        pieces += [f"--{boundary}\r\n{head}\r\n\r\n".encode(), part.content, b"\r\n"]
    return boundary, b"".join([*pieces, f"--{boundary}--\r\n".encode()])


def tell(event: Event) -> Iterator[Piece]:
    """What the answer means; an image may come as base64 or as an address."""
    data, at_ns = event.data, event.at_ns
    images = members(data, "data")
    if not images:
        yield Unreadable(at_ns, "`data[0]` is missing")
        return
    for image in images:
        if text(image, "url"):
            yield Delivered(at_ns, "image by its address", 1)
            continue
        try:
            size = len(base64.b64decode(text(image, "b64_json"), validate=True))
        except ValueError:
            size = 0
        yield (
            Delivered(at_ns, "bytes of an image", size)
            if size
            else Unreadable(at_ns, "`data[0].b64_json` is no image")
        )
    if usage := member(data, "usage"):
        yield UsageTold(
            at_ns, input_tokens=count(usage, "input_tokens"), output_tokens=count(usage, "output_tokens")
        )
    yield Finished(at_ns)


def pictures_in(body: bytes) -> tuple[bytes, ...]:
    """The pictures that an answer holds; those that it only names by an address are not fetched."""
    data = parse_json(body)
    packed = [text(image, "b64_json") for image in members(data, "data")] if isinstance(data, dict) else []
    found = []
    for part in filter(None, packed):
        try:
            found.append(base64.b64decode(part, validate=True))
        except ValueError:
            continue
    return tuple(found)
