"""Keys and budgets through the command line on a served gateway: the secrets really open it, or do not any more."""

import httpx
import pytest
from home import CLAUDE, CODEX, CONFIG, Home, Outcome

NAME = "made by a test"


@pytest.fixture
def keys(home, account):
    """A home with an account token, and a way to run `keys` in it."""
    return lambda *arguments, **options: home.run("keys", *arguments, **options)


def is_taken(account, secret: str) -> bool:
    """Whether the gateway lists its models to this key."""
    url = f"{account.urls['openai_url']}/models"
    return httpx.get(url, headers={"authorization": f"Bearer {secret}"}).status_code == 200


def stored(home: Home, name: str = "key") -> str:
    found = home.machine.credential_files.read("box", name)
    return found.reveal() if found else ""


def data_of(outcome: Outcome):
    """The data of a command that went well."""
    assert outcome.code == 0, outcome.err + outcome.out
    return outcome.envelope["data"]


def test_a_key_lives_through_everything_that_can_be_done_with_it(home, account, keys):
    made = data_of(
        keys(
            *("create", "--name", NAME, "--budget", "5/day", "--budget", "50/month", "--limit", "100"),
            *("--models", "gpt-5*", "--group", "kiro", "--expires", "30d", "--ip", "127.0.0.0/8"),
            *("--metadata", "team=search", "--json"),
        )
    )["key"]
    first = made["value"]
    assert is_taken(account, first)
    assert [budget["period"] for budget in made["budgets"]] == ["day", "month", "total"]
    assert (made["models"], made["group"], made["ip_allowlist"], made["metadata"]) == (
        *(["gpt-5*"], "kiro", ["127.0.0.0/8"]),
        {"team": "search"},
    )

    data_of(keys("disable", NAME, "--json"))
    assert not is_taken(account, first)
    data_of(keys("enable", NAME, "--json"))
    assert is_taken(account, first)

    renamed = data_of(keys("update", NAME, "--name", "renamed", "--all-models", "--yes", "--json"))["key"]
    assert (renamed["id"], renamed["name"], renamed["models"]) == (made["id"], "renamed", None)

    rotated = data_of(keys("rotate", made["id"], "--yes", "--json"))
    second = rotated["key"]["value"]
    assert (rotated["emulated"], rotated["key"]["id"]) == (False, made["id"])
    assert (is_taken(account, first), is_taken(account, second)) == (False, True)

    data_of(keys("revoke", made["id"][:20], "--yes", "--json"))
    assert not is_taken(account, second)
    assert data_of(keys("show", made["id"], "--json"))["key"]["status"] == "revoked"
    assert data_of(keys("revoke", made["id"], "--json"))["already"] is True


def test_with_grace_both_secrets_work(account, keys):
    made = data_of(keys("create", "--name", "graceful", "--json"))["key"]

    rotated = data_of(keys("rotate", made["id"], "--grace", "1h", "--yes", "--json"))

    assert is_taken(account, made["value"])
    assert is_taken(account, rotated["key"]["value"])
    assert rotated["previous_expires_at"] is not None


def test_a_stored_key_is_rotated_in_its_place_and_shown_nowhere(home, account, keys):
    data_of(keys("create", "--name", "stored", "--store", "--json"))
    before = stored(home)

    outcome = keys("rotate", "stored", "--store", "--yes")

    after = stored(home)
    assert outcome.code == 0, outcome.err
    assert (is_taken(account, before), is_taken(account, after)) == (False, True)
    assert before not in outcome.text
    assert after not in outcome.text


@pytest.mark.parametrize("tool", [CLAUDE, CODEX], ids=["claude", "codex"])
def test_revoking_warns_of_the_tool_that_is_connected_with_the_key(home, keys, tool):
    data_of(keys("create", "--name", tool[0], "--store", "--json"))
    assert home.run(*tool).code == 0

    outcome = keys("revoke", tool[0])

    assert outcome.code == 2
    assert "is connected with it: it will be refused from then on" in outcome.err
    assert "profile box stores its key" in outcome.err


def test_rotating_warns_of_the_tool_that_holds_the_old_secret_itself(home, keys):
    data_of(keys("create", "--name", "inline", "--store", "--json"))
    assert home.run("codex", "--yes", "--secret", "inline").code == 0
    assert stored(home) in home.read(CONFIG).decode()

    outcome = keys("rotate", "inline", "--store", "--yes", "--json")

    messages = [warning["message"] for warning in outcome.envelope["warnings"]]
    assert any("Codex has it in its user settings" in message for message in messages)
    assert not any("stores its key" in message for message in messages)


