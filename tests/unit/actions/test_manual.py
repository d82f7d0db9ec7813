"""Instructions show what to write as if the file were empty, whatever stands in it."""

from smartaipi_cli.actions.connection.manual import renumbered
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import SetValue, apply_operations


def test_a_new_item_of_a_list_that_has_others_is_shown_as_the_first():
    operations = [SetValue(("models", 3), {"id": "a"}), SetValue(("model", "name"), "a")]

    text = apply_operations(Format.JSON, None, renumbered(operations))

    assert b'"id": "a"' in text
    assert renumbered(operations)[0].path == ("models", 0)


def test_the_members_of_one_item_stay_together_and_items_apart():
    operations = [
        SetValue(("a", 2, "x"), 1),
        SetValue(("a", 2, "y"), 2),
        SetValue(("a", 5, "x"), 3),
        SetValue(("b", 5), 4),
    ]

    assert [one.path for one in renumbered(operations)] == [
        ("a", 0, "x"),
        ("a", 0, "y"),
        ("a", 1, "x"),
        ("b", 0),
    ]
