"""Put an item into an inline table `{ a = 1 }`, or take one out."""

from smartaipi_cli.documents.toml_scan import Entry


def insert(text: str, table: Entry, entries: list[Entry], item: str) -> str:
    """The text with a new last item in the inline table that is the value of `table`."""
    if not entries:
        inside = text[table.value + 1 : table.end - 1]
        padding = " " if inside == " " else ""
        return text[: table.end - 1] + item + padding + text[table.end - 1 :]
    last = entries[-1]
    return text[: last.end] + "," + _gap(text, entries) + item + text[last.end :]


def delete(text: str, table: Entry, entries: list[Entry], place: int) -> str:
    """The text without one item, and without the comma that parted it from its neighbour."""
    entry = entries[place]
    if place:
        start, end = entries[place - 1].end, entry.end
    elif len(entries) > 1:
        start, end = entry.start, entries[1].start
    else:
        start, end = entry.start, entry.end
        if text[table.value + 1 : start] == text[end : table.end - 1] == " ":
            end += 1
    return text[:start] + text[end:]


def _gap(text: str, entries: list[Entry]) -> str:
    """The white space after a comma in this table; a space where there is none to look at."""
    if len(entries) == 1:
        return " "
    return text[entries[-2].end : entries[-1].start].partition(",")[2]
