"""Guided pages are filled in whole, and a step that needs what is not there is left out."""

import tomllib

import pytest

from smartaipi_cli.actions.guide.guide import FOLDER, Guide, guide_blocks, read_guide
from smartaipi_cli.results import Line

VALUES = {
    "label": ("A Gateway",),
    "address": ("https://gw.test/v1",),
    "key": ("(your key)",),
    "helper": ("/data/helper",),
    "models": ("one", "two"),
}
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_placeholder_of_a_page_is_filled_in(name):
    guide = read_guide(name, VALUES)

    texts = [guide.title, *guide.notes, *(text for step in guide.steps for text in (step.text, *step.values))]
    assert [text for text in texts if "{" in text or "}" in text] == []
    assert {"https://gw.test/v1", "one", "two"} <= set(texts)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_nothing_but_steps_notes_and_a_title(name):
    page = tomllib.loads((FOLDER / f"{name}.toml").read_text())

    assert page.keys() == {"title", "steps", "notes"}
    assert all(step.keys() <= {"text", "values", "needs"} for step in page["steps"])


@pytest.mark.parametrize(
    ("missing", "left"), [("helper", "(your key)"), ("key", "/data/helper")], ids=["no helper", "no key"]
)
def test_a_step_that_needs_what_is_not_there_is_left_out(missing, left):
    guide = read_guide("claude_desktop", {**VALUES, missing: ()})

    shown = {value for step in guide.steps for value in step.values}
    assert left in shown
    assert not set(VALUES[missing]) & shown


def test_steps_are_numbered_and_values_stand_on_lines_of_their_own():
    page = Guide(title="T", steps=read_guide("cursor", VALUES).steps[3:5], notes=("N",))

    lines = [(block.text, block.aside) for block in guide_blocks(page) if isinstance(block, Line)]

    assert lines[0] == ("T", False)
    assert [text.strip() for text, _ in lines if text.startswith("  ")] == [
        "https://gw.test/v1",
        "one",
        "two",
    ]
    assert [text[:2] for text, _ in lines[1:-1] if not text.startswith(" ")] == ["1.", "2."]
    assert lines[-1] == ("note: N", True)
