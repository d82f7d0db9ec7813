"""Items that arrive one by one: as lines, as CSV, as JSON, in memory that does not grow with them."""

import csv
import io
import json
from itertools import chain
from typing import TextIO

from smartaipi_cli.errors import UserError
from smartaipi_cli.render.envelope import SCHEMA, plain_value, problem_of, warning_fields
from smartaipi_cli.render.plain import printable
from smartaipi_cli.results import Column, Item, Result, Stream

INDENT = " " * 4
UNENCODABLE = "backslashreplace"
"""Half of a pair of surrogates, which some servers send, becomes an escape as JSON has it."""


def begun(stream: Stream) -> Stream:
    """The stream with its first item fetched: what fails before it is an ordinary error, with nothing written.

    Errors: those of the first item.
    """
    first = next(stream.items, None)
    return stream._replace(items=stream.items if first is None else chain((first,), stream.items))


def write_lines(stream: Stream, output: TextIO, width: int | None) -> None:
    """A heading and a line an item: tab-separated in a pipe, in columns on a terminal of `width`."""
    is_empty = True
    for item in stream.items:
        if is_empty:
            output.write(f"{line_of(tuple(column.heading for column in stream.columns), stream, width)}\n")
            is_empty = False
        output.write(f"{line_of(item.cells, stream, width)}\n")
        if width is not None:
            output.flush()
    if is_empty and width is not None:
        output.write(f"{stream.empty}\n")


def line_of(cells: tuple[str, ...], stream: Stream, width: int | None) -> str:
    """One line. On a terminal what does not fit goes on below, indented; nothing is cut."""
    shown = tuple(map(printable, cells))
    if width is None:
        return "\t".join(shown)
    lines = [""]
    for cell, room, column in zip(shown, stream.widths, stream.columns, strict=True):
        padded = cell.rjust(room) if column.numeric else cell.ljust(room)
        if lines[-1].strip() and len(lines[-1]) + len(padded.rstrip()) > width:
            lines.append(INDENT)
        lines[-1] += f"{padded}  "
    return "\n".join(line.rstrip() for line in lines)


def write_csv(stream: Stream, output: TextIO) -> None:
    """RFC 4180 with a heading, each field by its name in JSON; amounts are plain decimal numbers."""
    writer = csv.writer(output, lineterminator="\n")
    is_first = True
    for item in stream.items:
        if is_first:
            writer.writerow(item.data)
            is_first = False
        writer.writerow([csv_cell(value) for value in item.data.values()])
    if is_first:
        writer.writerow(csv_heading(stream.columns))


def encode_json(item: Item, number: int) -> bytes:
    """An item as one line of JSON Lines; all are alike, whatever their number."""
    del number
    return f"{dump(item.data)}\n".encode(errors=UNENCODABLE)


def encode_csv(item: Item, number: int) -> bytes:
    """An item as one line of CSV, below the heading when it is number 0."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if number == 0:
        writer.writerow(item.data)
    writer.writerow([csv_cell(value) for value in item.data.values()])
    return text.getvalue().encode(errors=UNENCODABLE)


def csv_heading(columns: tuple[Column, ...]) -> list[str]:
    """The heading of a table without rows."""
    return [column.heading.lower().replace(" ", "_") for column in columns]


def csv_cell(value: object) -> str:
    """A value as text; a spreadsheet must not read it as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        text = str(value)
    else:
        plain = plain_value(value)
        text = plain if isinstance(plain, str) else json.dumps(plain, default=plain_value)
    is_formula = isinstance(value, str) and text[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{text}" if is_formula else text


def write_json(command: str, result: Result, stream: Stream, output: TextIO) -> UserError | None:
    """The envelope, its items written as they come; an error on the way becomes its `error` and is given back.

    So does Ctrl-C, which is how following a log ends: the document is whole all the same.
    """
    failure = None
    output.write(f'{{\n  "schema": {dump(SCHEMA)},\n  "command": {dump(command)},\n  "data": {{\n')
    output.writelines(f"    {dump(name)}: {dump(value)},\n" for name, value in result.data.items())
    output.write(f"    {dump(stream.name)}: [")
    separator = "\n"
    try:
        for item in stream.items:
            output.write(f"{separator}      {dump(item.data)}")
            separator = ",\n"
    except UserError as problem:
        failure = problem
    except KeyboardInterrupt:
        failure = UserError("interrupted", "interrupted")
    output.write("\n    ]\n  },\n")
    output.write(f'  "warnings": {dump(warning_fields(result.warnings))},\n')
    output.write(f'  "error": {dump(problem_of(result, failure))}\n}}\n')
    return failure


def dump(value: object) -> str:
    """JSON on one line."""
    return json.dumps(value, default=plain_value, ensure_ascii=False)
