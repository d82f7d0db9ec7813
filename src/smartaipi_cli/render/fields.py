"""Chosen members of a result's data."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from smartaipi_cli.results import Item, Result

Path = tuple[str, ...]


def choose(result: Result, paths: Sequence[Path]) -> Result:
    """The result with nothing in its data but the members that `paths` lead to; lists are gone through.

    A stream that nobody asked for is not read at all.
    """
    chosen = replace(result, data=chosen_members(result.data, paths))
    if (stream := result.stream) is None:
        return chosen
    below = [path[1:] for path in paths if path[0] == stream.name]
    if not below:
        return replace(chosen, stream=None)
    items = (Item(item.cells, chosen_members(item.data, below)) for item in stream.items)
    return replace(chosen, stream=stream._replace(items=items))


def chosen_members(data: Mapping[str, object], paths: Sequence[Path]) -> Mapping[str, object]:
    """The members in the order in which they were asked for; an empty path is everything."""
    if any(not path for path in paths):
        return data
    chosen: dict[str, object] = {}
    for name in dict.fromkeys(path[0] for path in paths):
        if name in data:
            chosen[name] = chosen_value(data[name], [path[1:] for path in paths if path[0] == name])
    return chosen


def chosen_value(value: object, paths: Sequence[Path]) -> object:
    """What the paths lead to inside a value; one that has no members is given as it is."""
    if isinstance(value, Mapping):
        return chosen_members(value, paths)
    if isinstance(value, list | tuple):
        return [chosen_value(item, paths) for item in value]
    return value
