"""Rotation by a twin: whatever fails, and wherever it is killed, a key lives whose secret somebody has."""

import json

import pytest
from account_twin import KilledError
from key_desk import FOLDER, OWN, Desk, open_desk

from smartaipi_cli.gateways.capabilities import unsupported
from smartaipi_cli.machine.files import Kind

WAYS = {"store": ("--store",), "file": ("--output", "new.key"), "raw": ("--raw",), "json": ("--json",)}
GRACES = {"at once": (), "with grace": ("--grace", "1h")}
FILE = FOLDER / "new.key"
CREDENTIAL = str(OWN / "data/credentials/work")


@pytest.fixture
def desk(monkeypatch) -> Desk:
    return open_desk(monkeypatch)


def rotate(desk: Desk, *options: str):
    """`keys rotate laptop`, agreed to."""
    return desk.run("keys", "rotate", "laptop", "--yes", *options)


def note(desk: Desk) -> dict[str, object]:
    """The only note of an unfinished rotation."""
    (path,) = desk.notes()
    return json.loads(desk.files.read(path))


def file_text(desk: Desk) -> str:
    return desk.files.read(FILE).decode().strip() if desk.files.look(FILE).kind is Kind.FILE else ""


def had(desk: Desk) -> set[str]:
    """The secrets that the user has: stored, in the file, printed at some time."""
    return {desk.stored(), file_text(desk), *(word.strip('",') for word in desk.seen.split())}


def in_use(desk: Desk) -> list[str]:
    """Living keys whose secret the user has."""
    return [key.id for key in desk.held.living() if desk.held.secrets[key.id] in had(desk)]


def kill(desk: Desk, moment: str, number: int, options: tuple[str, ...]) -> None:
    setattr(desk.fate, moment, number)
    with pytest.raises(KilledError):
        rotate(desk, *options)
    desk.fate.rest()


def resume(desk: Desk, *options: str) -> None:
    """`keys rotate --resume`; a file that was cut short is refused first, and never overwritten."""
    cut = file_text(desk)
    outcome = desk.run("keys", "rotate", "laptop", "--resume", *options)
    if outcome.code == 5 and cut not in desk.held.secrets.values():
        desk.files.unlink(FILE)
        outcome = desk.run("keys", "rotate", "laptop", "--resume", *options)
    assert outcome.code == 0, outcome.out + outcome.err


def steps_of(desk: Desk, *options: str) -> int:
    """How many steps an undisturbed rotation has."""
    desk.add_key("laptop", "--store")
    assert rotate(desk, *options).code == 0
    return len(desk.fate.steps)


@pytest.mark.parametrize("grace", GRACES.values(), ids=GRACES)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_rotation_that_is_killed_anywhere_is_finished_by_resuming_it(monkeypatch, way, grace):
    """Edge case 15: one new key in use, under the old name; the old one ended; no note and no orphan left."""
    steps = steps_of(open_desk(monkeypatch), *way, *grace)
    resumed = 0
    for number in range(steps):
        for moment in ("kill_before", "kill_after"):
            desk = open_desk(monkeypatch)
            old = desk.add_key("laptop", "--store", "--expires", "30d")
            kill(desk, moment, number, (*way, *grace))

            is_noted = bool(desk.notes())
            if way != WAYS["json"]:  # its document is printed last; until then only the account has the key
                assert in_use(desk), (moment, number)
            if is_noted:
                resume(desk, *(("--json",) if way == WAYS["json"] else ()))
                resumed += 1
            living = {key.id: key for key in desk.held.living()}
            others = [key for key in living.values() if key.id != old]
            assert desk.notes() == [], (moment, number)
            if not is_noted and not others:
                assert list(living) == [old]  # nothing had begun
                continue
            new = [key for key in others if not key.name.startswith("laptop-old-")]
            assert [key.id for key in new] == [key.id for key in new if key.id in in_use(desk)], (
                moment,
                number,
            )
            assert [key.name for key in new] == ["laptop"], (moment, number)
            ended = [key for key in living.values() if key not in new]
            assert bool(ended) == bool(grace), (moment, number)
            assert all(key.expires_at < new[0].expires_at for key in ended), (moment, number)
    assert resumed >= steps


