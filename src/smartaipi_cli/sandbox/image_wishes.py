"""What is asked of the image routes, from JSON and from forms, within the gateway's documented limits."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from smartaipi_cli.sandbox.multipart import FormPart
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request
from smartaipi_cli.sandbox.wire import optional_choice, optional_count, required_text

DEFAULT_MODEL: Final = "gpt-image-1"
_MOST_IMAGES: Final = 10
_DEFAULT_SIZE: Final = 1_024
_LEAST_SIDE: Final = 16
_LARGEST_SIDE: Final = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageWish:
    """Pictures of a prompt. `source` stands for the picture that is edited; empty: none. The size is in pixels."""

    model: str
    prompt: str
    source: str
    count: int
    width: int
    height: int


def read_wish(body: Json, *, source: str = "") -> ImageWish:
    """The wish in an object.

    Errors: `ProblemError` 400 for what is missing, of a wrong type, or not offered.
    """
    count = optional_count(body, "n") or 1
    if count > _MOST_IMAGES:
        raise ProblemError(invalid_request(f"`n` must be at most {_MOST_IMAGES}", param="n"))
    if optional_choice(body, "response_format", ("b64_json", "url")) == "url":
        raise _not_offered("Only `b64_json` is supported as response_format", "response_format")
    width, height = _size(body.get("size"))
    return ImageWish(
        model=required_text({"model": DEFAULT_MODEL} | body, "model"),
        prompt=required_text(body, "prompt"),
        source=source,
        count=count,
        width=width,
        height=height,
    )


def read_edit(body: Json) -> ImageWish:
    """The wish in the object of an edit: its picture is `image`, or the only one of `images`.

    Errors: as `read_wish`; `ProblemError` 400 for more than one picture and for a mask.
    """
    if body.get("mask"):
        raise _not_offered("Masks are not supported", "mask")
    found: Any = body.get("images") or body.get("image") or []
    pictures = found if isinstance(found, list) else [found]
    return read_wish(body, source=_fingerprint([_picture(picture) for picture in pictures]))


def read_edit_form(parts: tuple[FormPart, ...]) -> ImageWish:
    """The wish in the form of an edit: its picture is the field `image` or `image[]`.

    Errors: as `read_edit`.
    """
    pictures = [part.content for part in parts if part.name in {"image", "image[]"}]
    texts: Json = {part.name: part.text() for part in parts if part.name not in {"image", "image[]"}}
    if "mask" in texts:
        raise _not_offered("Masks are not supported", "mask")
    if (number := str(texts.get("n", ""))).isdecimal():
        texts["n"] = int(number)
    return read_wish(texts, source=_fingerprint(pictures))


def _fingerprint(pictures: list[bytes]) -> str:
    if len(pictures) > 1:
        raise _not_offered("Only single-image edits are supported", "image")
    if not pictures or not pictures[0]:
        raise ProblemError(invalid_request("`image` must be a picture", param="image"))
    return hashlib.sha256(pictures[0]).hexdigest()


def _picture(value: object) -> bytes:
    while isinstance(value, dict):  # `{"image_url": …}`, whose value may itself be `{"url": …}`
        value = value.get("image_url") or value.get("url")
    if not isinstance(value, str):
        raise ProblemError(invalid_request("`image` must be a picture in base64", param="image"))
    if value.startswith(("http:", "https:")):
        raise _not_offered("The sandbox fetches nothing; send the picture itself", "image")
    try:
        return base64.b64decode(
            value.partition(",")[2] if value.startswith("data:") else value, validate=True
        )
    except ValueError as error:
        raise ProblemError(invalid_request("`image` must be a picture in base64", param="image")) from error


def _size(value: object) -> tuple[int, int]:
    if value is None or value == "auto":
        return _DEFAULT_SIZE, _DEFAULT_SIZE
    found = re.fullmatch(r"([0-9]{2,4})x([0-9]{2,4})", value) if isinstance(value, str) else None
    width, height = map(int, found.groups()) if found else (0, 0)
    if not _LEAST_SIDE <= min(width, height) <= max(width, height) <= _LARGEST_SIDE:
        message = f"`size` must be `auto` or WIDTHxHEIGHT, each {_LEAST_SIDE} to {_LARGEST_SIDE}"
        raise ProblemError(invalid_request(message, param="size"))
    return width, height


def _not_offered(message: str, param: str) -> ProblemError:
    return ProblemError(invalid_request(message, param=param, code="unsupported"))
