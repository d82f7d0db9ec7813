"""What `test --for CLIENT` tells people and programs about a gateway."""

import io
import re

import pytest
from home import Home

from smartaipi_cli.actions.conformance.checking import CLIENT_NAMES, ConformanceWish, check_conformance
from smartaipi_cli.errors import UserError
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.render.human import draw
from smartaipi_cli.results import Table

WIDTH = 80
STYLE = re.compile(r"\x1b\[\d*m")
COMMAND = re.compile(r" *(hint: )?smartaipi ")
"""A line to be pasted, which is not broken."""


def checked(home: Home, client: str, **wish: str):
    progress: list[tuple[int, int | None]] = []

    result = check_conformance(
        home.machine,
        ConformanceWish(client=client, **wish),
        lambda done, total: progress.append((done, total)),
    )
    return result, progress


def shown(result) -> str:
    stream = io.StringIO()
    for block in result.blocks:
        draw(block, stream, colour=False, width=WIDTH)
    return STYLE.sub("", stream.getvalue())


@pytest.mark.parametrize("client", CLIENT_NAMES)
def test_a_gateway_that_does_all_is_told_so_with_the_evidence(home, client):
    result, progress = checked(home, client)

    requirements = result.data["requirements"]
    total = len(requirements)
    assert (result.exit_code, result.problem) == (ExitCode.DONE, None)
    assert (result.data["is_supported"], result.data["met"], result.data["missing"]) == (True, total, 0)
    assert all(one["met"] and one["evidence"] and one["observed"] for one in requirements)
    assert all(
        exchange["elapsed_s"] >= exchange["first_byte_s"] >= 0
        for one in requirements
        for exchange in one["requests"]
        if exchange["status"] == 200
    )
    assert progress == [(done, total) for done in range(total + 1)]
    assert f"{total} of {total} requirements" in shown(result)


@pytest.mark.parametrize("client", CLIENT_NAMES)
def test_it_reads_well_at_80_columns_and_tells_no_key(home, account, client):
    result, _ = checked(home, client)

    text = shown(result)
    assert [line for line in text.splitlines() if len(line) > WIDTH and not COMMAND.match(line)] == []
    assert account.key not in text
    assert account.key not in repr(result)


def test_a_client_that_cannot_work_is_told_with_what_it_lacks(home):
    """A model that breaks every stream off: the first requirement is not met, and nothing else can be said."""
    result, _ = checked(home, "codex", model="sandbox/malformed")

    assert result.exit_code is ExitCode.FINDING
    assert result.problem.code == "client-unsupported"
    assert result.data["is_supported"] is False
    states = {one["id"]: one["met"] for one in result.data["requirements"]}
    assert states["stream"] is False
    assert states["reasoning"] is None
    text = shown(result)
    assert "no (must)" in text
    assert "must: Codex gets no answer [stream]" in text
    assert "requirements of Codex 0.169.0 are met; not met: 1 must, " in text
    assert "because `stream` is not met" in text


def test_one_field_that_is_refused_is_named_and_the_rest_goes_on(home):
    """The sandbox's smallest model reasons on chat completions alone, so Codex's `reasoning` is refused there."""
    result, _ = checked(home, "codex", model="gpt-5.4-nano")

    states = {one["id"]: one["met"] for one in result.data["requirements"]}
    assert [name for name, is_met in states.items() if is_met is False] == ["reasoning"]
    assert [name for name, is_met in states.items() if is_met is None] == ["turn"]
    assert result.exit_code is ExitCode.FINDING
    assert result.problem.reason == "not met: reasoning"


def test_a_key_that_is_refused_ends_as_every_refused_key_does(bare_home, account):
    bare_home.add_profile("box", "sandbox", account.urls, "sk-sandbox-nobody", account.token)

    result, _ = checked(bare_home, "claude", model="sandbox/echo")

    assert (result.problem.code, result.exit_code) == ("credential-refused", ExitCode.CREDENTIAL)
    assert result.data["missing"] == 0
    assert "no (" not in shown(result)


def test_a_gateway_that_is_not_there_is_told_as_such(bare_home, account):
    urls = dict.fromkeys(account.urls, "http://127.0.0.1:9")
    bare_home.add_profile("box", "sandbox", urls, account.key, account.token)

    result, _ = checked(bare_home, "opencode", model="any")

    assert (result.problem.code, result.exit_code) == ("gateway-unreachable", ExitCode.GATEWAY)


def test_a_profile_without_the_clients_protocol_is_refused_before_anything_is_sent(bare_home, account):
    bare_home.add_profile("box", "sandbox", {"openai_url": account.urls["openai_url"]}, account.key)

    with pytest.raises(UserError) as refused:
        checked(bare_home, "claude", model="sandbox/echo")

    assert refused.value.code == "not-offered"


def test_a_client_that_nobody_knows_is_named(home):
    with pytest.raises(UserError) as refused:
        checked(home, "emacs")

    assert refused.value.code == "usage"
    assert "claude, codex, opencode, cline, continue" in refused.value.reason


def test_a_script_gets_every_requirement_in_four_columns(home):
    result, _ = checked(home, "cline")

    (table,) = (block for block in result.blocks if isinstance(block, Table))
    assert [column.heading for column in table.columns] == ["PART", "MET", "REQUIREMENT", "EVIDENCE"]
    assert len(table.rows) == len(result.data["requirements"])
    assert {row[1] for row in table.rows} == {"yes"}
