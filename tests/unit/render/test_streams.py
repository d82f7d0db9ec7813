"""Items that arrive one by one: in memory that does not grow, and whole even when they break off."""

import csv
import io
import json
from decimal import Decimal

import pytest

from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError
from smartaipi_cli.render.output import Output
from smartaipi_cli.render.streams import csv_cell, encode_csv, encode_json
from smartaipi_cli.results import Column, Item, Result, Stream

COLUMNS = (Column("MODEL"), Column("COST", numeric=True))


def stream(items, **options):
    return Stream(name="records", columns=COLUMNS, widths=(6, 8), items=iter(items), **options)


def item(model, cost):
    return Item(cells=(model, f"${cost}"), data={"model": model, "cost_usd": Money(Decimal(cost))})


def shown(result, **options):
    out, err = io.StringIO(), io.StringIO()
    code = Output(stdout=out, stderr=err, **options).result("usage log", result)
    return code, out.getvalue(), err.getvalue()


def failing(count):
    for number in range(count):
        yield item(f"m{number}", "1")
    raise UserError("gateway-timeout", "the gateway fell silent", hint="again")


def test_a_json_stream_is_one_envelope():
    result = Result(data={"limit": 2}, stream=stream([item("a", "0.5"), item("b", "1")]))

    code, out, _ = shown(result, json=True)

    envelope = json.loads(out)
    assert code == 0
    assert envelope["schema"] == "smartaipi/1"
    assert envelope["data"] == {
        "limit": 2,
        "records": [{"model": "a", "cost_usd": "0.5"}, {"model": "b", "cost_usd": "1"}],
    }
    assert envelope["error"] is None


def test_an_empty_json_stream_is_an_empty_list():
    _, out, _ = shown(Result(stream=stream([])), json=True)

    assert json.loads(out)["data"] == {"records": []}


def test_a_json_stream_that_breaks_off_is_still_json_and_says_so():
    code, out, _ = shown(Result(stream=stream(failing(3))), json=True)

    envelope = json.loads(out)
    assert len(envelope["data"]["records"]) == 3
    assert envelope["error"]["code"] == "gateway-timeout"
    assert code == 8


def test_what_fails_before_the_first_item_is_an_ordinary_error():
    with pytest.raises(UserError):
        shown(Result(stream=stream(failing(0))), json=True)


def test_lines_that_were_shown_stay_when_a_stream_breaks_off():
    out = io.StringIO()

    with pytest.raises(UserError):
        Output(stdout=out, stderr=io.StringIO()).result("usage log", Result(stream=stream(failing(2))))

    assert out.getvalue() == "MODEL\tCOST\nm0\t$1\nm1\t$1\n"


def test_a_terminal_gets_columns_and_the_whole_of_every_cell():
    code, out, _ = shown(Result(stream=stream([item("a-long-name", "1")])), stdout_is_terminal=True)

    assert out.splitlines()[0] == "MODEL       COST"
    assert "a-long-name" in out
    assert code == 0


def test_an_empty_stream_says_so_to_a_person_and_nothing_to_a_script():
    _, person, _ = shown(Result(stream=stream([], empty="none")), stdout_is_terminal=True)
    _, script, _ = shown(Result(stream=stream([])))

    assert (person, script) == ("none\n", "")


def test_csv_has_a_heading_and_plain_numbers():
    _, out, _ = shown(Result(stream=stream([item('say "hi", all', "0.000178")], csv=True)))

    assert list(csv.reader(io.StringIO(out))) == [["model", "cost_usd"], ['say "hi", all', "0.000178"]]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_name_is_never_a_formula_in_a_spreadsheet(name):
    assert csv_cell(name).startswith("'")


def test_a_negative_amount_stays_a_number():
    assert csv_cell(Money(Decimal("-1.5"))) == "-1.5"


def test_steering_characters_of_a_name_do_not_reach_the_terminal():
    _, out, _ = shown(Result(stream=stream([item("\x1b[2J\u202egpt", "1")])), stdout_is_terminal=True)

    assert "\x1b" not in out
    assert "\u202e" not in out


def test_lines_of_an_export_stand_alone():
    assert json.loads(encode_json(item("a", "1"), 5)) == {"model": "a", "cost_usd": "1"}
    assert encode_csv(item("a", "1"), 0) == b"model,cost_usd\na,1\n"
    assert encode_csv(item("b", "1"), 1) == b"b,1\n"


def test_memory_does_not_grow_with_the_stream():
    alive = 0
    most = 0

    class Counted(dict):
        def __init__(self, *arguments):
            nonlocal alive, most
            super().__init__(*arguments)
            alive += 1
            most = max(most, alive)

        def __del__(self):
            nonlocal alive
            alive -= 1

    items = (Item(cells=("a", "$1"), data=Counted({"model": "a"})) for _ in range(10_000))
    shown(Result(stream=stream(items)), json=True)

    assert most <= 3
