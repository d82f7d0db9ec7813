"""A key is made once, its secret goes where it belongs, and what a gateway lacks is refused before."""

import pytest
from key_desk import FOLDER, Desk, open_desk

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.gateways.capabilities import unsupported
from smartaipi_cli.machine.fakes import MemoryCredentials
from smartaipi_cli.machine.files import Kind

CREATE = ("keys", "create", "--name", "ci")
OPTIONS = {
    "a group": ("keys.group", ("--group", "kiro")),
    "models": ("keys.models", ("--models", "gpt-5*")),
    "an end": ("keys.expiry", ("--expires", "30d")),
    "an end by purpose": ("keys.expiry", ("--for", "ci")),
    "addresses": ("keys.ips", ("--ip", "10.0.0.0/8")),
    "metadata": ("keys.metadata", ("--metadata", "team=search")),
    "a daily budget": ("budgets.day", ("--budget", "5/day")),
    "a weekly budget": ("budgets.week", ("--budget", "5/week")),
    "a limit": ("budgets.total", ("--limit", "100")),
    "two windows": ("budgets.several", ("--budget", "5/day", "--budget", "50/month")),
}
UNUSABLE = {
    "two budgets of one window": ("--budget", "5/day", "--budget", "6/day"),
    "a limit twice": ("--limit", "5", "--budget", "100/total"),
    "a limit with a window": ("--limit", "5/day"),
    "a network with host bits": ("--ip", "10.0.0.1/8"),
    "metadata without a value": ("--metadata", "team"),
    "a purpose that is none": ("--for", "fun"),
    "two ways for the secret": ("--raw", "--store"),
    "raw inside a document": ("--raw", "--json"),
    "a name that leads elsewhere": ("--store-as", "../../token"),
}


@pytest.fixture
def desk(monkeypatch) -> Desk:
    return open_desk(monkeypatch)


def test_everything_that_is_asked_for_reaches_the_gateway(desk):
    outcome = desk.run(
        *(*CREATE, "--budget", "5/day", "--budget", "50/month", "--limit", "100", "--models", "gpt-5*"),
        *("--group", "kiro", "--expires", "30d", "--ip", "10.0.0.0/8", "--metadata", "team=search", "--json"),
    )

    key = desk.held.keys[outcome.data["key"]["id"]]
    assert {budget.period: str(budget.limit) for budget in key.budgets} == {
        "day": "$5.00",
        "month": "$50.00",
        "total": "$100.00",
    }
    assert (key.models, key.group, key.ip_allowlist) == (("gpt-5*",), "kiro", ("10.0.0.0/8",))
    assert key.metadata == {"team": "search"}
    assert outcome.data["key"]["expires_at"] == "2026-02-01T03:04:05Z"
    assert outcome.warnings == set()


@pytest.mark.parametrize(("operation", "options"), OPTIONS.values(), ids=OPTIONS)
def test_what_the_gateway_lacks_is_refused_before_anything_is_made(desk, operation, options):
    """With the dialect's own sentence and the exit code for it."""
    desk.table[operation] = unsupported("this gateway has no such thing")

    outcome = desk.run(*CREATE, *options, "--json")

    assert outcome.code == 6
    assert outcome.error["reason"] == "this gateway has no such thing"
    assert outcome.error["details"]["operation"] == operation
    assert desk.held.keys == {}


