"""What a model may ask with: the schema that it is told, and the check of what it sent, say the same."""

import jsonschema
import pytest

from smartaipi_cli.errors import UserError
from smartaipi_cli.mcp_server.parameters import Parameter, input_schema, read_arguments

PARAMETERS = (
    Parameter(name="key", description="Which key.", is_required=True),
    Parameter(name="window", description="Which window.", choices=("day", "week")),
    Parameter(name="by", description="Groups.", kind="texts", choices=("day", "model")),
    Parameter(name="models", description="Models.", kind="texts"),
    Parameter(name="limit", description="How many.", kind="number", most=100),
    Parameter(name="all", description="All of them.", kind="flag"),
)
SCHEMA = input_schema(PARAMETERS)

RIGHT = {
    "the least": {"key": "laptop"},
    "all": {"key": "k", "window": "day", "by": ["day", "model"], "models": ["a*"], "limit": 100, "all": True},
    "empty list": {"key": "k", "by": []},
}
WRONG = {
    "nothing": {},
    "another parameter": {"key": "k", "nobody": 1},
    "an empty text where one is needed": {"key": ""},
    "a number for a text": {"key": 5},
    "a list for a text": {"key": ["k"]},
    "an object for a text": {"key": {"$ne": ""}},
    "a text for a list": {"key": "k", "by": "day"},
    "a number in a list": {"key": "k", "models": [1]},
    "a choice that there is not": {"key": "k", "window": "year"},
    "a group that there is not": {"key": "k", "by": ["day", "year"]},
    "a text for a number": {"key": "k", "limit": "5"},
    "a flag for a number": {"key": "k", "limit": True},
    "a fraction for a number": {"key": "k", "limit": 1.5},
    "too small a number": {"key": "k", "limit": 0},
    "too large a number": {"key": "k", "limit": 10**30},
    "a text for a flag": {"key": "k", "all": "yes"},
    "too long a text": {"key": "k" * 1_000_000},
    "too many texts": {"key": "k", "models": ["m"] * 1000},
}


@pytest.mark.parametrize("given", RIGHT.values(), ids=RIGHT)
def test_what_the_schema_allows_is_taken(given):
    jsonschema.validate(given, SCHEMA)

    assert read_arguments(PARAMETERS, given).values == given


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_what_the_schema_forbids_is_refused_in_a_short_sentence(given):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(given, SCHEMA)

    with pytest.raises(UserError) as caught:
        read_arguments(PARAMETERS, given)

    assert caught.value.code == "usage"
    assert caught.value.reason
    assert len(caught.value.message) < 120


def test_null_is_taken_as_left_out():
    """Several models send every parameter that there is."""
    arguments = read_arguments(PARAMETERS, {"key": "k", "window": None, "limit": None, "by": None})

    assert (arguments.values, arguments.text("window"), arguments.number("limit", 50)) == (
        {"key": "k"},
        "",
        50,
    )


def test_null_for_what_is_required_is_missing():
    with pytest.raises(UserError, match="`key` is missing"):
        read_arguments(PARAMETERS, {"key": None})
