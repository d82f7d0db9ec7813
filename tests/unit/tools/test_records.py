"""The records that tool modules work with."""

from pathlib import Path

import pytest

from smartaipi_cli.actions.profiles.selection import Credential
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent, Content
from smartaipi_cli.tools.base import Effective, Inline, Origin, ReadFile, Wish

CANARY = "sk-test-canary-0123456789"
SECRET = Secret(CANARY)
PROFILE = Profile(name="work", gateway="smartaipi", label="Smart AIPI")

HOLDERS = {
    "inline": Inline(secret=SECRET),
    "wish": Wish(profile=PROFILE, key=Inline(secret=SECRET)),
    "credential": Credential(secret=SECRET, source="keychain"),
    "origin": Origin(value=CANARY, source="environment variable X"),
    "effective": Effective(base_url=Origin(value=CANARY, source="a file"), secret=SECRET),
    "file": ReadFile(path=Path("/a"), state=Content(CANARY.encode(), 0o600)),
}


@pytest.mark.parametrize("holder", HOLDERS.values(), ids=HOLDERS)
def test_no_record_shows_a_secret_that_it_holds(holder):
    assert CANARY not in f"{holder} {holder!r}"


def test_a_file_is_absent_until_somebody_has_read_it():
    assert ReadFile(path=Path("/a")).state == Absent()
