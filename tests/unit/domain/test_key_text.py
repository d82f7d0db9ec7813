"""What may be a key, and how a key is shown."""

import pickle

import pytest

from smartaipi_cli.domain.key_text import check_key, fingerprint, redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError

MALFORMED = {
    "empty": "",
    "line break at the end": "sk-test-canary1234\n",
    "two lines": "sk-test-canary1234\nsk-test-canary5678",
    "carriage return": "sk-test-canary1234\r",
    "quotes around it": '"sk-test-canary1234"',
    "typographic quotes": "“sk-test-canary1234”",
    "backticks": "`sk-test-canary1234`",
    "masked with asterisks": "sk-te***********1234",
    "masked with bullets": "sk-te••••1234",
    "cut with an ellipsis": "sk-test…1234",
    "cut with dots": "sk-test...1234",
    "with the word Bearer": "Bearer sk-test-canary1234",
    "blank inside": "sk-test canary1234",
    "tab": "sk-test\tcanary1234",
    "no-break space": "sk-test\u00a0canary1234",
    "zero width space": "sk-test\u200bcanary1234",
    "NUL": "sk-test\0canary1234",
}


@pytest.mark.parametrize("value", MALFORMED.values(), ids=MALFORMED)
def test_what_cannot_be_a_key_is_refused_without_being_quoted(value):
    with pytest.raises(UserError) as caught:
        check_key(Secret(value))

    shown = f"{caught.value.message} {caught.value.reason} {caught.value.hint}"
    assert caught.value.code == "key-malformed"
    assert "canary" not in shown
    assert "1234" not in shown


@pytest.mark.parametrize("value", ["sk-test-abc", "cai-0123", "sk-or-v1-ffff", "gw-abc_def", "a" * 500])
def test_a_key_of_any_gateway_passes(value):
    assert check_key(Secret(value)).reveal() == value


def test_a_secret_shows_itself_nowhere_but_in_reveal():
    secret = Secret("sk-test-canary1234")

    shown = f"{secret} {secret!r} {[secret]} {secret:>20}"
    assert "canary" not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_key_is_shown_by_its_last_four_characters_and_a_short_one_not_at_all():
    assert redact(Secret("sk-test-0123456789abcdef")) == "…cdef"
    assert redact(Secret("sk-test-12345")) == "…"


def test_a_fingerprint_tells_keys_apart_and_is_no_part_of_them():
    one, other = Secret("sk-test-one"), Secret("sk-test-other")

    assert fingerprint(one) != fingerprint(other)
    assert fingerprint(one) == fingerprint(Secret("sk-test-one"))
    assert len(fingerprint(one)) == 12
