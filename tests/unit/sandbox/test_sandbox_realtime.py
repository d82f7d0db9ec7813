import json
from contextlib import suppress

import pytest
from sandbox_wire import manage, new_key
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from smartaipi_cli.sandbox.testing import running

LAST = {"response.completed", "error", "session.updated", "conversation.item.created"}


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    with running(tmp_path_factory.mktemp("box") / "sandbox") as address:
        yield address


def open_socket(box, path="/realtime?model=sandbox/reason", **headers):
    key = headers.pop("key", None) or new_key(box)
    sent = {"authorization": f"Bearer {key}", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return connect(box.openai_url.replace("http", "ws") + path, additional_headers=sent)


def turn(socket, frame):
    """Sends a frame and gives the events up to the last one of its answer."""
    socket.send(json.dumps(frame))
    events = [json.loads(socket.recv(timeout=10))]
    while events[-1]["type"] not in LAST:
        events.append(json.loads(socket.recv(timeout=10)))
    return events


def text_of(events):
    return "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")


def create(**members):
    return {"type": "response.create", "model": "sandbox/echo", "input": "sixteen letters!", **members}


def until_closed(socket):
    """The messages of a socket up to its end, however that comes."""
    with suppress(ConnectionClosed):
        while True:
            yield socket.recv(timeout=10)


class TestSessions:
    def test_a_session_announces_itself_before_anything_was_asked(self, box):
        with open_socket(box, openai_beta="realtime=v1") as socket:
            created = json.loads(socket.recv(timeout=10))

        assert (created["type"], created["session"]["model"]) == ("session.created", "sandbox/reason")
        assert created["event_id"]

    def test_a_response_comes_in_the_events_of_responses_from_the_model_of_the_address(self, box):
        with open_socket(box) as socket:
            socket.recv(timeout=10)
            events = turn(socket, {"type": "response.create", "response": {"input": "hello"}})

        assert text_of(events) == "hello"
        assert events[-1]["response"]["model"] == "sandbox/reason"
        assert any(event["type"] == "response.reasoning_summary_text.delta" for event in events)

    def test_what_was_said_and_agreed_before_is_answered(self, box):
        said = {
            "type": "message",
            "role": "user",
            "content": [{"type": "input_text", "text": "said before"}],
        }
        with open_socket(box) as socket:
            socket.recv(timeout=10)
            (updated,) = turn(
                socket, {"type": "session.update", "session": {"instructions": "be brief", "id": "mine"}}
            )
            (item,) = turn(socket, {"type": "conversation.item.create", "item": said})
            events = turn(socket, {"type": "response.create"})

        assert updated["session"]["instructions"] == "be brief"
        assert updated["session"]["id"].startswith("sess_")
        assert item["item"]["id"].startswith("item_")
        assert text_of(events) == "said before"

    def test_another_frame_is_told_in_an_error_event(self, box):
        with open_socket(box) as socket:
            socket.recv(timeout=10)
            (error,) = turn(socket, {"type": "input_audio_buffer.append", "audio": ""})

        assert (error["status"], error["error"]["code"]) == (400, "unknown_frame")

    def test_a_bad_key_is_refused_before_the_upgrade(self, box):
        with pytest.raises(InvalidStatus) as refused, open_socket(box, key="sk-test-unknown"):
            pass

        assert refused.value.response.status_code == 401
        assert json.loads(refused.value.response.body)["error"]["code"] == "invalid_api_key"


class TestFaults:
    def closing(self, box, fault):
        """The texts that came, and how the socket was closed."""
        with open_socket(box, "/responses", x_sandbox_fault=fault) as socket:
            socket.send(json.dumps(create()))
            events = [json.loads(message) for message in until_closed(socket)]
            return text_of(events), socket.close_code

    @pytest.mark.parametrize(
        ("fault", "expected"),
        [
            ("ws-close=1011", ("", 1011)),
            ("ws-close=4001;cut-after=2", ("sixteen ", 4001)),
            ("cut-after=1", ("sixt", 1000)),
            ("disconnect-after=3", ("sixteen lett", 1006)),
        ],
    )
    def test_a_socket_closes_where_and_as_it_was_ordered(self, box, fault, expected):
        assert self.closing(box, fault) == expected

    def test_a_refusal_is_an_error_event_and_the_next_turn_succeeds(self, box):
        with open_socket(box, "/responses", x_sandbox_fault="status=429;retry-after=3;times=1") as socket:
            (error,) = turn(socket, create())
            events = turn(socket, create())

        assert (error["status"], error["headers"]) == (429, {"retry-after": "3"})
        assert events[-1]["type"] == "response.completed"

    def test_an_error_in_the_middle_is_a_failed_response_and_the_socket_goes_on(self, box):
        with open_socket(box, "/responses") as socket:
            socket.send(json.dumps(create(model="sandbox/error-503-after-2")))
            events = [json.loads(socket.recv(timeout=10))]
            while events[-1]["type"] != "response.failed":
                events.append(json.loads(socket.recv(timeout=10)))
            again = turn(socket, create())

        assert len(text_of(events)) == 2 * 4
        assert text_of(again) == "sixteen letters!"

    def test_a_malformed_frame_is_no_json(self, box):
        with open_socket(box, "/responses", x_sandbox_fault="malformed") as socket:
            socket.send(json.dumps(create()))
            messages = [socket.recv(timeout=10)]
            while "response.completed" not in messages[-1]:
                messages.append(socket.recv(timeout=10))
        broken = [message for message in messages if not message.endswith("}")]

        assert len(broken) == 1

    def test_an_armed_fault_strikes_a_socket_too(self, box):
        manage(box, "POST", "/../sandbox/faults", {"fault": "status=500;times=1", "path": "/v1/responses"})
        with open_socket(box, "/responses") as socket:
            (error,) = turn(socket, create())

        assert error["status"] == 500


def test_a_later_turn_knows_what_the_assistant_said(box):
    with open_socket(box, "/responses") as socket:
        first = turn(socket, create())[-1]["response"]
        second = turn(socket, create(previous_response_id=first["id"], input="four"))[-1]["response"]

    assert second["usage"]["input_tokens"] == 4 + 4 + 1
