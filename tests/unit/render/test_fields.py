"""Chosen members: as they were asked for, through lists, and of a stream item by item."""

from smartaipi_cli.render.fields import choose, chosen_members
from smartaipi_cli.results import Item, Result, Stream

DATA = {"profile": "work", "keys": [{"id": 1, "name": "a", "budgets": [{"window": "day", "usd": "1"}]}]}


def test_members_come_in_the_asked_order():
    assert list(chosen_members(DATA, [("keys",), ("profile",)])) == ["keys", "profile"]


def test_a_path_goes_through_lists_to_any_depth():
    assert chosen_members(DATA, [("keys", "budgets", "window")]) == {
        "keys": [{"budgets": [{"window": "day"}]}]
    }


def test_two_paths_into_one_list_keep_its_items_whole_side_by_side():
    assert chosen_members(DATA, [("keys", "name"), ("keys", "id")]) == {"keys": [{"name": "a", "id": 1}]}


def test_a_member_and_a_part_of_it_give_the_member():
    assert chosen_members(DATA, [("keys", "id"), ("keys",)]) == {"keys": DATA["keys"]}


def test_a_member_that_this_result_lacks_is_left_out():
    assert chosen_members(DATA, [("profile",), ("gone",)]) == {"profile": "work"}


def test_a_path_beyond_a_plain_value_gives_the_value():
    """Null, where an object could be."""
    assert chosen_members({"budget": None}, [("budget", "window")]) == {"budget": None}


def stream_of(items: list[dict[str, object]]) -> Stream:
    return Stream(name="records", columns=(), widths=(), items=iter(Item((), item) for item in items))


def test_a_stream_is_chosen_from_item_by_item():
    """Its memory does not grow: items are made when they are asked for."""
    result = Result(data={"profile": "work"}, stream=stream_of([{"id": 1, "model": "m"}]))

    chosen = choose(result, [("records", "id")])

    assert chosen.data == {}
    assert [item.data for item in chosen.stream.items] == [{"id": 1}]


def test_a_stream_that_was_not_asked_for_is_not_read():
    result = Result(data={"profile": "work"}, stream=stream_of([{"id": 1}]))

    assert choose(result, [("profile",)]).stream is None
