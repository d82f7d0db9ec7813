"""A plan as a unified diff, with every secret covered: in new lines, old lines and the lines around them."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final, TypeAlias

from smartaipi_cli.plan.change import FileChange
from smartaipi_cli.plan.masking import mask_secrets
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import FileState, bytes_of

_CONTEXT_LINES: Final = 3
_LONGEST_COMPARED: Final = 2000
"""More changed lines than this are shown as one removal and one addition; comparing is quadratic."""


class DiffKind(StrEnum):
    """What a line of a diff is."""

    HEADER = "header"
    HUNK = "hunk"
    CONTEXT = "context"
    REMOVED = "removed"
    ADDED = "added"
    REMARK = "remark"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """One line of a diff, with its sign, without a line end."""

    kind: DiffKind
    text: str


@dataclass(frozen=True, slots=True)
class _Text:
    """A file as lines: the raw bytes to compare, the covered text to show."""

    raw: list[bytes]
    shown: list[str]


_Group: TypeAlias = list[tuple[str, int, int, int, int]]


def render_diff(plan: Plan) -> tuple[DiffLine, ...]:
    """The lines that show every change of the plan; empty when it changes nothing."""
    return tuple(line for change in plan.changes if not change.is_noop for line in _render(change, plan))


def render_diff_text(plan: Plan) -> str:
    """The diff as one text."""
    return "".join(f"{line.text}\n" for line in render_diff(plan))


def _render(change: FileChange, plan: Plan) -> Iterator[DiffLine]:
    old, new = (_read(state, change, plan) for state in (change.before, change.after))
    yield DiffLine(kind=DiffKind.HEADER, text=f"--- {_name(change, change.before)}")
    yield DiffLine(kind=DiffKind.HEADER, text=f"+++ {_name(change, change.after)}")
    for group in _group(old.raw, new.raw):
        yield DiffLine(kind=DiffKind.HUNK, text=_hunk_header(group))
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from _lines(DiffKind.CONTEXT, " ", old, old_start, old_end)
                continue
            yield from _lines(DiffKind.REMOVED, "-", old, old_start, old_end)
            yield from _lines(DiffKind.ADDED, "+", new, new_start, new_end)


def _read(state: FileState, change: FileChange, plan: Plan) -> _Text:
    raw = (bytes_of(state) or b"").split(b"\n")
    # Joined again after decoding: an undecodable byte is shown by its number, and lines stay where they are.
    text = "\n".join(line.decode("utf-8", "backslashreplace") for line in raw)
    shown = mask_secrets(text, plan.secrets, change.format).split("\n")
    lines = [line + b"\n" for line in raw[:-1]] + ([raw[-1]] if raw[-1] else [])
    return _Text(lines, shown)


def _name(change: FileChange, state: FileState) -> str:
    return "/dev/null" if bytes_of(state) is None else str(change.path)


def _group(old: list[bytes], new: list[bytes]) -> Iterator[_Group]:
    """The changed places with their context, found after what both sides begin and end with is set aside."""
    shortest = min(len(old), len(new))
    head = next((index for index in range(shortest) if old[index] != new[index]), shortest)
    rest = shortest - head
    tail = next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)
    start = max(0, head - _CONTEXT_LINES)
    end = max(0, tail - _CONTEXT_LINES)
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(old_middle), len(new_middle)) > _LONGEST_COMPARED:
        opcodes = _replace_all(len(old_middle), len(new_middle), head - start, tail - end)
    else:
        opcodes = [*SequenceMatcher(None, old_middle, new_middle, autojunk=False).get_opcodes()]
    for group in _split(opcodes):
        yield [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in group]


def _replace_all(old: int, new: int, head: int, tail: int) -> _Group:
    return [
        ("equal", 0, head, 0, head),
        ("replace", head, old - tail, head, new - tail),
        ("equal", old - tail, old, new - tail, new),
    ]


def _split(opcodes: _Group) -> Iterator[_Group]:
    """Groups of changes that lie further apart than their context reaches."""
    group: _Group = []
    last = len(opcodes) - 1
    for index, (tag, old_start, old_end, new_start, new_end) in enumerate(opcodes):
        if tag != "equal":
            group.append((tag, old_start, old_end, new_start, new_end))
            continue
        length = old_end - old_start
        after = min(length, _CONTEXT_LINES) if group else 0
        before = min(length, _CONTEXT_LINES) if index < last else 0
        if group and index < last and length <= 2 * _CONTEXT_LINES:
            group.append((tag, old_start, old_end, new_start, new_end))
            continue
        if group:
            yield [*group, ("equal", old_start, old_start + after, new_start, new_start + after)]
        group = [("equal", old_end - before, old_end, new_end - before, new_end)]
    if any(tag != "equal" for tag, *_ in group):
        yield group


def _hunk_header(group: _Group) -> str:
    _, old_start, _, new_start, _ = group[0]
    _, _, old_end, _, new_end = group[-1]
    return f"@@ -{_range(old_start, old_end)} +{_range(new_start, new_end)} @@"


def _range(start: int, end: int) -> str:
    length = end - start
    first = start + 1 if length else start
    return str(first) if length == 1 else f"{first},{length}"


def _lines(kind: DiffKind, sign: str, text: _Text, start: int, end: int) -> Iterator[DiffLine]:
    for index in range(start, end):
        yield DiffLine(kind=kind, text=f"{sign}{text.shown[index].removesuffix(chr(13))}")
        if not text.raw[index].endswith(b"\n"):
            yield DiffLine(kind=DiffKind.REMARK, text="\\ No newline at end of file")
