import json
import socket as socketlib

import pytest
from sandbox_wire import eventually, manage, new_key
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from smartaipi_cli.sandbox.testing import running

LAST = {"response.completed", "response.incomplete", "error"}
TOOL = {"type": "function", "name": "exec_command", "parameters": {"properties": {"cmd": {}}}}


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    with running(tmp_path_factory.mktemp("box") / "sandbox") as address:
        yield address


@pytest.fixture
def socket(box):
    with open_socket(box, new_key(box)) as opened:
        yield opened


def open_socket(box, key):
    return connect(
        box.openai_url.replace("http", "ws") + "/responses",
        additional_headers={"authorization": f"Bearer {key}"},
    )


def turn(socket, frame):
    """Sends a frame and gives the events up to the last one of its answer."""
    socket.send(frame if isinstance(frame, (str, bytes)) else json.dumps(frame))
    events = [json.loads(socket.recv(timeout=10))]
    while events[-1]["type"] not in LAST:
        events.append(json.loads(socket.recv(timeout=10)))
    return events


def create(**members: object):
    return {"type": "response.create", "model": "sandbox/echo", "store": False, **members}


def text_of(events):
    return "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")


def test_a_flat_and_a_wrapped_frame_are_understood_alike(socket):
    flat = create(input="hello")
    wrapped = {"type": "response.create", "response": {"model": "sandbox/echo", "input": "hello"}}

    assert text_of(turn(socket, flat)) == text_of(turn(socket, wrapped)) == "hello"


def test_a_frame_that_asks_for_no_answer_gets_an_id_without_output_or_bill(box):
    key = new_key(box)
    before = manage(box, "GET", "/balance")
    with open_socket(box, key) as socket:
        events = turn(socket, create(input=[], generate=False))

    assert [event["type"] for event in events] == [
        "response.created",
        "response.in_progress",
        "response.completed",
    ]
    assert events[-1]["response"]["output"] == []
    assert manage(box, "GET", "/balance")["available_micros"] == before["available_micros"]


def test_codex_way_a_turn_goes_on_from_the_warm_up_and_from_the_turn_before(socket):
    script = "sandbox/script:write-file"
    warm_up = turn(socket, create(model=script, input="make it", tools=[TOOL], generate=False))[-1][
        "response"
    ]
    first = turn(socket, create(model=script, input=[], previous_response_id=warm_up["id"]))[-1]["response"]
    call = first["output"][-1]
    result = {"type": "function_call_output", "call_id": call["call_id"], "output": "ok"}
    second = turn(socket, create(model=script, input=[result], previous_response_id=first["id"]))

    assert call["name"] == "exec_command"
    assert text_of(second).startswith("Done")
    assert second[-1]["response"]["usage"]["input_tokens"] > first["usage"]["input_tokens"]


def test_an_unknown_response_cannot_be_continued_and_the_socket_goes_on(socket):
    (error,) = turn(socket, create(input="x", previous_response_id="resp_unknown"))

    assert (error["status"], error["error"]["code"]) == (400, "previous_response_not_found")
    assert text_of(turn(socket, create(input="still here"))) == "still here"


def test_the_responses_of_one_socket_are_unknown_to_another(box, socket):
    told = turn(socket, create(input="x"))[-1]["response"]["id"]
    with open_socket(box, new_key(box)) as other:
        (error,) = turn(other, create(input="y", previous_response_id=told))

    assert error["error"]["code"] == "previous_response_not_found"


@pytest.mark.parametrize(
    ("frame", "status", "code"),
    [
        pytest.param("{", 400, "invalid_json", id="half an object"),
        pytest.param(b"\xff\x00", 400, "invalid_json", id="bytes"),
        pytest.param({"type": "session.update"}, 400, "unknown_frame", id="another type"),
        pytest.param(create(), 400, "invalid_parameter", id="no input"),
        pytest.param(create(model="gpt-9", input="x"), 404, "model_not_found", id="no such model"),
        pytest.param(create(input="x") | {"store": True}, 400, "unsupported", id="to be stored"),
        pytest.param(
            create(model="sandbox/error-429", input="x"), 429, "requested_fault", id="a failing model"
        ),
    ],
)
def test_a_mistake_is_told_in_an_error_event_and_the_socket_goes_on(socket, frame, status, code):
    (error,) = turn(socket, frame)

    assert (error["type"], error["status"], error["error"]["code"]) == ("error", status, code)
    assert text_of(turn(socket, create(input="still here"))) == "still here"


def test_a_budget_stops_a_turn_in_the_middle_of_a_conversation(box):
    with open_socket(box, new_key(box, budgets=[{"period": "day", "limit_micros": 20}])) as socket:
        first = turn(socket, create(input="sixteen letters!"))
        (error,) = turn(socket, create(input="sixteen letters!"))

    assert first[-1]["type"] == "response.completed"
    assert (error["status"], error["error"]["code"]) == (402, "budget_exceeded")
    assert error["headers"] == {"x-should-retry": "false"}


def test_a_key_that_is_disabled_meanwhile_is_refused_at_the_next_turn(box):
    created = manage(box, "POST", "/keys", {"name": "short-lived"})
    with open_socket(box, created["value"]) as socket:
        turn(socket, create(input="x"))
        manage(box, "POST", f"/keys/{created['id']}/disable")
        (error,) = turn(socket, create(input="x"))

    assert error["status"] == 401


def test_a_bad_key_is_refused_before_the_upgrade_with_a_body(box):
    with pytest.raises(InvalidStatus) as refused, open_socket(box, "sk-test-unknown"):
        pass

    response = refused.value.response
    assert response.status_code == 401
    assert json.loads(response.body)["error"]["code"] == "invalid_api_key"
    assert response.headers["x-request-id"]


def test_a_foreign_host_is_refused_before_the_upgrade(box):
    url = f"ws://evil.test:{box.port}/v1/responses"
    way = socketlib.create_connection(("127.0.0.1", box.port))
    with pytest.raises(InvalidStatus) as refused, connect(url, sock=way):
        pass

    assert refused.value.response.status_code == 421


def test_every_frame_is_in_the_log_with_the_key_of_its_socket(box, socket):
    turn(socket, create(input="a private question"))
    entry = manage(box, "GET", "/../sandbox/log")["data"][-2]

    assert (entry["method"], entry["model"], list(entry["credentials"])) == (
        "FRAME",
        "sandbox/echo",
        ["authorization"],
    )


def test_who_leaves_in_the_middle_pays_for_what_was_sent(box):
    created = manage(box, "POST", "/keys", {"name": "leaver"})
    with open_socket(box, created["value"]) as socket:
        socket.send(json.dumps(create(model="sandbox/slow-0-20", input="sixteen letters!")))
        while json.loads(socket.recv(timeout=10))["type"] != "response.output_text.delta":
            pass

    def settled():
        records = manage(box, "GET", f"/usage/records?key_ids={created['id']}")["data"]
        return [record for record in records if record["status"] != "pending"]

    (record,) = eventually(settled)
    assert (record["status"], record["error_code"]) == ("error", "client_disconnected")
    assert 1 <= record["output_tokens"] < 100
    assert record["cost_micros"] == record["input_tokens"] + 4 * record["output_tokens"]
