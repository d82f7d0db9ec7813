"""WebSockets on real sockets: what is said, what is recorded, and what each way to end is called."""

import asyncio
import json
import shutil
import time
from contextlib import asynccontextmanager

import pytest
from recorded_answers import KEY, MS, RESPONSES, wish
from scripted_server import HANG, RESET, head, make_certificate, proxying, serving
from websockets.asyncio.server import serve

from smartaipi_cli.probe.attempts import ask
from smartaipi_cli.probe.evidence import gather
from smartaipi_cli.probe.judgement import judge
from smartaipi_cli.probe.network import Limits, Network
from smartaipi_cli.probe.protocols.realtime import dialect
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.protocols.websocket import frame_form
from smartaipi_cli.probe.recording import Ending, dump
from smartaipi_cli.probe.routes import Proxies

FRAMES = [data.split(b"data: ")[1].strip().decode() for data in RESPONSES]
SOCKET = PROTOCOLS["websocket"]
needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificates")


def network(**more):
    return Network(
        clock=time.monotonic_ns, **{"limits": Limits(connect_s=10, silence_s=10, total_s=20), **more}
    )


@asynccontextmanager
async def conversing(handler, **more):
    async with serve(handler, "127.0.0.1", 0, **more) as server:
        yield server.sockets[0].getsockname()[1]


def recording_of(handler, protocol="websocket", *, server=None, **more):
    async def main():
        async with conversing(handler, **(server or {})) as port:
            wished = wish(f"http://127.0.0.1:{port}/v1", **more)
            return await ask(network(), PROTOCOLS[protocol], wished)

    return asyncio.run(main())


def code_of(recording, protocol="websocket"):
    return judge(gather(recording, PROTOCOLS[protocol], "wanted")).code


async def answer(connection):
    await connection.recv()
    for frame in FRAMES:
        await connection.send(frame)
    await connection.wait_closed()


def test_a_conversation_is_recorded_frame_by_frame():
    recording = recording_of(answer)

    stages = recording.stages
    moments = [stages.started, stages.tcp, stages.upgraded, stages.sent, stages.first_byte, stages.last_byte]
    assert code_of(recording) == "answered"
    assert [arrival.data.decode() for arrival in recording.arrivals] == FRAMES
    assert moments == sorted(moments)
    assert (recording.status, recording.ending) == (101, Ending.COMPLETE)
    assert KEY.reveal() not in f"{recording}{dump(recording)}"


def test_the_upgrade_carries_what_codex_sends():
    seen = {}

    async def handler(connection):
        seen.update(connection.request.headers.raw_items())
        seen["path"] = connection.request.path
        await answer(connection)

    recording_of(handler)

    assert seen["path"] == "/v1/responses"
    assert seen["authorization"] == f"Bearer {KEY.reveal()}"
    assert seen["openai-beta"] == "responses_websockets=2026-02-06"
    assert "Sec-WebSocket-Extensions" not in seen


@pytest.mark.parametrize(("accepted", "form"), [("flat", "flat"), ("wrapped", "wrapped")])
def test_the_form_of_frame_that_works_is_found_and_told(accepted, form):
    async def handler(connection):
        async for text in connection:
            if ("response" in json.loads(text)) is (accepted == "wrapped"):
                for frame in FRAMES:
                    await connection.send(frame)
            else:
                await connection.send('{"type": "error", "status": 400, "error": {"message": "what?"}}')

    recording = recording_of(handler)

    assert (frame_form(recording), code_of(recording)) == (form, "answered")


def test_a_frame_in_pieces_is_one_and_pings_are_answered():
    async def handler(connection):
        await connection.recv()
        await (await connection.ping())
        for frame in FRAMES:
            await connection.send([frame[:3], frame[3:9], frame[9:]])
        await connection.wait_closed()

    assert [arrival.data.decode() for arrival in recording_of(handler).arrivals] == FRAMES


async def close_inside(connection):
    await connection.recv()
    await connection.send(FRAMES[0])
    await connection.close(1011, "oops")


async def break_off(connection):
    await connection.recv()
    await connection.send(FRAMES[0])
    connection.transport.abort()


@pytest.mark.parametrize(
    ("handler", "ending", "close_code"),
    [(close_inside, Ending.CUT, 1011), (break_off, Ending.CUT, None)],
    ids=["closed", "broken off"],
)
def test_a_socket_that_ends_before_its_answer_is_told(handler, ending, close_code):
    recording = recording_of(handler)

    assert (recording.ending, recording.close_code) == (ending, close_code)
    assert code_of(recording) == "socket-closed"


