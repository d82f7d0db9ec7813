"""Keys that exist already: kept under a name, matched with the account, shown again where that is offered."""

import pytest
from key_desk import Desk, open_desk

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_mask import may_be
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.gateways.capabilities import NATIVE, unsupported

IMPORT = ("keys", "import", "ci", "--with-key")
SECRET = "sk-test-abcdefghijklmnop1234"


@pytest.fixture
def desk(monkeypatch) -> Desk:
    return open_desk(monkeypatch)


def test_an_imported_key_is_kept_under_its_name_and_told_by_its_mask(desk):
    key = desk.add_key("laptop")
    desk.add_key("other")
    secret = desk.held.secrets[key]

    outcome = desk.run(*IMPORT, "--json", stdin=f"{secret}\n")

    assert (desk.stored("key.ci"), desk.stored()) == (secret, "")
    assert outcome.data["key"]["id"] == key
    assert secret not in outcome.out + outcome.err


def test_without_a_name_it_is_the_profiles_key(desk):
    desk.run("keys", "import", "--with-key", stdin=SECRET)

    assert desk.stored() == SECRET


def test_a_hidden_prompt_takes_the_key_as_well(desk):
    desk.run("keys", "import", answers=iter([SECRET]))

    assert desk.stored() == SECRET


def test_a_key_that_the_account_does_not_have_is_kept_and_said(desk):
    desk.add_key("laptop")

    outcome = desk.run(*IMPORT, "--json", stdin=SECRET)

    assert "key-not-in-account" in outcome.warnings
    assert (outcome.data["key"], desk.stored("key.ci")) == (None, SECRET)


def test_where_keys_cannot_be_listed_it_is_kept_all_the_same(desk):
    desk.table["keys.list"] = unsupported("it publishes only the balance")

    assert "key-not-compared" in desk.run(*IMPORT, "--json", stdin=SECRET).warnings
    assert desk.stored("key.ci") == SECRET


@pytest.mark.parametrize(
    "value", ["sk-test-…1234", "abcd**********wxyz", "sk-or-v1-au7...890", "", "two words"]
)
def test_what_is_no_whole_key_is_refused(desk, value):
    """Edge case 4."""
    outcome = desk.run(*IMPORT, "--json", stdin=value)

    assert outcome.error["code"] == "key-malformed"
    assert desk.stored("key.ci") == ""


def test_without_input_and_terminal_it_says_how(desk):
    assert desk.run("keys", "import", "--json").error["code"] == "confirmation-needed"


def test_a_key_is_revealed_where_the_gateway_shows_it_again(desk):
    key = desk.add_key("laptop")
    desk.table["keys.reveal"] = NATIVE

    raw = desk.run("keys", "reveal", "laptop", "--raw")
    shown = desk.run("keys", "reveal", "laptop")
    stored = desk.run("keys", "reveal", "laptop", "--store-as", "again", "--json")

    secret = desk.held.secrets[key]
    assert raw.out == f"{secret}\n"
    assert "only time" not in shown.err
    assert "value" not in stored.data["key"]
    assert desk.stored("key.again") == secret


def test_a_key_is_not_revealed_elsewhere_and_the_sentence_says_why(desk):
    desk.add_key("laptop")

    outcome = desk.run("keys", "reveal", "laptop")

    assert outcome.code == 6
    assert "a key is shown once" in outcome.err


def test_a_masked_answer_is_never_given_out(desk, monkeypatch):
    """Edge case 4: what a gateway shows with asterisks is no key."""
    from account_twin import TwinAccount

    desk.add_key("laptop")
    desk.table["keys.reveal"] = NATIVE
    monkeypatch.setattr(TwinAccount, "reveal_key", lambda *_: Secret("abcd**********wxyz"))

    outcome = desk.run("keys", "reveal", "laptop", "--store")

    assert outcome.code == 4
    assert desk.stored() == ""


@pytest.mark.parametrize(
    ("mask", "secret", "fits"),
    [
        ("sk-sandbox-…9f3a", "sk-sandbox-00009f3a", True),
        ("sk-sandbox-…9f3a", "sk-sandbox-00009f3b", False),
        ("sk-...1234", "sk-test-1234", True),
        ("abcd**********wxyz", "sk-abcd0000wxyz", True),
        ("abcd**********wxyz", "sk-abcd0000wxyz-17", True),
        ("abcd**********wxyz", "sk-abce0000wxyz", False),
        ("sk-or-v1-au7...890", "sk-or-v1-au70000890", True),
        ("sk-or-v1-au7...890", "sk-or-v1-au80000890", False),
        ("", "sk-test-1234", False),
        ("…", "sk-test-1234", False),
        ("sk-…", "sk-test-1234", False),
    ],
)
def test_a_mask_tells_its_key_from_others(mask, secret, fits):
    """The masks of the native contract, LiteLLM, new-api (with and without a channel) and OpenRouter."""
    assert may_be(Secret(secret), Key(id="k", name="", redacted_value=mask, status="active")) is fits


def test_an_id_that_is_the_digest_of_the_key_decides():
    """LiteLLM's id of a key is its SHA-256."""
    from hashlib import sha256

    identifier = sha256(SECRET.encode()).hexdigest()

    assert may_be(Secret(SECRET), Key(id=identifier, name="", redacted_value="", status="active"))
