"""Take a member out of a JSON object, or an item out of an array, and leave its neighbours as they are."""

import re
from typing import Final

from smartaipi_cli.documents.json_gap import skip_gap
from smartaipi_cli.documents.json_insert import SAME_LINE_COMMENTS
from smartaipi_cli.documents.json_scan import NOWHERE, Container, Member
from smartaipi_cli.documents.lines import before_break, line_indent, line_start, newline_at

_SPACES: Final = re.compile(r"[ \t]*")
_LAST_COMMENT: Final = re.compile(r"(?:[ \t\r\n]*(?://[^\r\n]*(?:\r\n|\n|\r)|/\*.*?\*/))+", re.DOTALL)


def delete(text: str, container: Container, place: int) -> str:
    """The text without one member of a container.

    A member alone on its lines goes with them and its same-line comment; the comments above it stay.
    """
    cuts = _whole_lines(text, container, place) or _within_line(text, container, place)
    for start, end in sorted(cuts, reverse=True):
        text = text[:start] + text[end:]
    removed = sum(end - start for start, end in cuts)
    if len(container) == 1:
        text = _collapse(text, container.open, container.close - removed)
    return text


def _whole_lines(text: str, container: Container, place: int) -> list[tuple[int, int]]:
    """The cuts when the member has its lines for itself, else none."""
    member = container.member(place)
    start = line_start(text, member.start)
    lead = text[start : member.start].strip(" \t")
    previous = container.member(place - 1) if place else None
    leads_with_comma = lead == "," and previous is not None and previous.comma >= start
    if not start or start <= container.open or (lead and not leads_with_comma):
        return []
    end = member.end
    if member.comma != NOWHERE and not leads_with_comma:
        if _has_break(text[member.end : member.comma]):
            return []
        end = member.comma + 1
    end = _skip_spaces(text, _comments_end(text, end))
    newline = newline_at(text, end)
    if not newline:
        return []
    cuts = [(start, end + len(newline))]
    if member.comma == NOWHERE and previous is not None and previous.comma < start:
        cuts.append((previous.comma, previous.comma + 1))
    return cuts


def _within_line(text: str, container: Container, place: int) -> list[tuple[int, int]]:
    if place + 1 < len(container):
        return [_before_next(text, container, place)]
    if place:
        return _after_previous(text, container, place)
    return [_only(text, container)]


def _before_next(text: str, container: Container, place: int) -> tuple[int, int]:
    member, following = container.member(place), container.member(place + 1)
    end = member.comma + 1
    between = text[end : following.start]
    if not between.strip():
        return member.start, following.start
    comments = _comments_end(text, end)
    if (
        comments > end
        and newline_at(text, _skip_spaces(text, comments))
        and not _shares_line(text, container, place)
    ):
        return member.start, comments
    return member.start, _skip_spaces(text, end)


def _after_previous(text: str, container: Container, place: int) -> list[tuple[int, int]]:
    """The cuts for a last member: the comma before it goes, unless a trailing comma goes in its stead."""
    member, previous = container.member(place), container.member(place - 1)
    has_trailing_comma = member.comma != NOWHERE
    end = _own_end(text, container, place)
    comma_end = previous.comma + 1
    kept = _kept_comments_end(text, comma_end, member.start)
    if has_trailing_comma:
        return [(kept, end)]
    if kept == comma_end:
        return [(_comma_start(text, previous), end)]
    return [(previous.comma, comma_end), (kept, end)]


def _comma_start(text: str, previous: Member) -> int:
    """The start of a comma; of the line end before it, when it begins its line and nothing needs that end."""
    start = line_start(text, previous.comma)
    begins_line = start > previous.end and not text[start : previous.comma].strip(" \t")
    return (
        before_break(text, start)
        if begins_line and "//" not in text[previous.end : start]
        else previous.comma
    )


def _only(text: str, container: Container) -> tuple[int, int]:
    member = container.member(0)
    end = _own_end(text, container, 0)
    kept = _kept_comments_end(text, container.open + 1, member.start)
    left, right = text[kept : member.start], text[end : container.close]
    if _has_break(left):
        return kept, end
    if left == right == " ":
        return member.start, end + 1
    if left == " " and not right and kept > container.open + 1:
        return kept, end
    return member.start, end


def _own_end(text: str, container: Container, place: int) -> int:
    """Behind a last member, its trailing comma and the comments that can only mean it."""
    member = container.member(place)
    end = member.end if member.comma == NOWHERE else member.comma + 1
    comments = _comments_end(text, end)
    if "//" in text[end:comments] and _shares_line(text, container, place):
        return end
    return comments


def _shares_line(text: str, container: Container, place: int) -> bool:
    """Whether the member before this one ends on the line where this one begins."""
    return place > 0 and container.ends[place - 1] > line_start(text, container.starts[place])


def _kept_comments_end(text: str, start: int, end: int) -> int:
    """Behind the comments between two offsets, with the line end that a `//` comment needs."""
    match = _LAST_COMMENT.match(text, start, end)
    return match.end() if match else start


def _comments_end(text: str, offset: int) -> int:
    match = SAME_LINE_COMMENTS.match(text, offset)
    return match.end() if match else offset


def _collapse(text: str, start: int, close: int) -> str:
    """Brackets that hold but one line end close up, as `{}`."""
    inside = text[start + 1 : close]
    newline = newline_at(text, start + 1)
    if newline and inside == newline + line_indent(text, start) and skip_gap(text, start + 1) == close:
        return text[: start + 1] + text[close:]
    return text


def _has_break(part: str) -> bool:
    return "\n" in part or "\r" in part


def _skip_spaces(text: str, offset: int) -> int:
    match = _SPACES.match(text, offset)
    return match.end() if match else offset