def test_a_socket_that_is_closed_right_behind_the_last_word_is_complete():
    async def handler(connection):
        await connection.recv()
        for frame in FRAMES:
            await connection.send(frame)
        await connection.close(1011, "too late to matter")

    recording = recording_of(handler)

    assert (recording.ending, code_of(recording)) == (Ending.COMPLETE, "answered")


def test_an_upgrade_that_is_refused_shows_the_body():
    def refuse(connection, request):
        return connection.respond(401, '{"error": {"message": "bad key", "code": "invalid_api_key"}}')

    recording = recording_of(answer, server={"process_request": refuse})

    assert (recording.status, code_of(recording)) == (401, "credential-refused")
    assert b"bad key" in recording.body


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ([head("404 Not Found", content_length="9"), b"not found"], "websocket-refused"),
        ([head("426 Upgrade Required", content_length="0")], "websocket-refused"),
        ([head(content_type="text/html", content_length="6"), b"<html>"], "websocket-refused"),
        ([head("101 Switching Protocols", upgrade="websocket", connection="upgrade")], "gateway-protocol"),
        ([b"hello\r\n\r\n"], "gateway-protocol"),
        ([], "connection-closed"),
        ([RESET], "connection-closed"),
        ([HANG], "gateway-timeout"),
    ],
    ids=["404", "426", "a page", "no accept", "no HTTP", "closed", "reset", "silence"],
)
def test_an_upgrade_that_does_not_happen_is_called_what_it_is(script, code):
    async def main():
        async with serving(script) as served:
            patience = Limits(connect_s=0.5)
            return await ask(network(limits=patience), SOCKET, wish(f"{served.url}/v1"))

    assert code_of(asyncio.run(main())) == code


def test_silence_inside_an_answer_ends_in_time():
    async def handler(connection):
        await connection.recv()
        await connection.send(FRAMES[0])
        await connection.wait_closed()

    async def main():
        async with conversing(handler) as port:
            patience = Limits(silence_s=0.25)
            return await ask(network(limits=patience), SOCKET, wish(f"http://127.0.0.1:{port}/v1"))

    recording = asyncio.run(main())

    assert (recording.ending, code_of(recording)) == (Ending.TIMED_OUT, "stream-stalled")


def test_a_frame_is_as_old_as_its_reading():
    async def handler(connection):
        await connection.recv()
        for frame in FRAMES:
            await asyncio.sleep(0.02)
            await connection.send(frame)
        await connection.wait_closed()

    recording = recording_of(handler)

    moments = [arrival.at_ns - recording.stages.sent for arrival in recording.arrivals]
    assert all(moment >= number * 19 * MS for number, moment in enumerate(moments, 1))


async def greet(connection):
    await connection.send('{"type": "session.created", "session": {}}')
    await connection.recv()
    await connection.recv()
    await connection.send('{"type": "response.output_text.delta", "delta": "ok"}')
    usage = {"input_tokens": 1, "output_tokens": 1}
    done = {"type": "response.done", "response": {"status": "completed", "usage": usage}}
    await connection.send(json.dumps(done))
    await connection.wait_closed()


@pytest.mark.parametrize(
    ("handler", "expected"), [(greet, "realtime"), (answer, "responses")], ids=["greeting", "silent"]
)
def test_realtime_reports_which_dialect_answered(handler, expected, monkeypatch):
    monkeypatch.setattr("smartaipi_cli.probe.protocols.realtime.GREETING_S", 0.2)

    recording = recording_of(handler, "realtime")

    assert (dialect(recording), code_of(recording, "realtime")) == (expected, "answered")


@needs_openssl
def test_a_socket_goes_through_tls_and_a_tunnel(tmp_path):
    server_side, trust = make_certificate(tmp_path)

    async def main():
        async with conversing(answer, ssl=server_side) as port, proxying() as proxy:
            there = network(trust=trust, proxies=Proxies(https=proxy.url))
            return await ask(there, SOCKET, wish(f"https://localhost:{port}/v1"))

    recording = asyncio.run(main())

    stages = recording.stages
    assert code_of(recording) == "answered"
    assert stages.tcp < stages.proxy < stages.tls < stages.upgraded < stages.sent