def test_the_note_of_a_rotation_never_holds_a_secret(monkeypatch):
    """Whatever the moment of the kill, secrets stand in the credential store alone."""
    steps = steps_of(open_desk(monkeypatch), "--store")
    for number in range(steps):
        desk = open_desk(monkeypatch)
        desk.add_key("laptop", "--store")
        kill(desk, "kill_after", number, ("--store",))

        found = [
            path
            for path, data in desk.everything_written().items()
            if any(secret.encode() in data for secret in desk.held.secrets.values())
        ]
        assert all(path.startswith(CREDENTIAL) for path in found), found
        assert all(desk.files.look(path).mode == 0o600 for path in desk.notes())


def test_a_twin_may_do_what_the_old_key_may_with_what_is_left_of_its_limit(desk):
    old = desk.add_key(
        *("laptop", "--limit", "10", "--budget", "5/day", "--models", "gpt-5*", "--group", "kiro"),
        *("--ip", "10.0.0.0/8", "--metadata", "team=search", "--expires", "30d"),
    )
    before = desk.spend(old, "total", "4.25")

    outcome = rotate(desk, "--json")

    new = desk.held.keys[outcome.data["key"]["id"]]
    assert {budget.period: budget.limit.decimal_text for budget in new.budgets} == {
        "total": "5.75",
        "day": "5",
    }
    assert (new.name, new.models, new.group, new.ip_allowlist, new.metadata, new.expires_at) == (
        *("laptop", before.models, "kiro", before.ip_allowlist, before.metadata),
        before.expires_at,
    )
    assert outcome.data["previous_key"] == old
    assert outcome.data["emulated"] is True
    assert desk.held.keys[old].status == "revoked"


def test_with_grace_the_old_key_gets_an_end_and_another_name(desk):
    old = desk.add_key("laptop")

    outcome = rotate(desk, "--grace", "1h", "--json")

    assert outcome.data["previous_expires_at"] == "2026-01-02T04:04:05Z"
    assert desk.held.keys[old].status == "active"
    assert desk.held.keys[old].name.startswith("laptop-old-")
    assert outcome.data["key"]["name"] == "laptop"


@pytest.mark.parametrize("operation", ["keys.expiry", "keys.rename"])
def test_grace_is_refused_where_keys_cannot_get_an_end_before_anything_is_made(desk, operation):
    desk.add_key("laptop")
    desk.table[operation] = unsupported("keys live for ever there")

    outcome = rotate(desk, "--grace", "1h")

    assert outcome.code == 6
    assert "keys live for ever there" in outcome.err
    assert (len(desk.held.keys), desk.notes()) == (1, [])


@pytest.mark.parametrize("status", ["disabled", "expired"])
def test_a_key_that_does_not_work_is_not_replaced_by_one_that_does(desk, status):
    old = desk.add_key("laptop")
    desk.change(old, status=status)

    outcome = rotate(desk)

    assert outcome.code == 2
    assert status in outcome.err
    assert len(desk.held.keys) == 1


def test_the_stored_key_is_not_replaced_by_one_that_the_gateway_refuses(desk):
    """The new key is taken back, and the old one works as before."""
    old = desk.add_key("laptop", "--store")
    stored = desk.stored()
    desk.held.deaf = True

    outcome = rotate(desk, "--store")

    assert outcome.code == 4
    assert f"the old key {old} works as before" in outcome.err
    assert [key.id for key in desk.held.living()] == [old]
    assert (desk.stored(), desk.notes()) == (stored, [])


def test_the_stored_key_is_replaced_with_a_warning_when_nobody_can_tell(desk):
    desk.add_key("laptop", "--store")
    desk.fate.failing["models"] = "gateway-timeout"

    outcome = rotate(desk, "--store", "--json")

    assert outcome.code == 0
    assert "key-not-proved" in outcome.warnings
    assert desk.held.takes(desk.stored())


def test_without_verification_nobody_is_asked(desk):
    desk.add_key("laptop", "--store")
    desk.held.deaf = True

    assert rotate(desk, "--store", "--no-verify").code == 0


def test_an_old_key_that_cannot_be_ended_is_named_and_the_new_secret_is_not_lost(desk):
    """The document has both: the data with the secret, and the error that says which keys live."""
    old = desk.add_key("laptop")
    desk.fate.failing["revoke"] = "gateway-timeout"

    outcome = rotate(desk, "--json")

    assert outcome.code == 1
    assert outcome.error["code"] == "rotation-unfinished"
    assert outcome.error["hint"] == f"smartaipi keys rotate {old} --resume"
    assert desk.held.takes(outcome.data["key"]["value"])
    assert note(desk)["step"] == "delivered"

    desk.fate.rest()
    resumed = desk.run("keys", "rotate", "--resume", "--json")
    assert "value" not in resumed.data["key"]
    assert [key.id for key in desk.held.living()] == [outcome.data["key"]["id"]]


