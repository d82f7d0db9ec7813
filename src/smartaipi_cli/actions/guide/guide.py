"""Guided pages: what a person does in a program that nothing but the person may set up.

The pages are data (`guides/*.toml`): steps in order, each with the values to enter, and notes.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.results import Block, Line

FOLDER: Final = Path(__file__).parents[2] / "guides"

Values = Mapping[str, tuple[str, ...]]
"""Placeholder to what stands in its place: one text, or one a line. Empty ones leave their line out."""


class Step(NamedTuple):
    """One thing to do, and what to enter there."""

    text: str
    values: tuple[str, ...] = ()


class Guide(NamedTuple):
    """A page with everything filled in."""

    title: str
    steps: tuple[Step, ...]
    notes: tuple[str, ...]


def read_guide(name: str, values: Values) -> Guide:
    """The page of this name; a step that `needs` a value which is empty is left out."""
    page = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    steps = (
        Step(text=step["text"], values=tuple(filled(step.get("values", ()), values)))
        for step in page["steps"]
        if "needs" not in step or values[step["needs"]]
    )
    return Guide(
        title=page["title"].format(label=values["label"][0]),
        steps=tuple(steps),
        notes=tuple(note["text"] for note in page.get("notes", ())),
    )


def filled(templates: list[str], values: Values) -> Iterator[str]:
    """The lines of a step: a placeholder becomes all of its texts, anything else stands for itself."""
    for template in templates:
        name = template.removeprefix("{").removesuffix("}")
        yield from values[name] if template == f"{{{name}}}" else (template,)


def guide_blocks(guide: Guide) -> Iterator[Block]:
    """The page as a person reads it."""
    yield Line(text=guide.title, style="strong")
    for number, step in enumerate(guide.steps, start=1):
        yield Line(text=f"{number}. {step.text}")
        yield from (Line(text=f"     {value}", style="good") for value in step.values)
    yield from (Line(text=f"note: {note}", aside=True) for note in guide.notes)


def guide_data(guide: Guide) -> dict[str, object]:
    """The page for programs."""
    return {
        "title": guide.title,
        "steps": [{"text": step.text, "values": step.values} for step in guide.steps],
        "notes": guide.notes,
    }