def test_an_imported_key_is_matched_with_the_account(home, keys, account):
    made = data_of(keys("create", "--name", "elsewhere", "--json"))["key"]

    imported = data_of(keys("import", "again", "--with-key", "--json", stdin=made["value"]))

    assert imported["key"]["id"] == made["id"]
    assert stored(home, "key.again") == made["value"]


def test_a_key_is_never_shown_twice(keys):
    keys("create", "--name", "once")

    outcome = keys("reveal", "once", "--json")

    assert outcome.code == 6
    assert outcome.envelope["error"]["details"]["operation"] == "keys.reveal"


def test_two_changes_of_one_key_at_once_do_not_overlook_each_other(home, account, keys):
    """The gateway's guard: what was worked out against an older state is refused."""
    made = data_of(keys("create", "--name", "raced", "--json"))["key"]

    def somebody_else():
        """Changes the key while the question is on the screen."""
        data_of(keys("update", made["id"], "--group", "theirs", "--yes", "--json"))
        yield "yes"

    outcome = keys("update", made["id"], "--group", "ours", answers=somebody_else())

    assert outcome.code == 5
    assert "changed by somebody else" in outcome.err
    assert data_of(keys("show", made["id"], "--json"))["key"]["group"] == "theirs"


def test_budgets_of_keys_and_account_are_set_shown_and_removed(home):
    key = data_of(home.run("keys", "create", "--name", "bounded", "--json"))["key"]["id"]

    data_of(home.run("budgets", "set", "5/day", "--key", "bounded", "--json"))
    data_of(home.run("budgets", "set", "1000/month", "--account", "--json"))
    listed = data_of(home.run("budgets", "list", "--json"))["budgets"]
    ours = {(one["scope"], one["period"]): one for one in listed if one["scope"] in {key, "account"}}
    data_of(home.run("budgets", "remove", "month", "--account", "--json"))
    data_of(home.run("budgets", "remove", "day", "--key", key, "--json"))

    assert set(ours) == {(key, "day"), ("account", "month")}
    assert (ours[key, "day"]["limit_usd"], ours[key, "day"]["enforcement"]) == ("5", "hard")
    assert ours[key, "day"]["resets_at"] is not None
    left = data_of(home.run("budgets", "list", "--json"))["budgets"]
    assert not [one for one in left if one["scope"] in {key, "account"}]


def test_secrets_stand_in_no_output_of_any_other_command(home, keys):
    """Only create, rotate and reveal give a secret out."""
    secret = data_of(keys("create", "--name", "canary", "--json"))["key"]["value"]

    outcomes = [
        keys("list"),
        keys("list", "--json"),
        keys("show", "canary"),
        keys("update", "canary", "--limit", "5", "--yes", "--json"),
        keys("import", "canary", "--with-key", stdin=secret),
        home.run("budgets", "list", "--json"),
        keys("revoke", "canary", "--yes"),
    ]

    assert not [outcome for outcome in outcomes if secret[-18:-6] in outcome.text]


def test_many_keys_are_listed_over_all_pages(home, account, keys):
    """More than two pages of the gateway's longest."""
    url, headers = f"{account.urls['management_url']}/keys", {"authorization": f"Bearer {account.token}"}
    with httpx.Client(headers=headers) as client:
        made = [client.post(url, json={"name": f"bulk-{number}"}).json()["id"] for number in range(230)]

    listed = [key["id"] for key in data_of(keys("list", "--json"))["keys"]]

    assert set(made) <= set(listed)
    assert len(listed) == len(set(listed))
    assert [key for key in listed if key in set(made)] == made[::-1]


def test_a_closed_pipe_does_not_make_a_lost_secret_a_success(home):
    """The reader of a pipe is gone before the key is there."""
    with home.start("keys", "create", "--name", "piped", "--raw") as process:
        process.stdout.close()
        said = process.stderr.read().decode()
        process.wait(60)

    assert process.returncode == 4
    assert "nobody took its secret" in said


def test_a_logout_leaves_no_key_behind_whatever_its_name(home):
    home.run("login", "--with-key", "--key", "spare", stdin="sk-sandbox-test-spare-0123456789")
    folder = home.own / "data" / "credentials"
    assert any(path.name == "key.spare" for path in folder.rglob("*"))

    done = home.run("logout", "--yes")

    assert done.code == 0, done.text
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_the_name_of_a_key_cannot_lead_out_of_the_store(home):
    done = home.run("login", "--with-key", "--key", "../../escape", stdin="sk-sandbox-test-spare-0123456789")

    assert done.code == 2
    assert not list(home.folder.rglob("escape*"))
