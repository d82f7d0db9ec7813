"""Rotation by the gateway itself: what is said when the new secret does not arrive."""

from dataclasses import replace

import pytest
from account_twin import TwinAccount
from key_desk import Desk, open_desk

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.gateways.account_api import Rotated
from smartaipi_cli.gateways.capabilities import NATIVE

ROTATE = ("keys", "rotate", "laptop", "--yes", "--json")
NEW = "sk-test-new-secret-00000000000001"


@pytest.fixture
def desk(monkeypatch) -> Desk:
    def rotate(self, key, grace):
        """A new secret for the same key; the old one is refused at once."""
        self.fate.begin("rotate")
        self.held.secrets[key.id] = NEW
        self.fate.end("rotate")
        return Rotated(key=replace(key, secret=Secret(NEW)), previous_expires_at=None)

    monkeypatch.setattr(TwinAccount, "rotate_key", rotate)
    opened = open_desk(monkeypatch)
    opened.table["keys.rotate"] = NATIVE
    opened.add_key("laptop", "--store")
    return opened


def test_the_new_secret_is_kept_in_place_of_the_old_one(desk):
    outcome = desk.run(*ROTATE, "--store")

    assert (outcome.code, desk.stored()) == (0, NEW)
    assert (outcome.data["emulated"], outcome.data["previous_key"]) == (False, None)
    assert desk.notes() == []


@pytest.mark.parametrize(
    "code", ["credential-refused", "permission-denied", "rate-limited", "changed-meanwhile", "key-not-found"]
)
def test_a_refusal_is_told_as_it_is(desk, code):
    """Nothing was changed, so nothing is unfinished."""
    desk.fate.failing["rotate"] = code

    assert desk.run(*ROTATE).error["code"] == code


def test_after_a_lost_answer_nobody_knows_and_the_way_on_is_said(desk):
    desk.fate.lost.add("rotate")

    error = desk.run(*ROTATE).error

    assert (error["code"], error["details"]["cause"]) == ("rotation-unfinished", "gateway-timeout")
    assert "may have a new secret" in error["reason"]
    assert error["hint"].startswith("smartaipi keys rotate key_0001")


def test_a_secret_that_cannot_be_kept_is_said_to_be_lost(desk):
    stored = desk.stored()
    desk.fate.failing["create .key.new"] = "own-file-failed"

    error = desk.run(*ROTATE, "--store").error

    assert error["code"] == "rotation-unfinished"
    assert "has a new secret that nobody holds" in error["reason"]
    assert desk.stored() == stored


def test_a_stored_key_is_not_replaced_by_one_that_is_refused(desk):
    stored = desk.stored()
    desk.held.deaf = True

    error = desk.run(*ROTATE, "--store").error

    assert (error["code"], error["details"]["cause"]) == ("rotation-unfinished", "credential-refused")
    assert desk.stored() == stored
