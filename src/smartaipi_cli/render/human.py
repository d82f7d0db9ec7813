"""Blocks on a terminal. The only importer of rich, and only when there is something to draw."""

from typing import TextIO

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table as RichTable
from rich.text import Text

from smartaipi_cli.render.chart import chart_lines
from smartaipi_cli.render.folding import fold, group_lines
from smartaipi_cli.render.plain import printable, printable_line
from smartaipi_cli.results import Block, Chart, Diff, Fields, Line, Style, Table

COLOURS: dict[Style, str] = {
    "plain": "",
    "good": "green",
    "bad": "red",
    "warn": "yellow",
    "faint": "dim",
    "strong": "bold",
}
GAP = 2
"""Columns between two cells."""

SHORTEST_FOLD = 30
"""A last column may be folded to so many characters; below that records are easier to read."""

DIFF_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def draw(block: Block, stream: TextIO, *, colour: bool, width: int | None = None) -> None:
    """Write a block to a terminal. Text is never read as markup; a table that is too wide becomes records."""
    console = Console(
        file=stream,
        color_system="auto" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        width=width,
        force_terminal=True,
        soft_wrap=True,
    )
    match block:
        case Table(rows=()):
            console.print(Text(block.empty, style="dim"))
        case Table():
            draw_table(block, console)
        case Fields():
            draw_fields(block.pairs, console)
        case Line():
            draw_line(block, console)
        case Diff():
            for line in block.lines:
                console.print(Text(printable_line(line), style=DIFF_COLOURS.get(line[:1], "")))
        case Chart():
            for line in chart_lines(block, console.width):
                console.print(Text(line, style="cyan"))


def draw_line(line: Line, console: Console) -> None:
    """One line, or several where it is one that folds."""
    text = printable(line.text)
    for part in fold(text, console.width) if line.folds else (text,):
        console.print(Text(part, style=COLOURS[line.style]))


def draw_table(table: Table, console: Console) -> None:
    """Columns when they fit, the last one folded if need be; otherwise one record under the other: nothing is cut."""
    if table.brief:
        columns = table.brief.columns or table.columns
        draw_table(table._replace(columns=columns, rows=table.brief.rows, brief=None), console)
        for note in table.brief.notes:
            draw_line(note, console)
        return
    if table.grouped:
        for line in group_lines(table, console.width):
            console.print(Text.assemble(*((piece.text, COLOURS[piece.style]) for piece in line)))
        return
    table = without_usual_columns(table)
    widths = [
        max(len(column.heading), *(cell_len(printable(row[index])) for row in table.rows))
        for index, column in enumerate(table.columns)
    ]
    excess = sum(widths) + GAP * (len(widths) - 1) - console.width
    if excess > 0 and widths[-1] - excess < SHORTEST_FOLD:
        for row in table.rows:
            draw_fields(tuple(zip((column.heading for column in table.columns), row, strict=True)), console)
            console.print()
        return
    drawn = RichTable(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(table.columns, start=1):
        is_folded = excess > 0 and number == len(widths)
        justify: JustifyMethod = "right" if column.numeric else "left"
        drawn.add_column(column.heading, justify=justify, no_wrap=not is_folded, overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(printable(cell)) for cell in row))
    console.print(drawn, soft_wrap=False)


def without_usual_columns(table: Table) -> Table:
    """The table less the columns in which nothing but the usual stands."""
    kept = [
        index
        for index, column in enumerate(table.columns)
        if not column.usual or any(row[index] != column.usual for row in table.rows)
    ]
    return table._replace(
        columns=tuple(table.columns[index] for index in kept),
        rows=tuple(tuple(row[index] for index in kept) for row in table.rows),
    )


def draw_fields(pairs: tuple[tuple[str, str], ...], console: Console) -> None:
    """Names in one column, values beside them."""
    indent = max((len(name) for name, _ in pairs), default=0)
    for name, value in pairs:
        console.print(Text.assemble((name.ljust(indent), "bold"), "  ", printable(value)))