@pytest.mark.parametrize("options", UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_meant_is_refused_before_anything_is_made(desk, options):
    assert desk.run(*CREATE, *options).code == 2
    assert desk.held.keys == {}


def test_a_key_without_an_end_is_said_aloud(desk):
    assert desk.run(*CREATE, "--json").warnings == {"no-expiry"}


def test_a_key_for_ci_lives_for_a_day(desk):
    outcome = desk.run(*CREATE, "--for", "ci", "--json")

    assert outcome.data["key"]["expires_at"] == "2026-01-03T03:04:05Z"
    assert outcome.warnings == set()


def test_a_life_that_is_given_wins_over_the_purpose(desk):
    outcome = desk.run(*CREATE, "--for", "ci", "--expires", "2h", "--json")

    assert outcome.data["key"]["expires_at"] == "2026-01-02T05:04:05Z"


def test_a_limit_that_the_gateway_rounds_is_reported(desk):
    """Edge case 1: the effective limit is lower, never higher."""
    outcome = desk.run(*CREATE, "--limit", "1.239", "--json", "--for", "ci")

    assert outcome.data["key"]["budgets"][0]["limit_usd"] == "1.23"
    assert outcome.warnings == {"limit-rounded"}


def test_raw_prints_the_secret_and_nothing_else(desk):
    outcome = desk.run(*CREATE, "--raw")

    (secret,) = desk.held.secrets.values()
    assert outcome.out == f"{secret}\n"


def test_a_stored_secret_is_in_no_output(desk):
    outcomes = [desk.run(*CREATE, "--store"), desk.run(*CREATE, "--store-as", "bot", "--json")]

    first, second = desk.held.secrets.values()
    assert (desk.stored(), desk.stored("key.bot")) == (first, second)
    assert not [one for one in outcomes if "sk-test-" in one.out.replace("sk-test-…", "") + one.err]


def test_a_stored_key_that_is_replaced_is_named(desk):
    desk.run(*CREATE, "--store")

    assert "stored-key-replaced" in desk.run(*CREATE, "--store", "--json").warnings


def test_an_older_key_in_the_file_store_does_not_hide_the_one_in_the_keychain(desk):
    """Files are read before the keychain, so the older file goes."""
    desk.run(*CREATE, "--store")
    desk.keychain = MemoryCredentials()
    desk.environment.clear()

    desk.run(*CREATE, "--store")

    newest = list(desk.held.secrets.values())[-1]
    assert desk.stored() == ""
    assert desk.keychain.read("work", "key") == Secret(newest)


def test_a_secret_goes_into_a_new_file_for_its_owner_alone(desk):
    outcome = desk.run(*CREATE, "--output", "ci.key", "--json")

    path = FOLDER / "ci.key"
    (secret,) = desk.held.secrets.values()
    assert desk.files.read(path) == f"{secret}\n".encode()
    assert desk.files.look(path).mode == 0o600
    assert outcome.data["file"] == str(path)
    assert "value" not in outcome.data["key"]


def stand_in_the_way(desk: Desk, what: str) -> None:
    """Something at the place of the file, or a folder that does not suit."""
    if what == "a file":
        desk.files.put_file(FOLDER / "ci.key", b"mine")
    elif what == "a link to nothing":
        desk.files.put_link(FOLDER / "ci.key", "/home/user/elsewhere")
    elif what == "a folder":
        desk.files.put_directory(FOLDER / "ci.key")
    elif what == "others may write in the folder":
        desk.files.put_directory(FOLDER / "open", 0o777)


@pytest.mark.parametrize(
    ("what", "path"),
    [
        ("a file", "ci.key"),
        ("a link to nothing", "ci.key"),
        ("a folder", "ci.key"),
        ("no folder", "nowhere/ci.key"),
        ("others may write in the folder", "open/ci.key"),
    ],
)
def test_a_place_that_does_not_suit_is_refused_before_anything_is_made(desk, what, path):
    stand_in_the_way(desk, what)
    before = desk.files.image()

    outcome = desk.run(*CREATE, "--output", path, "--json")

    assert outcome.error["code"] == "target-refused"
    assert desk.held.keys == {}
    assert desk.files.image() == before


def test_a_folder_of_everybody_with_the_sticky_bit_suits(desk):
    desk.files.put_directory(FOLDER / "tmp", 0o1777)

    assert desk.run(*CREATE, "--output", "tmp/ci.key").code == 0


def test_a_key_whose_secret_cannot_be_kept_is_revoked_again(desk):
    desk.fate.failing["create .key.new"] = "own-file-failed"

    outcome = desk.run(*CREATE, "--store")

    assert outcome.code == 1
    assert "the new key key_0001 was revoked again" in outcome.err
    assert desk.held.living() == []


def test_a_key_that_can_neither_be_kept_nor_revoked_is_named(desk):
    desk.fate.failing |= {"create ci.key": "own-file-failed", "revoke": "gateway-timeout"}

    outcome = desk.run(*CREATE, "--output", "ci.key")

    assert "the new key key_0001 lives" in outcome.err
    assert "smartaipi keys revoke key_0001" in outcome.err


def test_a_file_that_could_not_be_filled_is_removed(desk):

    def no_space(path, data):
        raise OSError(28, "No space left on device")

    desk.files.write = no_space
    outcome = desk.run(*CREATE, "--output", "ci.key")

    assert "No space left on device" in outcome.err
    assert desk.files.look(FOLDER / "ci.key").kind is Kind.ABSENT
    assert desk.held.living() == []


def test_a_lost_answer_makes_no_second_key_and_the_one_that_lives_is_named(desk):
    """Edge case 16."""
    desk.fate.lost.add("create")

    outcome = desk.run(*CREATE, "--json")

    assert outcome.error["code"] == "key-missing"
    assert outcome.error["details"] == {"id": "key_0001", "name": "ci"}
    assert len(desk.held.keys) == 1


def test_an_older_key_of_the_same_name_is_not_taken_for_the_lost_one(desk):
    old = desk.add_key("ci")
    desk.change(old, created_at=desk.held.keys[old].created_at.replace(year=2025))
    desk.fate.failing["create"] = "gateway-timeout"

    outcome = desk.run(*CREATE, "--json")

    assert outcome.error["code"] == "gateway-timeout"
    assert "no key was made" in outcome.error["reason"]


def test_when_the_gateway_falls_silent_it_is_said_that_nobody_knows(desk):
    desk.fate.lost.add("create")
    desk.held.goes_silent_after_creation = True

    outcome = desk.run(*CREATE, "--json")

    assert outcome.error["code"] == "gateway-timeout"
    assert "whether a key was made is not known" in outcome.error["reason"]


class ClosedPipe:
    """Standard output after its reader has gone."""

    def write(self, text: str) -> int:
        """Nobody takes it."""
        raise BrokenPipeError

    def flush(self) -> None:
        """Nothing is kept back."""

    def getvalue(self) -> str:
        """Nothing arrived."""
        return ""


@pytest.mark.parametrize("command", [CREATE, (*CREATE, "--raw")], ids=["shown", "raw"])
def test_a_secret_that_nobody_takes_is_no_success(desk, command):
    outcome = desk.run(*command, output=ClosedPipe())

    assert outcome.code == 4
    assert "key `key_0001` exists, and nobody took its secret" in outcome.err


def test_a_rotation_whose_secret_nobody_takes_leaves_the_old_key_alone(desk):
    old = desk.add_key("laptop")

    outcome = desk.run("keys", "rotate", "laptop", "--raw", "--yes", output=ClosedPipe())

    assert outcome.code == 1
    assert f"smartaipi keys rotate {old} --resume" in outcome.err
    assert desk.held.keys[old].status == "active"


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["for people", "for programs"])
def test_a_closed_pipe_is_no_failure_when_the_secret_is_kept_elsewhere(desk, monkeypatch, form):
    # It would close the test's own output.
    monkeypatch.setattr("smartaipi_cli.outcome.discard_output", lambda: None)

    assert desk.run(*CREATE, "--store", *form, output=ClosedPipe()).code == 0
    assert desk.run("keys", "rotate", "ci", "--yes", "--store", *form, output=ClosedPipe()).code == 0
    assert desk.held.takes(desk.stored())


