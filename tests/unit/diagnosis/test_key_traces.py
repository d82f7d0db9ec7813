"""Keys are found whatever stands around them, and told by name and line alone."""

import pytest

from smartaipi_cli.diagnosis.key_traces import find_traces, want_fingerprint, want_key
from smartaipi_cli.domain.key_text import fingerprint
from smartaipi_cli.domain.secret import Secret

KEY = Secret("sk-test-canary-0123456789abcdef")
ODD = Secret("tok/en+with=odd:characters~123")
AROUND = {
    "alone": "{}",
    "assigned": "export OPENAI_API_KEY={}",
    "quoted": "KEY='{}';",
    "in JSON": '{{"apiKey": "{}"}}',
    "in a text of JSON": '{{"display": "a\\n{}\\n"}}',
    "in an address": "https://user:{}@host/?key={}&x=1",
    "in a header": "curl -H 'Authorization: Bearer {}' -d x",
    "at the end of a sentence": "the key is {}.",
    "twice its own beginning": "sk-test-sk-test-{}",
    "among bytes": "\x00\x01{}\x00",
}


@pytest.mark.parametrize("key", [KEY, ODD], ids=["usual", "odd characters"])
@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_a_stored_key_is_found_in_any_surroundings(key, around):
    data = f"first\n{around.replace('{}', key.reveal())}\n".encode()

    traces = list(find_traces(data, [want_key(key, "mine")]))

    assert [(trace.wanted.label, trace.line) for trace in traces] == [("mine", 2)]


@pytest.mark.parametrize(
    "around", [text for name, text in AROUND.items() if name != "twice its own beginning"]
)
def test_a_key_of_which_only_the_fingerprint_is_left_is_found_too(around):
    data = around.replace("{}", KEY.reveal()).encode()

    traces = list(find_traces(data, [want_fingerprint(fingerprint(KEY), "older")]))

    assert [(trace.wanted.label, trace.line) for trace in traces] == [("older", 1)]


def test_another_key_of_the_same_gateway_is_none_of_ours():
    data = b"sk-test-canary-0123456789abcdeX sk-test-another-0123456789abcdef"

    assert list(find_traces(data, [want_key(KEY, "mine")])) == []


def test_what_is_looked_for_shows_no_key():
    wanted = want_key(KEY, "mine")

    assert "canary" not in repr(wanted)
    assert wanted.shown == "…cdef"