def test_a_twin_whose_secret_cannot_be_kept_is_revoked_again(desk):
    old = desk.add_key("laptop")
    desk.fate.failing["create .key.new"] = "own-file-failed"

    outcome = rotate(desk, "--store")

    assert outcome.code == 1
    assert "the new key was revoked again" in outcome.err
    assert [key.id for key in desk.held.living()] == [old]
    assert desk.notes() == []


def test_when_the_twin_cannot_be_taken_back_either_both_keys_are_named(desk):
    old = desk.add_key("laptop")
    desk.fate.failing |= {"create .key.new": "own-file-failed", "revoke": "gateway-timeout"}

    outcome = rotate(desk, "--store", "--json")

    assert outcome.error["code"] == "rotation-unfinished"
    assert outcome.error["details"]["lives"] == [old, "key_0002"]
    desk.fate.rest()
    resume(desk)
    assert len(desk.held.living()) == 1
    assert desk.held.takes(desk.stored())


def test_a_lost_answer_to_the_creation_leaves_no_second_key(desk):
    """Edge case 16: the twin is found by its name, and taken back since nobody has its secret."""
    old = desk.add_key("laptop")
    desk.fate.lost.add("create")

    outcome = rotate(desk)

    assert outcome.code == 4
    assert f"the old key {old} works as before" in outcome.err
    assert [key.id for key in desk.held.living()] == [old]


def test_when_nobody_knows_whether_a_twin_was_made_the_rotation_stays_open(desk):
    desk.add_key("laptop")
    desk.fate.lost.add("create")
    desk.held.goes_silent_after_creation = True

    outcome = rotate(desk, "--raw")

    assert outcome.code == 1
    assert "is unfinished" in outcome.err
    desk.fate.rest()
    desk.held.goes_silent_after_creation = False
    resume(desk)
    assert len(desk.held.living()) == 1
    assert in_use(desk)


def test_a_second_rotation_of_the_same_key_waits_for_the_first(desk):
    desk.add_key("laptop")
    kill(desk, "kill_after", desk_step(desk, "create"), ("--raw",))

    outcome = rotate(desk)

    assert outcome.code == 1
    assert "--resume" in outcome.err
    assert len(desk.held.keys) == 2


def desk_step(desk: Desk, name: str) -> int:
    """The number of the step of this name: the note is made by three steps, then the twin."""
    assert name == "create"
    return 3


def test_the_list_of_keys_tells_of_an_unfinished_rotation(desk):
    desk.add_key("laptop")
    kill(desk, "kill_after", desk_step(desk, "create"), ("--raw",))

    assert "rotation-unfinished" in desk.run("keys", "list", "--json").warnings


def test_a_new_key_that_was_revoked_meanwhile_does_not_take_the_old_one_with_it(desk):
    old = desk.add_key("laptop")
    desk.fate.failing["revoke"] = "gateway-timeout"
    new = rotate(desk, "--json").data["key"]["id"]
    desk.fate.rest()
    desk.change(new, status="revoked")

    outcome = desk.run("keys", "rotate", "--resume")

    assert outcome.code == 1
    assert [key.id for key in desk.held.living()] == [old]
    assert desk.notes() == []


def test_a_damaged_note_is_said_and_left_alone(desk):
    desk.files.put_file(OWN / "state/rotations/work-abc.json", b"{}")

    assert desk.run("keys", "rotate", "--resume", "--json").error["code"] == "journal-damaged"
    assert "journal-damaged" in desk.run("keys", "list", "--json").warnings


def test_a_rotation_asks_and_a_no_changes_nothing(desk):
    desk.add_key("laptop")

    asked = desk.run("keys", "rotate", "laptop", answers=iter(["no"]))
    unasked = desk.run("keys", "rotate", "laptop")

    assert (asked.code, unasked.code) == (1, 2)
    assert len(desk.held.keys) == 1


def test_who_else_uses_the_old_key_is_said(desk):
    desk.add_key("laptop", "--store")

    elsewhere = rotate(desk, "--raw")
    kept = rotate(desk, "--store")

    assert "profile work stores its key" in elsewhere.err
    assert "stores its key" not in kept.err