def test_a_key_that_was_kept_before_the_failure_is_not_revoked(desk):
    """The new key stands in the store already, in place of the old one: revoking it would leave none."""
    desk.files.sync_directory = no_sync

    outcome = desk.run(*CREATE, "--store")

    assert outcome.code == 1
    assert "is kept all the same" in outcome.err
    assert desk.held.takes(desk.stored())


def no_sync(path):
    """A disk that fails at the last step, after the file has its name."""
    if path.name == "work":
        raise OSError(5, "Input/output error")


def test_a_rotated_key_that_was_kept_before_the_failure_is_not_revoked(desk):
    desk.add_key("laptop", "--store")
    desk.files.sync_directory = no_sync

    outcome = desk.run("keys", "rotate", "laptop", "--store", "--yes", "--json")

    assert outcome.error["code"] == "rotation-unfinished"
    assert desk.held.takes(desk.stored())
    del desk.files.sync_directory
    assert desk.run("keys", "rotate", "--resume").code == 0
    assert desk.held.takes(desk.stored())
    assert len(desk.held.living()) == 1


@pytest.mark.parametrize("name", ["ci", "ci-0a1b2c3d"], ids=["no time is told", "a longer name"])
def test_a_lost_answer_leaves_open_what_cannot_be_known(desk, name):
    """A key of that name without a time, or a recent one whose name begins so, may be the one."""
    other = desk.add_key(name)
    if name == "ci":
        desk.change(other, created_at=None)
    desk.fate.failing["create"] = "gateway-timeout"

    outcome = desk.run(*CREATE, "--json")

    assert outcome.error["code"] == "gateway-timeout"
    assert "is not known" in outcome.error["reason"]


def test_an_interruption_while_the_secret_is_kept_leaves_no_unknown_key(desk):
    def interrupted(path, data):
        raise KeyboardInterrupt

    desk.files.write = interrupted

    assert desk.run(*CREATE, "--store").code == 130
    assert desk.held.living() == []
