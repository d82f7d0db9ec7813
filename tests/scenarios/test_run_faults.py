"""`run` when something breaks: nothing starts without a key, no key is forgotten, the exit code stays the command's."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import pytest
from home import Home
from run_stage import keys_of_runs, notes_of, played

from smartaipi_cli.composition import open_transport
from smartaipi_cli.domain.transport import Request, Response, Stream, Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.child import Child, Interrupted
from smartaipi_cli.machine.real_files import RealFiles


@dataclass(slots=True)
class Breaking:
    """The real transport on which some requests fail, before they are sent or after."""

    fails: Callable[[Request], bool]
    is_sent: bool = False
    inner: Transport = field(default_factory=open_transport)

    def send(self, request: Request) -> Response:
        """See `Transport`."""
        if not self.fails(request):
            return self.inner.send(request)
        if self.is_sent:
            self.inner.send(request)
        raise UserError("gateway-unreachable", "the gateway cannot be reached", reason="made up by a test")

    def stream(self, request: Request) -> AbstractContextManager[Stream]:
        """See `Transport`."""
        return self.inner.stream(request)

    def close(self) -> None:
        """See `Transport`."""
        self.inner.close()


def creates(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith("/keys")


def lists(request: Request) -> bool:
    return request.method == "GET" and "/keys?" in request.url


def revokes(request: Request) -> bool:
    return request.method == "DELETE"


def reports(request: Request) -> bool:
    return "/usage" in request.url


def break_off(home: Home, fails: Callable[[Request], bool], *, is_sent: bool = False) -> None:
    home.transport = lambda: Breaking(fails=fails, is_sent=is_sent)


def test_with_the_gateway_down_nothing_is_started(home):
    break_off(home, lambda _: True)

    found = played(home, "make")

    assert (found.outcome.code, found.children.started, notes_of(home)) == (8, [], [])


def test_a_key_that_may_have_been_made_unseen_is_found_by_its_name_later(home):
    break_off(home, lambda request: creates(request) or lists(request), is_sent=True)
    first = played(home, "make")
    home.transport = open_transport
    (left,) = keys_of_runs(home)
    assert (first.outcome.code, first.children.started) == (8, [])
    assert f"{left['name']}.json" in notes_of(home)

    second = played(home, "make")

    assert second.outcome.code == 0
    assert f"revoked key {left['name']} of an earlier run" in second.outcome.err
    assert (keys_of_runs(home), notes_of(home)) == ([], [])


def test_a_key_whose_secret_was_lost_on_the_way_is_revoked_at_once(home):
    break_off(home, creates, is_sent=True)

    found = played(home, "make")

    assert found.outcome.code != 0
    assert found.children.started == []
    home.transport = open_transport
    assert (keys_of_runs(home), notes_of(home)) == ([], [])


def test_a_creation_that_was_never_received_leaves_nothing(home):
    break_off(home, creates)

    found = played(home, "make")

    assert (found.outcome.code, found.children.started, notes_of(home)) == (8, [], [])


def test_with_the_gateway_down_at_the_end_the_code_stays_and_the_next_run_revokes(home):
    break_off(home, revokes)
    first = played(home, "--receipt", "receipt.json", "make", play=lambda _: 5)
    home.transport = open_transport
    (left,) = keys_of_runs(home)

    assert first.outcome.code == 5
    assert (first.receipt["revoked"], first.receipt["exit_code"]) == (False, 5)
    assert f"key {left['name']} could not be revoked: the gateway cannot be reached" in first.outcome.err
    note = json.loads((home.own / "state/runs" / f"{left['name']}.json").read_bytes())
    assert note["key_id"] == left["id"]

    played(home, "make")

    assert (keys_of_runs(home), notes_of(home)) == ([], [])


def test_an_orphan_that_cannot_be_revoked_yet_stops_no_run_and_is_not_forgotten(home):
    break_off(home, revokes)
    played(home, "make")
    notes = notes_of(home)

    found = played(home, "make", play=lambda _: 0)

    assert found.outcome.code == 0
    assert set(notes) < set(notes_of(home))
    home.transport = open_transport
    assert len(home.run("run", "sweep", "--yes", "--json").envelope["data"]["revoked"]) == 2
    assert (keys_of_runs(home), notes_of(home)) == ([], [])


def test_a_receipt_that_cannot_be_drawn_up_changes_nothing_else(home):
    break_off(home, reports)

    found = played(home, "make", play=lambda _: 4)

    assert found.outcome.code == 4
    assert (found.receipt["revoked"], found.receipt["requests"], found.receipt["final"]) == (
        True,
        None,
        False,
    )
    assert "what the key was used for is not known" in found.outcome.err


def interrupt(_: Child) -> int:
    raise Interrupted(15)


def fail(_: Child) -> int:
    raise RuntimeError("a bug of ours")


@pytest.mark.parametrize(
    ("play", "code"),
    [pytest.param(interrupt, 143, id="interrupted"), pytest.param(fail, 3, id="a bug of ours")],
)
def test_the_key_goes_also_when_we_break(home, play, code):
    found = played(home, "--client", "codex", "make", play=play)

    assert (found.outcome.code, keys_of_runs(home), notes_of(home)) == (code, [], [])


def test_a_signal_while_the_key_is_revoked_is_noted_and_a_second_one_leaves_it_to_the_next_run(home):
    def interrupted(request: Request) -> bool:
        if revokes(request):
            raise Interrupted(2)
        return False

    break_off(home, interrupted)
    found = played(home, "make", play=lambda _: 9)

    assert found.outcome.code == 9
    assert found.children.patience.left == 1
    assert "could not be revoked: it was interrupted" in found.outcome.err
    home.transport = open_transport
    played(home, "make")
    assert keys_of_runs(home) == []


def test_a_note_that_cannot_be_read_is_left_alone_and_stops_no_run(home):
    folder = home.own / "state/runs"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "run-old-1-00000000.json").write_text("{")

    found = played(home, "make")

    assert found.outcome.code == 0
    assert (folder / "run-old-1-00000000.json").read_text() == "{"


def test_a_folder_that_was_filled_after_the_end_of_its_run_goes_with_the_next_one(home):
    late = home.own / "state/runs/run-testhost-4711-0123abcd/cline"
    late.mkdir(parents=True, mode=0o700)
    (late / "hub.log").write_text("late")

    played(home, "make")

    assert notes_of(home) == []


class Sticky(RealFiles):
    """Files of which none can be removed that is a note."""

    def unlink(self, path):
        """See `Files`."""
        if path.name.startswith("run-"):
            raise OSError(30, "Read-only file system")
        super().unlink(path)


def test_a_note_that_cannot_be_removed_changes_no_code(home):
    home.files = Sticky()

    found = played(home, "make", play=lambda _: 6)

    assert (found.outcome.code, keys_of_runs(home)) == (6, [])


class FullDisk(RealFiles):
    """Files on a disk that is full for what is named so."""

    def create(self, path, mode):
        """See `Files`."""
        if "receipt" in path.name:
            raise OSError(28, "No space left on device")
        super().create(path, mode)


def test_a_receipt_that_cannot_be_written_is_told_and_changes_no_code(home):
    home.files = FullDisk()

    found = played(home, "make", play=lambda _: 6)

    assert found.outcome.code == 6
    assert "No space left on device" in found.outcome.err
    assert "revoked after" in found.outcome.err
